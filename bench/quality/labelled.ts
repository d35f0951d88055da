import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Category } from '../../src/domain/categories.ts';
import type { Span } from '../../src/domain/verdict.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { type Bar, share } from './bar.ts';
import { f1, overlap, type Overlap } from './spans.ts';

/** What insults, swears or threatens: the only thing these data sets label. */
const LABELLED: readonly Category[] = ['abuse', 'hate', 'threat', 'sexual'];

const row = z.object({
  text: z.string(),
  label: z.enum(['CLEAN', 'HOS', 'OFFENSIVE', 'HATE']),
  /** [start, end) in code points; absent where the set labels whole comments only. */
  spans: z.array(z.tuple([z.number(), z.number()])).optional(),
  context: z.string().optional(),
});
export type Row = z.infer<typeof row>;

/** What somebody (the rules, or a word list) says of one comment. */
export interface Answer {
  readonly spans: readonly Span[];
  readonly found: boolean;
  readonly hide: boolean;
}

export interface Measured {
  readonly bars: Bar[];
  /** Rows that were found but are labelled clean, and the other way round. */
  readonly wrong: { readonly kind: 'found, labelled clean' | 'missed'; readonly text: string }[];
}

/** The rows of one labelled file. Throws with the path when it cannot be read. */
export function loadRows(folder: string, set: string): Row[] {
  return readFileSync(path.join(folder, `${set}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => row.parse(JSON.parse(line)));
}

export function answerOf(rulebook: Rulebook, { text, context }: Row, now: Date): Answer {
  const verdict = rulebook.screen({ text, ...(context ? { post: { text: context } } : {}) }, now);
  const findings = verdict.findings.filter(({ category }) => LABELLED.includes(category));
  return {
    spans: findings.flatMap(({ spans }) => spans),
    found: findings.length > 0,
    hide: verdict.suggest === 'hide',
  };
}

/** The bounds asked of the development set of ViHOS; the others are measured without. */
const ASKED: Readonly<Record<string, number>> = { passage: 0.72, precision: 0.85, recall: 0.6, hide: 0.9 };

/**
 * Measures answers against labels. Passage F1 is the mean over all comments of the F1 of character offsets, as in
 * SemEval-2021 task 5 (two empty sets count 1); the pooled F1 over all characters stands beside it. Comment level:
 * any finding of insult, hate, threat or sexual content against any label but CLEAN.
 */
export function measure(rows: readonly Row[], answers: readonly Answer[], asked: boolean): Measured {
  const bound = (name: string) => (asked ? { least: ASKED[name]! } : {});
  const bars: Bar[] = [];
  if (rows.some(({ spans }) => spans !== undefined)) {
    const overlaps = rows.map((one, i) => overlap(one.text, answers[i]!.spans, one.spans ?? []));
    const mean = overlaps.reduce((sum, one) => sum + f1(one), 0) / overlaps.length;
    bars.push({ name: 'passage F1 (mean)', value: mean, ...bound('passage') });
    bars.push({ name: 'passage F1 (pooled)', value: f1(pool(overlaps)) });
  }
  const labelled = (at: number) => rows[at]!.label !== 'CLEAN';
  const found = answers.flatMap((answer, i) => (answer.found ? [i] : []));
  const hidden = answers.flatMap((answer, i) => (answer.hide ? [i] : []));
  const right = found.filter(labelled).length;
  const all = rows.filter((_, i) => labelled(i)).length;
  bars.push(share('comment precision', right, found.length, bound('precision')));
  bars.push(share('comment recall', right, all, bound('recall')));
  bars.push({ name: 'comment F1', value: (2 * right) / (found.length + all) });
  // Nothing suggested is nothing suggested wrongly.
  if (hidden.length > 0) {
    bars.push(
      share('suggested hide: precision', hidden.filter(labelled).length, hidden.length, bound('hide')),
    );
  }
  const wrong = rows.flatMap(({ text }, i): Measured['wrong'] => {
    if (answers[i]!.found === labelled(i)) return [];
    return [{ kind: answers[i]!.found ? 'found, labelled clean' : 'missed', text }];
  });
  return { bars, wrong };
}

function pool(overlaps: readonly Overlap[]): Overlap {
  const sum = (key: keyof Overlap) => overlaps.reduce((total, one) => total + one[key], 0);
  return { both: sum('both'), onlyFound: sum('onlyFound'), onlyLabelled: sum('onlyLabelled') };
}
