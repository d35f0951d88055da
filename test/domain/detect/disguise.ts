/**
 * Disguises as functions of a phrase in normal spelling, each with a seed that chooses where it strikes. All were seen
 * in comments or in spam; what they give must be found again with the span of the whole disguised phrase.
 */
export type Disguise = (phrase: string, seed: number) => string;

const pick = <T>(items: readonly T[], seed: number): T => items[seed % items.length]!;
const letterAt = (phrase: string, seed: number): number => {
  const places = Array.from(phrase).flatMap((char, index) => (/\p{L}/u.test(char) ? [index] : []));
  return pick(places, seed);
};
/** Changes the letter chosen by the seed. */
const at = (phrase: string, seed: number, change: (letter: string) => string): string => {
  const place = letterAt(phrase, seed);
  return Array.from(phrase, (char, index) => (index === place ? change(char) : char)).join('');
};
const bare = (text: string) =>
  text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/gu, '')
    .replaceAll('đ', 'd');
const plain = (char: string) => /^[a-z]$/u.test(char);
const letters = (phrase: string, map: Readonly<Record<string, string>>) =>
  Array.from(phrase, (char) => map[char] ?? char).join('');

const CYRILLIC = { a: 'а', c: 'с', e: 'е', o: 'о', p: 'р', x: 'х', y: 'у', i: 'і', h: 'һ', k: 'к', m: 'м' };
const GREEK = { a: 'α', o: 'ο', i: 'ι', v: 'ν', u: 'υ', t: 'τ', p: 'ρ', x: 'χ', n: 'η' };
const shift = (first: number) => (phrase: string) =>
  Array.from(phrase, (char) =>
    plain(char) ? String.fromCodePoint(first + char.charCodeAt(0) - 97) : char,
  ).join('');

const TONE_KEYS: Readonly<Record<string, string>> = {
  '\u0300': 'f2',
  '\u0301': 's1',
  '\u0309': 'r3',
  '\u0303': 'x4',
  '\u0323': 'j5',
};
const MARK_KEYS: Readonly<Record<string, string>> = { '\u0302': ' 6', '\u0306': 'w8', '\u031b': 'w7' };
/** The keys of an input method that was not listening: `way` 0 is Telex, 1 VNI; the tone comes last. */
const keys = (phrase: string, way: 0 | 1): string =>
  phrase
    .split(' ')
    .map((word) => {
      let typed = '';
      let tone = '';
      for (const char of word.normalize('NFD')) {
        const mark = MARK_KEYS[char];
        if (char === 'đ') typed += way === 0 ? 'dd' : 'd9';
        else if (TONE_KEYS[char] !== undefined) tone = TONE_KEYS[char].charAt(way);
        else if (mark === undefined) typed += char;
        else typed += mark.charAt(way) === ' ' ? typed.slice(-1) : mark.charAt(way);
      }
      return typed + tone;
    })
    .join(' ');
const onset = (swaps: readonly (readonly [RegExp, string])[]) => (phrase: string) =>
  phrase
    .split(' ')
    .map((word) => {
      const swap = swaps.find(([written]) => written.test(word));
      return swap === undefined ? word : word.replace(...swap);
    })
    .join(' ');

/** Letters still all there, in another dress: any of these may be combined with any other. */
export const DRESSES: Readonly<Record<string, Disguise>> = {
  decomposed: (phrase) => phrase.normalize('NFD'),
  capitals: (phrase) => phrase.toUpperCase(),
  'mixed case': (phrase, seed) =>
    Array.from(phrase, (char, index) => ((index + seed) % 2 === 0 ? char.toUpperCase() : char)).join(''),
  'full width': shift(0xff41),
  mathematical: (phrase, seed) => shift(pick([0x1d41a, 0x1d5ba, 0x1d68a, 0x1d586], seed))(phrase),
  circled: shift(0x24d0),
  Cyrillic: (phrase) => letters(phrase, CYRILLIC),
  Greek: (phrase) => letters(phrase, GREEK),
  'zero width': (phrase, seed) => at(phrase, seed, (char) => `${char}\u200b`).replace(/\u200b$/u, ''),
  'soft hyphen': (phrase, seed) => at(phrase, seed, (char) => `${char}\u00ad`).replace(/\u00ad$/u, ''),
  bidi: (phrase, seed) => at(phrase, seed, (char) => `${char}\u202c`).replace(/\u202c$/u, ''),
  'marks on letters': (phrase) => phrase.replaceAll(/\p{L}\p{M}*/gu, '$&\u0336'),
  'more spaces': (phrase) => phrase.replaceAll(' ', '   '),
  'no-break spaces': (phrase) => phrase.replaceAll(' ', '\u00a0'),
};

