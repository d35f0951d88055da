import type { UsedList } from '../build.ts';
import { fault, type Fault } from '../fault.ts';
import type { PlacedRule } from '../read-rules.ts';

/** Checks phrases whose unmarked form says something else: `accents: bare` needs several syllables. */
export function checkCommonPhrases(
  { source }: PlacedRule,
  used: readonly UsedList[],
  faults: Fault[],
  _warnings: Fault[],
): void {
  for (const { phrases, accents } of used) {
    if (accents !== 'bare') continue;
    for (const { text, place } of phrases) {
      if (/\s/.test(text.trim())) continue;
      faults.push(fault('bare-short', place, { value: text, rule: source.id }));
    }
  }
}
