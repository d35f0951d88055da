import type { Category, Decision, Severity, Suggestion } from '../categories.ts';
import type { NeverHidden } from '../comment.ts';
import type { Lang } from '../lang.ts';
import type { Trouble } from './digest.ts';
import { en } from './words-en.ts';
import { vi } from './words-vi.ts';

/** What moderators read, in both languages. Vietnamese is the original. */
export interface Words {
  readonly title: string;
  readonly urgentTitle: string;
  readonly subject: (flagged: number, urgent: number, when: string) => string;
  readonly subjectQuiet: (when: string) => string;
  readonly subjectUrgent: (count: number, page: string) => string;
  readonly window: (from: string, to: string) => string;
  readonly summary: (screened: number, flagged: number) => string;
  readonly quiet: (screened: number) => string;
  readonly provisional: (count: number) => string;
  readonly decision: Readonly<Record<Exclude<Decision, 'none'>, string>>;
  readonly category: Readonly<Record<Category, string>>;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly suggest: Readonly<Record<Suggestion, string>>;
  readonly why: string;
  /** So many reasons are not told here. */
  readonly moreReasons: (count: number) => string;
  readonly rule: string;
  readonly suggested: string;
  /** What not everybody reads, in a word. */
  readonly kind: Readonly<Record<NeverHidden, string>>;
  /** Why harm there is not hidden. */
  readonly neverHidden: Readonly<Record<NeverHidden, string>>;
  readonly waited: (duration: string) => string;
  readonly openCase: string;
  readonly openComment: string;
  readonly answers: string;
  readonly under: string;
  readonly hiddenUntil: (when: string) => string;
  readonly unjudged: (code: string) => string;
  readonly similar: (count: number) => string;
  /** `type` as the platform has it. */
  readonly noText: (type: string) => string;
  readonly told: (when: string, noticed: boolean) => string;
  readonly earlier: (count: number, oldest: string) => string;
  readonly tasks: (count: number, oldest: string) => string;
  readonly cut: string;
  readonly further: (count: number) => string;
  readonly openQueue: string;
  readonly footer: string;
  readonly settings: string;
  readonly unsubscribe: string;
  readonly trouble: string;
  readonly troubleOf: Readonly<Record<Trouble['kind'], (subject: string, code: string) => string>>;
  readonly minutes: (count: number) => string;
  readonly hours: (count: number) => string;
  readonly days: (count: number) => string;
}

export const WORDS: Readonly<Record<Lang, Words>> = { vi, en };

/** A span of time in one unit, rounded down; at least one minute. */
export function duration(milliseconds: number, words: Words): string {
  const minutes = Math.max(1, Math.floor(milliseconds / 60_000));
  if (minutes < 60) return words.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? words.hours(hours) : words.days(Math.floor(hours / 24));
}

/** Making a clock costs thirty times what reading it does, and a page reads it a hundred times. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** A moment as the reader's clock shows it. */
export function moment(at: Date, lang: Lang, timeZone: string): string {
  const key = `${lang} ${timeZone}`;
  const clock =
    clocks.get(key) ??
    new Intl.DateTimeFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', {
      dateStyle: 'short',
      timeStyle: 'short',
      timeZone,
    });
  clocks.set(key, clock);
  return clock.format(at);
}
