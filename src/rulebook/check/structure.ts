import type { Category } from '../../domain/categories.ts';
import type { Path } from '../document.ts';
import { fault, type Fault, type FaultDetails } from '../fault.ts';
import type { FaultCode } from '../messages.ts';
import type { PlacedRule } from '../read-rules.ts';
import type { ConditionSource } from '../schema.ts';

const DEEPEST = 8;
const STRUCTURAL = ['contact', 'money', 'shape', 'pattern'] as const;
const ABOUT_THE_TEXT = [
  'phrase',
  'near',
  'count',
  'whole',
  'starts',
  'ends',
  'pattern',
  'contact',
  'money',
  'shape',
  'claim',
] as const;
const MODIFIERS = new Set(['accents', 'deobfuscate', 'collapse', 'case', 'negated_by', 'ignore_quoted']);
const AIMED_AT_PEOPLE: readonly Category[] = ['abuse', 'hate'];
const NEEDS_STRUCTURE: readonly Category[] = ['scam', 'spam'];

/** Checks how a rule's conditions hang together: what must stand beside what, and what can never hold. */
export function checkStructure(rule: PlacedRule, faults: Fault[]): void {
  const { source, yaml, at } = rule;
  const { id, category, stage = 'shadow', when } = source;
  const whenPath = [...at, 'when'];
  const say = (code: FaultCode, path: Path, details: FaultDetails = {}): void => {
    faults.push(fault(code, yaml.place(path), { ...details, rule: id }));
  };
  const required = conjuncts(when);

  for (const [path, condition, depth] of walk(source, at)) {
    if (depth === DEEPEST) say('condition-deep', path);
    for (const value of impossible(condition)) say('never-true', path, { value });
  }
  if (velocityAlone(when)) say('velocity-alone', whenPath);
  else if (!required.some((part) => aboutText(part))) say('context-alone', whenPath);
  // Coarse words may be noted whoever they concern: low abuse asks nobody to look.
  const noted = category === 'abuse' && source.severity === 'low';
  if (AIMED_AT_PEOPLE.includes(category) && !noted && !required.some((part) => hasTarget(part))) {
    say('target-needed', whenPath, { value: category });
  }
  if (
    NEEDS_STRUCTURE.includes(category) &&
    (stage === 'flag' || stage === 'hide') &&
    (required.length < 2 || !required.some((part) => structural(part)))
  ) {
    say('structure-needed', whenPath, { value: category });
  }
  if (stage === 'hide') {
    for (const [path, condition] of walk(source, at)) {
      if (condition.accents === 'bare') say('bare-hide', [...path, 'accents']);
    }
  }
  checkCancelling(rule, required, faults);
}

/** All conditions of a rule with their paths. */
function* walk(source: PlacedRule['source'], at: Path): Generator<[Path, ConditionSource, number]> {
  yield* walkCondition(source.when, [...at, 'when'], 0);
  for (const [index, condition] of (source.unless ?? []).entries()) {
    yield* walkCondition(condition, [...at, 'unless', index], 0);
  }
}

function* walkCondition(
  condition: ConditionSource,
  path: Path,
  depth: number,
): Generator<[Path, ConditionSource, number]> {
  yield [path, condition, depth];
  if (depth >= DEEPEST) return;
  for (const key of ['all', 'any'] as const) {
    for (const [index, part] of (condition[key] ?? []).entries()) {
      yield* walkCondition(part, [...path, key, index], depth + 1);
    }
  }
  if (condition.not) yield* walkCondition(condition.not, [...path, 'not'], depth + 1);
}

/** The conditions that must all hold, each with one key: nested `all` opened, keys side by side taken apart. */
function conjuncts({ all = [], ...rest }: ConditionSource): ConditionSource[] {
  const own = Object.entries(rest)
    .filter(([key, value]) => value !== undefined && !MODIFIERS.has(key))
    .map(([key, value]): ConditionSource => ({ [key]: value }));
  return [...own, ...all.flatMap((part) => conjuncts(part))];
}

function everyBranch(part: ConditionSource, test: (inner: ConditionSource) => boolean): boolean {
  if (part.any)
    return part.any.every((branch) => conjuncts(branch).some((inner) => everyBranch(inner, test)));
  return test(part);
}

function structural(part: ConditionSource): boolean {
  return everyBranch(part, (inner) => STRUCTURAL.some((key) => inner[key] !== undefined));
}

function aboutText(part: ConditionSource): boolean {
  return everyBranch(part, (inner) => ABOUT_THE_TEXT.some((key) => inner[key] !== undefined));
}

function hasTarget(part: ConditionSource): boolean {
  return everyBranch(part, (inner) => inner.target !== undefined);
}

function velocityAlone(condition: ConditionSource): boolean {
  const parts = conjuncts(condition);
  if (parts.every((part) => part.velocity !== undefined)) return parts.length > 0;
  return parts.some((part) => part.any?.some((branch) => velocityAlone(branch)));
}

function* impossible({ time }: ConditionSource): Generator<string> {
  if (!time) return;
  if (time.after !== undefined && time.before !== undefined && time.after >= time.before) {
    yield `after ${time.after}, before ${time.before}`;
  }
  if (time.from !== undefined && time.from === time.to) yield `from ${time.from} to ${time.to}`;
}

/** A phrase list that is both required and, word for word, excluded: the rule can never match. */
function checkCancelling(
  { source, yaml, at }: PlacedRule,
  required: readonly ConditionSource[],
  faults: Fault[],
): void {
  const excluded: [Path, ConditionSource][] = [];
  for (const [index, condition] of (source.unless ?? []).entries()) {
    excluded.push([[...at, 'unless', index], condition]);
  }
  for (const part of required) if (part.not) excluded.push([[...at, 'when'], part.not]);
  for (const [path, condition] of excluded) {
    const parts = conjuncts(condition);
    if (parts.length !== 1) continue;
    const [out] = parts;
    const clash = required.find((part) => covers(out!, part));
    if (!clash) continue;
    const [key, value] = Object.entries(clash)[0]!;
    const text = `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`.slice(0, 80);
    faults.push(fault('cancels-itself', yaml.place(path), { value: text, rule: source.id }));
  }
}

/** Whether `wider` holds whenever `part` does, as far as words alone tell. */
function covers(wider: ConditionSource, part: ConditionSource): boolean {
  for (const key of ['phrase', 'whole', 'starts', 'ends'] as const) {
    if (part[key] === undefined) continue;
    const list = wider.phrase ?? wider[key];
    if (list === undefined) return false;
    const known = new Set([list].flat());
    return [part[key]].flat().every((text) => known.has(text));
  }
  return JSON.stringify(wider) === JSON.stringify(part);
}