/** Dresses nobody needs a reason for: what is innocent stays so in them. */
export const INNOCENT_DRESSES = [
  'decomposed',
  'capitals',
  'full width',
  'more spaces',
  'no-break spaces',
] as const;

/** Letters pulled apart, run together, repeated or replaced. */
export const TRICKS: Readonly<Record<string, Disguise>> = {
  'as it is': (phrase) => phrase,
  'spaced letters': (phrase) => Array.from(phrase.replaceAll(' ', '')).join(' '),
  'spaced letters, words apart': (phrase) => Array.from(phrase).join(' '),
  'dotted letters': (phrase) => Array.from(phrase.replaceAll(' ', '')).join('.'),
  'dashed letters': (phrase) => Array.from(phrase.replaceAll(' ', '')).join('-'),
  'starred letters': (phrase) => Array.from(phrase.replaceAll(' ', '')).join('*'),
  'dots between words': (phrase) => phrase.replaceAll(' ', '.'),
  'dashes between words': (phrase) => phrase.replaceAll(' ', '-'),
  'underscores between words': (phrase) => phrase.replaceAll(' ', '_'),
  'stars between words': (phrase) => phrase.replaceAll(' ', '*'),
  'emoji between words': (phrase, seed) =>
    phrase.replaceAll(' ', ` ${pick(['😂', '🤣', '❤️', '👍🏽'], seed)} `),
  'emoji for spaces': (phrase, seed) => phrase.replaceAll(' ', pick(['😂', '🔥', '❤️'], seed)),
  glued: (phrase) => phrase.replaceAll(' ', ''),
  'last letter drawn out': (phrase) => phrase.replace(/\p{L}$/u, (letter) => letter.repeat(4)),
  'every last letter drawn out': (phrase) =>
    phrase.replaceAll(/\p{L}(?= |$)/gu, (letter) => letter.repeat(3)),
  unaccented: bare,
};

/** Other letters, keys or signs for those meant; each keeps one word as it is where nothing can be changed. */
export const SPELLINGS: Readonly<Record<string, Disguise>> = {
  'Telex keys': (phrase) => keys(phrase, 0),
  'VNI keys': (phrase) => keys(phrase, 1),
  'teen onsets': onset([
    [/^ph/u, 'f'],
    [/^qu/u, 'w'],
    [/^gi(?=[aăâeêoôơuư])/u, 'j'],
    [/^c(?![hl])/u, 'k'],
  ]),
  'teen codas': (phrase) => phrase.replaceAll(/ch(?= |$)/gu, 'k').replaceAll(/ng(?= |$)/gu, 'g'),
  'a star for a letter within': (phrase, seed) => {
    const words = phrase.split(' ');
    const chosen = seed % words.length;
    return words
      .map((word, index) => (index === chosen && word.length > 2 ? `${word[0]!}*${word.slice(2)}` : word))
      .join(' ');
  },
  'letters drawn out': (phrase, seed) =>
    at(phrase, seed, (letter) => (/[aeiou]/u.test(letter) ? letter.repeat(4) : letter)),
  'tone on another letter': (phrase) =>
    phrase.replaceAll('òa', 'oà').replaceAll('óa', 'oá').replaceAll('ủy', 'uỷ'),
};

/** Any trick in any dress. */
export function disguised(phrase: string, trick: Disguise, dress: Disguise, seed: number): string {
  return dress(trick(phrase, seed), seed);
}
