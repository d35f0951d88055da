import { bare } from '../text/bare.ts';

/** Letters without marks, words apart by one space: so that `khieu nai`, `KHIẾU  NẠI` and `khiếu-nại` are one. */
function plain(text: string): string {
  return ` ${bare(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}

/** Every way a plain letter is written in Vietnamese, marks composed or not. */
const WRITTEN = new Map<string, string>();
for (const [from, to] of [
  [0x00c0, 0x024f],
  [0x1e00, 0x1eff],
] as const) {
  for (let code = from; code <= to; code += 1) {
    const letter = String.fromCodePoint(code);
    const base = plain(letter).trim();
    if (base.length === 1) WRITTEN.set(base, `${WRITTEN.get(base) ?? base}${letter}`);
  }
}

/** Lets every text through that `plain` could make one of the words of, at a fraction of its cost. */
function sieveOf(words: readonly string[]): RegExp {
  const letter = (each: string): string => `[${WRITTEN.get(each) ?? each}]`;
  const alternatives = words.map((word) =>
    word
      .split(' ')
      .map((part) => Array.from(part, letter).join('\\p{M}*'))
      // Marks of a word's last letter are no letters either: no two parts of the expression take the same character.
      .join('[^\\p{L}\\p{N}]+'),
  );
  return new RegExp(alternatives.join('|'), 'iu');
}

/**
 * Tells whether a text carries one of the words of appeal, typed with accents or without. Generous on purpose: a word
 * too many costs a person a second look, one too few costs somebody their hearing.
 */
export function appealFinder(words: readonly string[]): (text: string) => boolean {
  const wanted = words.map(plain).filter((word) => word.trim() !== '');
  if (wanted.length === 0) return () => false;
  const sieve = sieveOf(wanted.map((word) => word.trim()));
  return (text) => {
    if (!sieve.test(text)) return false;
    const said = plain(text);
    return wanted.some((word) => said.includes(word));
  };
}
