import { type Folded, TOKEN } from '../text/fold.ts';
import { DIGIT } from '../text/key.ts';

/**
 * Waves: the same text, or nearly the same, posted again and again. A fingerprint is computed once when a text is
 * stored; counting happens in the database, inside one source and window, and is bounded. Repetition is never a
 * finding: it groups cases for people and raises the severity of another finding.
 *
 * What a store keeps beside the text: `exact bigint`, `sim bigint`, `band_0 … band_3 integer`, and one index
 * (source_id, band_N, created_at) for each band. Similar texts of a window, at most 200 a band:
 *
 *     select count(*) similar, count(*) filter (where author_key = $author) by_author from (
 *       (select id, sim, author_key from … where source_id = $s and band_0 = $b0 and created_at > $t
 *         order by created_at desc limit 200)
 *       union … band_1 … union … band_2 … union … band_3 …
 *     ) near where bit_count((sim # $sim)::bit(64)) <= 12
 *
 * `union` (not `union all`) counts a text once however many bands it shares.
 */
export interface Fingerprint {
  /** Hash of the bare letters: equal for texts that differ only in accents, case, digits, emoji, spaces or repeats. */
  readonly exact: bigint;
  /** 64-bit SimHash of the words and word pairs; near texts differ in few bits. */
  readonly sim: bigint;
  /**
   * Four 32-bit MinHash bands of the words: two texts that share most words agree in at least one band (found with
   * probability 0.98 at one word of twelve changed), unrelated ones hardly ever.
   */
  readonly bands: readonly [number, number, number, number];
}

/** SimHash bits in which two tellings of one text may differ: one or two words of twelve changed. */
export const NEAR = 12;
/** Below this many words only texts of the same letters are alike. */
const MIN_WORDS = 4;
const BANDS = 4;
const ROWS = 3;

/** A hash of whole numbers with all bits mixed (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

const SEEDS = Int32Array.from({ length: BANDS * ROWS }, (_, row) => mix(0x9e3779b1 * (row + 1)));
const ones = new Int32Array(64);
const minima = new Int32Array(BANDS * ROWS);

/** The fingerprint of a text. Pure and linear; the same text always gives the same one. */
export function fingerprint(folded: Folded): Fingerprint {
  ones.fill(0);
  minima.fill(0x7fffffff);
  let high = 0x811c9dc5 | 0;
  let low = 0x01000193;
  let words = 0;
  let features = 0;
  let previous = 0;
  for (let token = 0; token < folded.size; token++) {
    const word = folded.kind[token] === TOKEN.emoji ? 0 : letters(folded, token);
    if (word === 0) continue;
    words++;
    high = mix(high ^ word);
    low = mix(low + Math.imul(word, 0x9e3779b1));
    features += vote(word) + (words > 1 ? vote(mix(previous) ^ word) : 0);
    for (let row = 0; row < minima.length; row++) {
      const value = mix(word ^ SEEDS[row]!);
      if (value < minima[row]!) minima[row] = value;
    }
    previous = word;
  }
  const exact = join(high, low);
  if (words < MIN_WORDS) return { exact, sim: exact, bands: [low, low, low, low] };
  return { exact, sim: majority(features), bands: [band(0), band(1), band(2), band(3)] };
}

/** True when two texts are the same or nearly the same. */
export function similar(one: Fingerprint, other: Fingerprint): boolean {
  return one.exact === other.exact || distance(one.sim, other.sim) <= NEAR;
}

/** Number of bits in which two SimHashes differ. */
export function distance(one: bigint, other: bigint): number {
  const differing = BigInt.asUintN(64, one ^ other);
  return bitCount(Number(differing >> 32n)) + bitCount(Number(differing & 0xffffffffn));
}

/** Hash of a token's bare letters, repeats once; 0 when it has none: numbers and prices vary inside one wave. */
function letters(folded: Folded, token: number): number {
  let hash = 0;
  let last = 0;
  folded.spellOut(token);
  for (let at = folded.from[token]!; at < folded.from[token + 1]!; at++) {
    const symbol = folded.symbols[at]!;
    const letter = symbol < DIGIT ? symbol & 31 : symbol;
    if ((letter >= DIGIT && letter < DIGIT + 10) || letter === last) continue;
    hash = mix(hash + letter);
    last = letter;
  }
  return hash;
}

/** Adds a feature's 64 bits to the count. */
function vote(feature: number): number {
  let bits = mix(feature ^ 0x5bd1e995);
  for (let bit = 0; bit < 32; bit++) {
    ones[bit]! += bits & 1;
    bits >>>= 1;
  }
  bits = mix(feature + 0x27d4eb2f);
  for (let bit = 32; bit < 64; bit++) {
    ones[bit]! += bits & 1;
    bits >>>= 1;
  }
  return 1;
}

function majority(features: number): bigint {
  let low = 0;
  let high = 0;
  for (let bit = 0; bit < 32; bit++) {
    if (ones[bit]! * 2 > features) low |= 1 << bit;
    if (ones[bit + 32]! * 2 > features) high |= 1 << bit;
  }
  return join(high, low);
}

function band(index: number): number {
  let hash = index;
  for (let row = 0; row < ROWS; row++) hash = mix(hash ^ minima[index * ROWS + row]!);
  return hash;
}

/** A signed 64-bit number, as Postgres stores it. */
const join = (high: number, low: number) => (BigInt(high) << 32n) | BigInt(low >>> 0);

function bitCount(value: number): number {
  let bits = value | 0;
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
