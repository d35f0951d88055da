/**
 * The functional suite: hand-written comments by function, in the manner of HateCheck. `held-out.jsonl` was written
 * by people who had seen neither the rules nor `open.jsonl`, and is not to be read while writing rules.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CATEGORIES, DECISIONS, SUGGESTIONS } from '../../src/domain/categories.ts';

export const HALVES = ['held-out', 'open'] as const;
export type Half = (typeof HALVES)[number];

/** What must be seen: all of `categories` among the findings, `decision` at least, `suggest` exactly. */
const seen = z.strictObject({
  categories: z.array(z.enum(CATEGORIES)).min(1),
  decision: z.enum(DECISIONS).optional(),
  suggest: z.enum(SUGGESTIONS).optional(),
});

/** What must be left alone: no finding of harm that leads to `flag` or more. A complaint may still want a reply. */
const left = z.strictObject({ leave: z.literal(true) });

const line = z.strictObject({
  id: z.string().regex(/^[a-z-]+\.[a-z-]+\/[hop]\d{2,}$/),
  function: z.string(),
  text: z.string().min(1),
  expect: z.union([seen, left]),
  half: z.enum(HALVES),
  /** The disguise under test; only such cases may share wording with rules. */
  trick: z.string().optional(),
});

export type Case = z.infer<typeof line>;
export type Seen = z.infer<typeof seen>;

const folder = path.dirname(fileURLToPath(import.meta.url));

/** The cases of one half in file order. Throws with file and line on a malformed one. */
export function loadCases(half: Half): Case[] {
  const file = path.join(folder, `${half}.jsonl`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, index) => {
      if (text === '') return [];
      const parsed = line.safeParse(JSON.parse(text));
      if (!parsed.success) throw new Error(`${half}.jsonl:${index + 1}: ${parsed.error.message}`);
      return [parsed.data];
    });
}

/** Whether a case asks for silence rather than for a finding. */
export function leaves(expect: Case['expect']): expect is { leave: true } {
  return 'leave' in expect;
}
