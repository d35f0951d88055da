import type { Verdict } from '../domain/verdict.ts';
import type { CompiledRule, Rulebook } from './rulebook.ts';

export interface RuleChange {
  readonly rule: string;
  /** What differs: `detects` where conditions or packs do. */
  readonly changed: readonly string[];
}

export interface RulebookDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly RuleChange[];
}

export interface VerdictChange {
  readonly text: string;
  readonly before: Verdict;
  readonly after: Verdict;
}

/** What rules are new, gone, or different from one rulebook to another. */
export function diffRules(before: Rulebook, after: Rulebook): RulebookDiff {
  const old = new Map(before.rules.map((rule) => [rule.id, rule]));
  const fresh = new Map(after.rules.map((rule) => [rule.id, rule]));
  return {
    added: [...fresh.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !fresh.has(id)),
    changed: [...fresh.values()].flatMap((rule) => {
      const known = old.get(rule.id);
      const changed = known ? differences(known, rule) : [];
      return changed.length > 0 ? [{ rule: rule.id, changed }] : [];
    }),
  };
}

function differences(before: CompiledRule, after: CompiledRule): string[] {
  const changed: string[] = before.fingerprint === after.fingerprint ? [] : ['detects'];
  for (const key of [
    'category',
    'severity',
    'stage',
    'asked',
    'title',
    'why',
    'owner',
    'reviewBy',
  ] as const) {
    if (before[key] !== after[key]) changed.push(`${key}: ${before[key] ?? '–'} → ${after[key] ?? '–'}`);
  }
  return changed;
}

/** Whether two verdicts differ in what people would see: decision, suggestion, or the rules that found something. */
export function differs(before: Verdict, after: Verdict): boolean {
  const rules = ({ findings }: Verdict): string =>
    findings
      .map(({ rule, severity }) => `${rule} ${severity}`)
      .sort()
      .join();
  return (
    before.decision !== after.decision || before.suggest !== after.suggest || rules(before) !== rules(after)
  );
}
