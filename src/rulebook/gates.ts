import { isHarm, pressure } from '../domain/categories.ts';
import { rowFor, type DecisionRow } from '../domain/decide/table.ts';
import { raisedByWave } from '../domain/decide/wave.ts';
import { assertions, type ClaimTest } from './conditions/claim.ts';
import { NO, YES, type Truth } from './conditions/condition.ts';
import { fault, type Fault } from './fault.ts';
import type { PlacedRule } from './read-rules.ts';
import type { Reading } from './reading.ts';
import type { RunningRule, Screener } from './screener.ts';

/** A sentence no rule may touch. */
export interface Canary {
  readonly text: string;
}

const NOW_FOR_GATES = new Date('2026-01-15T10:00:00+07:00');
/** Said by many (a petition, a boycott, a call to sign), and by one. */
const WAVES = [{ similar: 1000, byAuthor: 1000 }, undefined];

/** Every rule finds its `match` examples and leaves its `no_match` examples alone; drafts too. */
export function checkExamples(
  placed: readonly PlacedRule[],
  screener: Screener,
  reading: Reading,
  faults: Fault[],
): void {
  for (const [index, { source, yaml, at }] of placed.entries()) {
    const running = screener.rules[index]!;
    for (const kind of ['match', 'no_match'] as const) {
      // What a claim rule finds is up to the claims at hand, which an operator replaces without touching the rule.
      if (kind === 'match' && source.category === 'false-claim') continue;
      for (const [number, text] of (source.examples?.[kind] ?? []).entries()) {
        if (text.trim() === '') continue;
        const truth = truthOf(running, screener, reading, text);
        // What an example does not say (author, hour) may be so in a `match`, and is not so in a `no_match`.
        if (kind === 'match' ? truth !== NO : truth !== YES) continue;
        const place = yaml.place([...at, 'examples', kind, number]);
        const code = kind === 'match' ? 'example-not-found' : 'example-found';
        faults.push(fault(code, place, { value: text, rule: source.id }));
      }
    }
  }
}

function truthOf(running: RunningRule, screener: Screener, reading: Reading, text: string): Truth {
  reading.probing = 'example';
  reading.read({ text }, NOW_FOR_GATES);
  return screener.run(running).truth;
}

/**
 * No rule from stage `shadow` up may flag a canary as harm, call it urgent or suggest hiding it, said once or by many, at
 * any hour, whoever the author and however it is put: what is not known counts as possible.
 */
export function checkCanaries(
  canaries: readonly Canary[],
  placed: readonly PlacedRule[],
  screener: Screener,
  reading: Reading,
  rows: readonly DecisionRow[],
  claims: readonly ClaimTest[],
  faults: Fault[],
): void {
  const told = new Set<number>();
  const toldClaims = new Set<string>();
  for (const { text } of canaries) {
    reading.probing = 'canary';
    reading.read({ text }, NOW_FOR_GATES);
    for (const { claim } of assertions(reading, claims)) {
      if (toldClaims.has(claim.id)) continue;
      toldClaims.add(claim.id);
      const { place } = claims.find((test) => test.claim === claim)!;
      faults.push(fault('canary-flagged', place, { value: text }));
    }
    for (const running of screener.candidates()) {
      const index = screener.rules.indexOf(running);
      // One sentence a rule is enough to refuse it; the others would only bury it.
      if (running.rule.stage === 'draft' || told.has(index)) continue;
      const outcome = screener.run(running);
      if (outcome.truth === NO) continue;
      const harm = harmOf(running, screener, outcome, rows);
      if (harm === undefined) continue;
      told.add(index);
      const { yaml, at, source } = placed[index]!;
      faults.push(fault(harm, yaml.place([...at, 'when']), { value: text, rule: source.id }));
    }
  }
  reading.probing = undefined;
}

function harmOf(
  running: RunningRule,
  screener: Screener,
  outcome: ReturnType<Screener['run']>,
  rows: readonly DecisionRow[],
): 'canary-hidden' | 'canary-flagged' | undefined {
  const found = screener.findingsOf(running, outcome);
  for (const { category, severity } of WAVES.flatMap((wave) => raisedByWave(found, wave))) {
    const row = rowFor(rows, category, severity);
    if (row.suggest === 'hide' || row.decision === 'hide') return 'canary-hidden';
    // To send criticism to somebody as urgent is to watch people for their opinion, whatever the category is called.
    const named = isHarm(category) || category === 'false-claim' || category === 'at-risk';
    if (named && pressure(row.decision) >= pressure('flag')) return 'canary-flagged';
  }
  return undefined;
}
