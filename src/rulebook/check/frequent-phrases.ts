import { bareFrequency } from '../../domain/text/frequency.ts';
import type { UsedList } from '../build.ts';
import { fault, type Fault } from '../fault.ts';
import type { ConditionSource } from '../schema.ts';
import type { PlacedRule } from '../read-rules.ts';

/** Uses per million words from which an unmarked form counts as common; `typed` weighs them, so only great ones are told. */
const COMMON = 500;
/** `bare` takes every unmarked form for the phrase, whatever the rest of the comment says: it must be rare. */
const COMMON_BARE = 10;

/** Checks phrases that find something and whose unmarked form says something else, with how often it does. */
export function checkCommonPhrases(
  { source }: PlacedRule,
  used: readonly UsedList[],
  faults: Fault[],
  warnings: Fault[],
): void {
  // Beside a second list or a contact a common word does no harm.
  const alone = used.filter((list) => !list.excepting).length === 1 && !hasContact(source.when);
  for (const { kind, phrases, accents, excepting } of used) {
    const told = accents === 'typed' && kind === 'phrase' && alone;
    if (excepting || (accents !== 'bare' && !told)) continue;
    for (const { text, place } of phrases) {
      const details = { value: text, rule: source.id };
      if (accents === 'bare' && !/\s/.test(text.trim())) {
        faults.push(fault('bare-short', place, details));
        continue;
      }
      const perMillion = bareFrequency(text);
      const slots = { frequency: Math.round(perMillion) };
      if (accents === 'bare' && perMillion >= COMMON_BARE) {
        faults.push(fault('bare-common', place, { ...details, slots }));
      } else if (told && perMillion >= COMMON) {
        warnings.push(fault('phrase-common', place, { ...details, slots }));
      }
    }
  }
}

function hasContact(condition: ConditionSource): boolean {
  return condition.contact !== undefined || (condition.all ?? []).some((part) => hasContact(part));
}
