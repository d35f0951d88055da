import type { ScreenInput } from '../domain/comment.ts';
import { rowFor, type DecisionRow } from '../domain/decide/table.ts';
import { stepNames } from '../domain/text/steps.ts';
import { NO, OUTCOMES, YES, type Anchor, type Condition } from './conditions/condition.ts';
import type { MatchedLists } from './phrase-lists.ts';
import type { Reading } from './reading.ts';
import type { ConditionTrace, Explanation, RuleTrace } from './rulebook.ts';
import { spansOf, type RunningRule, type Screener } from './screener.ts';

/** The verdict on a comment with every step that led to it; drafts are run and shown, but decide nothing. */
export function explain(
  screener: Screener,
  reading: Reading,
  rows: readonly DecisionRow[],
  matched: MatchedLists,
  input: ScreenInput,
  now: Date,
): Explanation {
  const verdict = screener.screen(input, now);
  if (verdict.unjudged !== undefined) {
    return { verdict, folded: '', steps: [], matches: [], contacts: [], rules: [], decided: [] };
  }
  const { folded, hits } = reading;
  let steps = 0;
  for (let token = 0; token < folded.size; token++) steps |= folded.steps[token]!;
  const matches = new Map<string, Explanation['matches'][number]>();
  for (let hit = 0; hit < hits.size; hit++) {
    steps |= hits.steps[hit]!;
    const phrase = matched.text(hits.phrase[hit]!);
    const start = hits.start[hit]!;
    const end = hits.end[hit]!;
    matches.set(`${start} ${end} ${phrase}`, {
      phrase,
      span: [start, end],
      steps: stepNames(hits.steps[hit]!),
    });
  }
  const rules = screener.rules
    .filter(({ when }) => mayBeMeant(when, reading))
    .map((running) => trace(screener, reading, running));
  return {
    verdict,
    folded: folded.toString(),
    steps: stepNames(steps),
    matches: [...matches.values()],
    contacts: reading.contacts.map(({ kind, owner, span }) => ({ kind, owner, span })),
    rules: rules.sort((a, b) => Number(b.matched) - Number(a.matched)),
    decided: verdict.findings.map((finding) => {
      const row = rowFor(rows, finding.category, finding.severity);
      return { row: row.id, finding, decision: row.decision };
    }),
  };
}

/** A rule the comment has something of; of the others there is nothing to tell. */
function mayBeMeant({ triggers }: Condition, reading: Reading): boolean {
  if (triggers === undefined) return true;
  return triggers.some((trigger) =>
    'list' in trigger
      ? reading.has(trigger.list)
      : reading.contacts.some(({ kind }) => trigger.contact === 'any' || trigger.contact === kind),
  );
}

function trace(screener: Screener, reading: Reading, running: RunningRule): RuleTrace {
  const { rule, when } = running;
  const outcome = screener.run(running);
  const found: Anchor[] = [];
  when.test(reading, found);
  const saved = outcome.savedBy;
  return {
    rule: rule.id,
    title: rule.title,
    stage: rule.stage,
    matched: outcome.truth === YES,
    when: traceCondition(when, reading, []),
    ...(saved === undefined ? {} : { savedBy: traceCondition(saved, reading, found) }),
  };
}

/** @param beside what the conditions beside it found, for those that speak of it */
function traceCondition(condition: Condition, reading: Reading, beside: readonly Anchor[]): ConditionTrace {
  const found: Anchor[] = condition.aimed ? [...beside] : [];
  const outcome = condition.test(reading, found);
  const parts: ConditionTrace[] = [];
  const known: Anchor[] = [...beside];
  for (const part of condition.parts ?? []) {
    parts.push(traceCondition(part, reading, known));
    if (!part.aimed) part.test(reading, known);
  }
  return {
    kind: condition.kind,
    says: condition.says,
    outcome: OUTCOMES[outcome]!,
    spans: outcome === NO || found.length === 0 ? [] : spansOf(found, reading.input.text.length),
    ...(condition.parts ? { parts } : {}),
  };
}

/** The conditions that kept a rule from matching: of those that must all hold the ones that do not, to the last one. */
export function lacking(trace: ConditionTrace): ConditionTrace[] {
  if (trace.outcome === 'yes') return [];
  return trace.kind === 'all' && trace.parts ? trace.parts.flatMap((part) => lacking(part)) : [trace];
}
