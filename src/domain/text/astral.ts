import { HASH_PRIME, HASH_SEED } from './key.ts';
import { IDEOGRAPH, KIND, latin, pack, UNITS } from './letters.ts';
import { stepBit } from './steps.ts';

const LOOK_ALIKE = stepBit('look-alike');

/** A surrogate without its partner. */
export const LONE = pack(KIND.joiner, 0, 0, 0);

const FLAG_FIRST = 0x1f1e6;
const FLAG_LAST = 0x1f1ff;
const isFlag = (code: number) => code >= FLAG_FIRST && code <= FLAG_LAST;
const isSkinTone = (code: number) => code >= 0x1f3fb && code <= 0x1f3ff;
const isTag = (code: number) => code >= 0xe0000 && code <= 0xe007f;

/** Letters in filled circles and squares (🅐, 🅰), which Unicode does not decompose. */
function enclosed(code: number): string | undefined {
  for (const first of [0x1f150, 0x1f170]) {
    if (code >= first && code < first + 26) return String.fromCharCode(97 + code - first);
  }
  return undefined;
}

/** A run of regional indicators that is flags throughout; one that is not (🇱🇺🇦) spells a word. */
const FLAGS = new RegExp('^\\p{RGI_Emoji_Flag_Sequence}+$', 'v');
/** The run last looked at: [from, to) of a text. */
const run = { text: '', from: 0, to: 0, flags: true };

/** The letter a regional indicator spells, or the indicator of a flag. */
function indicator(text: string, at: number, code: number): number {
  if (run.text !== text || at < run.from || at >= run.to) {
    let to = at;
    while (isFlag(text.codePointAt(to) ?? 0)) to += 2;
    Object.assign(run, { text, from: at, to, flags: FLAGS.test(text.slice(at, to)) });
  }
  if (run.flags) return pack(KIND.emoji, 0, 0, 0);
  return pack(KIND.letter, code - FLAG_FIRST + 1, 0, LOOK_ALIKE);
}

/** The entry (letters.ts) of the character beyond U+FFFF at `at`, or LONE. */
export function astral(text: string, at: number): number {
  const code = text.codePointAt(at)!;
  if (code < 0x10000) return LONE;
  if (code >= 0x20000) return classify(code);
  if (isFlag(code)) return indicator(text, at, code);
  // Plane 1 holds all emoji and styled letters: asked once each.
  const known = PLANE_1[code - 0x10000]!;
  if (known !== 0) return known;
  const entry = classify(code);
  PLANE_1[code - 0x10000] = entry;
  return entry;
}

const PLANE_1 = new Uint32Array(0x10000);

function classify(code: number): number {
  if (isTag(code)) return pack(KIND.invisible, 0, 0, 0);
  if (isSkinTone(code)) return pack(KIND.extend, 0, 0, 0);
  if (code >= 0x20000 && code < 0x40000) return pack(KIND.emoji, IDEOGRAPH, 0, 0);
  const char = String.fromCodePoint(code);
  if (/\p{M}/u.test(char)) return pack(KIND.extend, 0, 0, 0);
  const letter = latin(enclosed(code) ?? char); // 𝐥, 🅰
  if (letter !== 0) return (letter | (LOOK_ALIKE << 14)) >>> 0;
  const digit = char.normalize('NFKD');
  if (/^[0-9]$/.test(digit)) return pack(KIND.digit, Number(digit), 0, 0);
  return /\p{L}/u.test(char) ? pack(KIND.foreign, 0, 0, 0) : pack(KIND.emoji, 0, 0, 0);
}

/** An emoji with all that belongs to it. */
export interface Cluster {
  end: number;
  key: number;
}

/**
 * Reads one emoji starting at `at` (`width` units) with its skin tone, variation selectors and joined emoji.
 * Skin tone and variation do not change its key.
 */
export function cluster(text: string, at: number, width: number): Cluster {
  const code = text.codePointAt(at)!;
  let hash = Math.imul(HASH_SEED ^ code, HASH_PRIME);
  let end = at + width;
  if (isFlag(code)) {
    const next = text.codePointAt(end) ?? 0;
    if (isFlag(next)) {
      hash = Math.imul(hash ^ next, HASH_PRIME);
      end += 2;
    }
  }
  while (end < text.length) {
    const next = text.codePointAt(end)!;
    const joined = next === 0x200d ? text.codePointAt(end + 1) : undefined;
    if (joined !== undefined && isPictograph(text, end + 1, joined)) {
      hash = Math.imul(hash ^ joined, HASH_PRIME);
      end += joined > 0xffff ? 3 : 2;
    } else if (isSkinTone(next) || isTag(next) || (next > 0xffff && isExtend(text, end))) end += 2;
    else if (next < 0x10000 && isMark(next)) end += 1;
    else break;
  }
  return { end, key: hash | 0x80000000 };
}

function isMark(unit: number): boolean {
  const kind = (UNITS[unit]! >>> 10) & 15;
  return kind === KIND.tone || kind === KIND.vowelMark || kind === KIND.extend;
}

const isExtend = (text: string, at: number) => ((astral(text, at) >>> 10) & 15) === KIND.extend;

function isPictograph(text: string, at: number, code: number): boolean {
  const entry = code > 0xffff ? astral(text, at) : UNITS[code]!;
  return ((entry >>> 10) & 15) === KIND.emoji;
}
