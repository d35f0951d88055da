import table from '../src/domain/text/data/frequency.json' with { type: 'json' };
import teencode from '../src/domain/text/data/teencode.json' with { type: 'json' };
import { BARE_SYLLABLES } from '../src/domain/text/syllable.ts';
import { Random } from './random.ts';

/**
 * Comments and phrases made up by a seeded walk over the shipped pair counts, with the phenomena of real comments in
 * their measured shares: nobody's words, but the sound of them.
 */
const SHARES = {
  teencode: 0.216,
  emoji: 0.143,
  swap: 0.075,
  bare: 0.065,
  repeat: 0.029,
  decomposed: 0.023,
  phone: 0.0024,
  invisible: 0.0018,
  masked: 0.002,
  digits: 0.001,
  spaced: 0.001,
  hit: 0.07,
} as const;
const EMOJI = ['😂', '❤️', '👍', '😭', '🥰', '😡', '🔥', '👏'];
const SWAPS: readonly (readonly [RegExp, string])[] = [
  [/^v/u, 'z'],
  [/^ph/u, 'f'],
  [/^qu/u, 'w'],
  [/^gi/u, 'j'],
  [/^c(?!h)/u, 'k'],
  [/ch$/u, 'k'],
];

/** What the shipped rules find among the talk. */
export const PLANTED = [
  'cái này bao nhiêu tiền vậy shop',
  'ib mình chuyển khoản cọc nha 0912 000 111',
  'vay nhanh không thế chấp liên hệ zalo 0987 000 222',
  'shop giao hàng chậm quá, gọi không ai nghe máy',
];

/** Two rules over a pack of phrases, `packs/bench.txt`: any of them, and any of them beside a contact. */
export function rulesOver(pack: readonly string[]): string {
  return RULES.replaceAll('PLANTED', pack[0] ?? '');
}

const RULES = `- id: bench.phrase
  title: Cụm từ
  category: sexual
  stage: flag
  severity: high
  owner: bench
  why: Trúng một cụm từ
  review_by: 2099-01-01
  when: { phrase: ["@packs/bench"] }
  examples: { match: ["PLANTED"], no_match: ["trời hôm nay đẹp"] }
- id: bench.offer
  title: Mời chào
  category: scam
  stage: flag
  severity: high
  owner: bench
  why: Cụm từ kèm số điện thoại
  review_by: 2099-01-01
  when: { all: [{ phrase: ["@packs/bench"] }, { contact: [phone, url, chat-link] }] }
  examples: { match: ["PLANTED 0900 010 030"], no_match: ["trời hôm nay đẹp"] }
`;

const START = table.syllables.slice(0, 600).map((line) => line.split(' ')[0]!);
const FOLLOWERS = new Map(
  table.pairs.map((line) => {
    const [first = '', ...rest] = line.split(' ');
    return [first, rest.filter((_, index) => index % 2 === 0)] as const;
  }),
);
const SHORT_FORMS = Object.keys(teencode.entries);
const bare = (text: string) =>
  text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/gu, '')
    .replaceAll('đ', 'd');

function sentence(random: Random): string[] {
  const length = 3 + random.below(random.chance(0.3) ? 30 : 14);
  const words: string[] = [];
  let last = random.of(START);
  while (words.length < length) {
    words.push(last);
    const next = FOLLOWERS.get(last);
    last = next === undefined || random.chance(0.15) ? random.of(START) : random.of(next);
  }
  return words;
}

/** Comments of which SHARES.hit hold one of `planted`. */
export function comments(count: number, planted: readonly string[], seed = 1): string[] {
  const random = new Random(seed);
  const texts: string[] = [];
  while (texts.length < count) {
    const words = sentence(random);
    const at = () => random.below(words.length);
    if (random.chance(SHARES.teencode)) words[at()] = random.of(SHORT_FORMS);
    if (random.chance(SHARES.swap)) {
      const place = at();
      const [from, to] = random.of(SWAPS);
      words[place] = words[place]!.replace(from, to);
    }
    if (random.chance(SHARES.repeat)) words.push(words.pop()!.replace(/.$/u, (letter) => letter.repeat(4)));
    if (random.chance(SHARES.digits)) words[at()] = 'l0n';
    if (random.chance(SHARES.spaced)) words.push(...'h a y'.split(' '));
    if (random.chance(SHARES.masked)) words[at()] = 'b*n';
    if (random.chance(SHARES.phone)) words.push(`09${10_000_000 + random.below(80_000_000)}`);
    if (random.chance(SHARES.hit)) words.splice(at(), 0, random.of(planted));
    let text = words.join(' ');
    if (random.chance(0.6)) text = text.charAt(0).toUpperCase() + text.slice(1);
    if (random.chance(0.3)) text = text.replace(/ (?=\p{L}+ \p{L}+$)/u, ', ');
    if (random.chance(SHARES.emoji)) text += random.of(EMOJI).repeat(1 + random.below(3));
    if (random.chance(SHARES.invisible)) text = text.replace(' ', '\u200b ');
    if (random.chance(SHARES.bare)) text = bare(text);
    if (random.chance(SHARES.decomposed)) text = text.normalize('NFD');
    texts.push(text);
  }
  return texts;
}

/** Phrases of one to five syllables, no two alike; hits come only from those planted, whatever their number. */
export function phrases(count: number, seed = 2): string[] {
  const random = new Random(seed);
  const known = new Set(START.map(bare));
  const rare = BARE_SYLLABLES.map(lettersOf).filter((word) => word.length > 3 && !known.has(word));
  const all = new Set<string>();
  while (all.size < count) {
    const length = 1 + random.below(5);
    // One syllable alone is a made-up word; in longer ones a word no comment has keeps the hits constant.
    const words = Array.from({ length }, () => random.of(START));
    words[random.below(length)] = random.of(rare) + (length === 1 ? random.of(rare) : '');
    all.add(words.join(' '));
  }
  return [...all];
}

function lettersOf(key: number): string {
  let word = '';
  for (let rest = key; rest > 0; rest >>>= 5) word = String.fromCharCode(96 + (rest & 31)) + word;
  return word;
}
