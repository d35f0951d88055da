import { type FoldedBuffer, TOKEN } from './folded.ts';
import { type Count, countSyllable } from './frequency.ts';
import { addMarks, MARK_BITS, type Word, wordOf } from './key.ts';
import { GAP } from './letters.ts';
import { symbolsOf } from './symbols.ts';

/** What single letters are names of: size M, màu đ, 5 m. */
const NAMED = setOf(
  'size sz sai cỡ kích màu mầu mẫu form loại nhóm hạng điểm chữ cái tên lớp khối phòng tầng tòa cổng lô khu mục câu vitamin vtm mặc bận lấy số',
);
/** Words beside which m is mày and t is tao. */
const RUDE = setOf(
  'mày tao thằng con ngu chó đĩ đéo địt đụ lồn cặc buồi cút câm láo xạo óc não điên khùng hèn khốn mẹ má bố cụ chết giết đánh đập vả đ đm dm đmm dmm đcm dcm vl vcl vkl cc cl clm cmm lol đb ml',
);
/** Tokens on either side that may be rude. */
const REACH = 6;
const M = keyOf('m');
const T = keyOf('t');

function setOf(words: string): ReadonlyMap<number, number> {
  return new Map(words.split(' ').map((word) => [keyOf(word), marksOf(word)]));
}

function wordFrom(text: string): Word {
  const symbols = symbolsOf(text);
  return wordOf(symbols, 0, symbols.length);
}

function keyOf(text: string): number {
  return wordFrom(text).key;
}

function marksOf(text: string): number {
  return wordFrom(text).marks & MARK_BITS;
}

const together: Count = { meant: 0, typed: 0, all: 0 };
const alone: Count = { meant: 0, typed: 0, all: 0 };

/**
 * False where a single letter is no abbreviation by what stands beside it: a size, a unit, or the head of a word that
 * was cut in two ("đ ấy" is đấy, "đ ai" is not đai).
 */
export function mayAbbreviate(folded: FoldedBuffer, token: number): boolean {
  const { key, kind, gap, size, marks } = folded;
  const before = token - 1;
  if (before >= 0 && (gap[token]! & ~(GAP.space | GAP.quote)) === 0) {
    if (kind[before] === TOKEN.number) return false;
    const named = NAMED.get(key[before]!);
    if (named !== undefined && (marks[before]! & MARK_BITS & ~named) === 0) return false;
  }
  const after = token + 1;
  if (after >= size || kind[after] !== TOKEN.word || (gap[after]! & ~GAP.space) !== 0) return true;
  const letters = folded.from[after + 1]! - folded.from[after]!;
  // Only a tail with its accents: what is typed bare may be anything.
  if (letters > 4 || (marks[after]! & MARK_BITS) === 0) return true;
  folded.spellOut(token, after);
  const { key: joined, marks: joinedMarks } = joinedWord(folded, token);
  countSyllable(joined, joinedMarks, joinedMarks, together);
  countSyllable(key[after]!, marks[after]!, marks[after]!, alone);
  return together.typed <= alone.typed;
}

function joinedWord({ symbols, from }: FoldedBuffer, token: number): Word {
  const first = from[token]!;
  let key = 0;
  let marks = 0;
  for (let at = first; at < from[token + 2]!; at++) {
    key = (key << 5) | (symbols[at]! & 31);
    marks = addMarks(marks, symbols[at]!, at - first);
  }
  return { key, marks };
}

/** m and t are mày and tao only beside rude words; elsewhere a writer speaks of himself, a size or a unit. */
export function isUnsupported(folded: FoldedBuffer, token: number): boolean {
  const own = folded.key[token]!;
  if (own !== M && own !== T) return false;
  const last = Math.min(folded.size - 1, token + REACH);
  for (let at = Math.max(0, token - REACH); at <= last; at++) {
    if (at === token) continue;
    const key = folded.key[at]!;
    if (key !== own && (key === M || key === T)) return false;
    const rude = RUDE.get(key);
    if (rude !== undefined && (folded.marks[at]! & MARK_BITS) === rude) return false;
  }
  return true;
}
