import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const RULE_COUNT = 500;
const PHRASES = 40;
const FILES = 10;

const INITIALS = 'b c d đ g h l m n p r s t v x kh ph th tr nh'.split(' ');
const FINALS = 'a e i o u an en in on un ang ong ung ai oi ao'.split(' ');
const SYLLABLES = INITIALS.flatMap((initial) => FINALS.map((final) => initial + final));

/** The `number`th of many phrases that mean nothing, each another one. */
function phrase(number: number): string {
  const size = SYLLABLES.length;
  const parts = [number, Math.floor(number / size), number * 7 + 13].map((part) => SYLLABLES[part % size]);
  return parts.join(' ');
}

/** A phrase of a rule. */
export const phraseOf = (rule: number, index = 0): string => phrase(rule * PHRASES + index);

/** One rule that looks for its pack. */
function bigRule(rule: number): string {
  return `- id: big.r${rule}
  title: Luật ${rule}
  category: needs-reply
  stage: flag
  severity: low
  why: thử
  when: { phrase: ["@packs/p${rule}"] }
  examples: { match: ["${phraseOf(rule)}"], no_match: ["xin chào"] }
`;
}

/** Writes a rules folder of 500 rules and 20,000 phrases. */
export function writeBigRulebook(folder: string): void {
  mkdirSync(path.join(folder, 'packs'), { recursive: true });
  const decisions = new URL('../../rules/decisions.yaml', import.meta.url);
  writeFileSync(path.join(folder, 'decisions.yaml'), readFileSync(decisions));
  const each = RULE_COUNT / FILES;
  for (let file = 0; file < FILES; file += 1) {
    const rules = Array.from({ length: each }, (_, index) => file * each + index);
    writeFileSync(path.join(folder, `r${file}.yaml`), rules.map(bigRule).join(''));
    for (const rule of rules) {
      const phrases = Array.from({ length: PHRASES }, (_, index) => phraseOf(rule, index));
      writeFileSync(path.join(folder, 'packs', `p${rule}.txt`), phrases.join('\n'));
    }
  }
}
