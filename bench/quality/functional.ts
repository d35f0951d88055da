import { isHarm, pressure, type Category } from '../../src/domain/categories.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { meets } from '../../src/rulebook/suite.ts';
import { type Case, leaves, type Seen } from '../../test/functional/cases.ts';
import { type Bar, share } from './bar.ts';

/** One case with what the rulebook made of it. */
export interface Judged {
  readonly case: Case;
  readonly verdict: Verdict;
  /** Everything the case asks for came true. */
  readonly pass: boolean;
  /** All categories asked for are among the findings. */
  readonly seen: boolean;
  /** Harm that led to `flag` or more. */
  readonly harmed: boolean;
}

export interface FunctionRate {
  readonly function: string;
  readonly passed: number;
  readonly all: number;
}

export function judge(cases: readonly Case[], rulebook: Rulebook, now: Date): Judged[] {
  return cases.map((one) => {
    const verdict = rulebook.screen({ text: one.text }, now);
    const found = new Set(verdict.findings.map(({ category }) => category));
    const flagged = flaggedCategories(one.text, verdict, rulebook, now);
    const harmed = flagged.some((category) => isHarm(category));
    if (leaves(one.expect)) {
      return { case: one, verdict, harmed, seen: false, pass: !harmed && !flagged.includes('false-claim') };
    }
    const seen = one.expect.categories.every((category) => found.has(category));
    return { case: one, verdict, harmed, seen, pass: meets(verdict, one.expect) };
  });
}

/** Categories whose findings, each by itself, ask a person to look. */
function flaggedCategories(text: string, verdict: Verdict, rulebook: Rulebook, now: Date): Category[] {
  if (pressure(verdict.decision) < pressure('flag')) return [];
  return rulebook
    .explain({ text }, now)
    .decided.flatMap(({ finding, decision }) =>
      finding !== undefined && pressure(decision) >= pressure('flag') ? [finding.category] : [],
    );
}

/** Pass rates by function, in the order of the file. */
export function byFunction(judged: readonly Judged[]): FunctionRate[] {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const group = groups.get(one.case.function);
    if (group) group.push(one);
    else groups.set(one.case.function, [one]);
  }
  return [...groups].map(([name, group]) => ({
    function: name,
    passed: group.filter(({ pass }) => pass).length,
    all: group.length,
  }));
}

/** The summary lines: what the rules owe the people who read by them. */
export function summary(judged: readonly Judged[]): Bar[] {
  const plain = judged.filter((one) => one.case.trick === undefined);
  const protectedSpeech = plain.filter((one) => leaves(one.case.expect));
  const asking = (wanted: (expected: Seen) => boolean) =>
    plain.filter(({ case: { expect } }) => !leaves(expect) && wanted(expect));
  const of = (category: Category) => asking(({ categories }) => categories.includes(category));
  const count = (
    name: string,
    group: Judged[],
    hit: (one: Judged) => boolean,
    bound: Pick<Bar, 'least' | 'most'>,
  ) => share(name, group.filter(hit).length, group.length, bound);
  return [
    count(
      'harm seen',
      asking(({ categories }) => categories.some((category) => isHarm(category))),
      (one) => one.seen,
      { least: 0.9 },
    ),
    count(
      'hide-worthy suggested hide',
      asking(({ suggest }) => suggest === 'hide'),
      (one) => one.verdict.suggest === 'hide',
      { least: 0.8 },
    ),
    count('protected speech flagged as harm', protectedSpeech, (one) => one.harmed, { most: 0.01 }),
    count('protected speech suggested hide', protectedSpeech, (one) => one.verdict.suggest === 'hide', {
      most: 0,
    }),
    count('replies recognised', of('needs-reply'), (one) => one.seen, { least: 0.85 }),
    count('at-risk recognised', of('at-risk'), (one) => one.seen && one.verdict.decision === 'urgent', {
      least: 0.9,
    }),
    count('false claims recognised', of('false-claim'), (one) => one.seen, {}),
    count(
      'tricks seen through',
      judged.filter((one) => one.case.trick !== undefined),
      (one) => one.pass,
      { least: 0.85 },
    ),
  ];
}
