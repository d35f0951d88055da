import { gravity } from '../../domain/categories.ts';
import type { UsedList } from '../build.ts';
import { fault, type Fault } from '../fault.ts';
import type { PlacedRule } from '../read-rules.ts';

export interface CheckedRule {
  readonly rule: PlacedRule;
  readonly used: readonly UsedList[];
}

/** Checks that compare rules with one another. */
export function checkBook(rules: readonly CheckedRule[], faults: Fault[], warnings: Fault[]): void {
  sameConditions(rules, faults);
  contradictingExamples(rules, faults);
  shadowed(rules, warnings);
}

function sameConditions(rules: readonly CheckedRule[], faults: Fault[]): void {
  const known = new Map<string, PlacedRule>();
  for (const { rule } of rules) {
    const { source, yaml, at } = rule;
    const key = JSON.stringify([canonical(source.when), canonical(source.unless ?? [])]);
    const other = known.get(key);
    if (!other) {
      known.set(key, rule);
      continue;
    }
    const same = other.source.category === source.category;
    faults.push(
      fault(same ? 'same-conditions' : 'contradicts-rule', yaml.place([...at, 'when']), {
        rule: source.id,
        slots: { other: other.source.id },
        ...(same ? {} : { value: `${source.category} / ${other.source.category}` }),
      }),
    );
  }
}

/** The same meaning written the same way: keys in order, lists of alternatives sorted, one-item lists opened. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item));
    if (items.length === 1) return items[0];
    return items.every((item) => typeof item === 'string') ? items.sort() : items;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== undefined)
        .map(([key, inner]): [string, unknown] => [key, canonical(inner)])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
  return typeof value === 'string' ? value.normalize('NFC') : value;
}

/** One comment cannot be both found and left alone. */
function contradictingExamples(rules: readonly CheckedRule[], faults: Fault[]): void {
  for (const { rule } of rules) {
    const { source, yaml, at } = rule;
    const refused = (source.examples?.no_match ?? []).map((text) => text.normalize('NFC').trim());
    for (const [index, text] of (source.examples?.match ?? []).entries()) {
      const other = refused.indexOf(text.normalize('NFC').trim());
      if (other < 0) continue;
      const { file, line } = yaml.place([...at, 'examples', 'no_match', other]);
      const place = yaml.place([...at, 'examples', 'match', index]);
      const slots = { other: `${file}:${line}` };
      faults.push(fault('examples-contradict', place, { value: text, rule: source.id, slots }));
    }
  }
}

/** A rule of phrases alone whose every phrase another such rule of its category finds, at no lower severity. */
function shadowed(rules: readonly CheckedRule[], warnings: Fault[]): void {
  const plain = rules.filter(({ rule }) => onlyPhrases(rule));
  const phrasesOf = ({ used }: CheckedRule): string[] =>
    used
      .filter((list) => !list.excepting)
      .flatMap((list) =>
        list.phrases.map(({ text }) => `${list.accents} ${text.normalize('NFC').toLowerCase()}`),
      );
  for (const category of new Set(plain.map(({ rule }) => rule.source.category))) {
    const sets = plain
      .filter(({ rule }) => rule.source.category === category)
      .map((checked) => ({ checked, phrases: new Set(phrasesOf(checked)) }));
    for (const one of sets) {
      const wider = sets.find(
        (other) =>
          other !== one &&
          !other.checked.rule.source.unless &&
          other.phrases.size > one.phrases.size &&
          severity(other.checked) >= severity(one.checked) &&
          holdsAll(other.phrases, one.phrases),
      );
      if (!wider) continue;
      const { source, place } = one.checked.rule;
      const slots = { other: wider.checked.rule.source.id };
      warnings.push(fault('rule-shadowed', place, { rule: source.id, value: source.id, slots }));
    }
  }
}

/** Stops at the first that is missing: there are as many pairs of rules as they have squared. */
function holdsAll(wider: ReadonlySet<string>, texts: ReadonlySet<string>): boolean {
  for (const text of texts) if (!wider.has(text)) return false;
  return true;
}

function onlyPhrases({ source }: PlacedRule): boolean {
  return Object.keys(source.when).every((key) => key === 'phrase' || key === 'accents');
}

function severity({ rule }: CheckedRule): number {
  return gravity(rule.source.severity ?? 'medium');
}
