import { z } from 'zod';

/** The word of appeal unless a page has its own; also found when typed without accents. */
const APPEAL_WORDS = ['khiếu nại'];
const line = (longest: number) => z.string().trim().min(1).max(longest);

/**
 * What a page says about itself and how it wants to be served, within its `settings` (the adapter's own stand beside).
 * Each field stands for itself: one that is missing or of the wrong shape is as if it were not set.
 */
export const SourceSettings = z.object({
  /** Number or address people are sent to, as it shall be read: `1900 0000 (7h–21h)`. */
  hotline: line(80).optional().catch(undefined),
  /** Opening hours as they shall be read: `8h–17h, thứ hai đến thứ bảy`. */
  hours: line(200).optional().catch(undefined),
  /** Questions for the opening hours, and nothing else, are answered without a person (mode `enforce`). */
  answerHours: z.boolean().catch(false),
  /** Words by which a hidden author asks for a second look. */
  appealWords: z.array(line(40)).min(1).max(10).catch(APPEAL_WORDS),
});
export type SourceSettings = z.infer<typeof SourceSettings>;

/** Read once per object: asked for every comment of a batch. */
const read = new WeakMap<object, SourceSettings>();

/** Reads the settings of a source; never fails. */
export function settingsFrom(settings: Readonly<Record<string, unknown>>): SourceSettings {
  const known = read.get(settings);
  if (known !== undefined) return known;
  const found = SourceSettings.parse(settings);
  read.set(settings, found);
  return found;
}
