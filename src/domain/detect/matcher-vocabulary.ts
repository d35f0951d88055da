import type { KnownWords } from '../text/lattice.ts';
import { type FlatReadings, flattened, TEENCODE } from '../text/teencode.ts';
import { Filter, mixed } from './starts.ts';

const MOST_LETTERS = 6;
const SLOTS = 32 * (MOST_LETTERS + 1);
/** Keys of two letters are smaller. */
const TWO_LETTERS = 1 << 10;

/**
 * The words of all phrases: in a filter, and those of up to six letters, whose keys hold the letters themselves, by
 * first letter and length for masked words (c*c).
 */
export class Vocabulary implements KnownWords {
  private readonly groups: readonly Int32Array[];
  private readonly filter: Filter;
  /** By first letter, the second letters words have, as bits; and the first three letters of words. */
  private readonly openings = new Int32Array(32);
  private readonly longerOpenings: Filter;
  private readonly abbreviations: ReadonlyMap<number, FlatReadings>;

  constructor(keys: ReadonlySet<number>) {
    this.filter = new Filter(keys.size);
    this.longerOpenings = new Filter(keys.size / 2);
    const groups: number[][] = Array.from({ length: SLOTS }, () => []);
    for (const key of keys) {
      this.filter.add(mixed(key));
      if (key <= 0) continue;
      const length = lengthOf(key);
      const opening = key >>> (5 * Math.max(0, length - 2));
      this.openings[opening >>> 5]! |= 1 << opening;
      if (length > 2) this.longerOpenings.add(mixed(key >>> (5 * (length - 3))));
      groups[slotOf(key >>> (5 * (length - 1)), length)]?.push(key);
    }
    this.groups = groups.map((keys) => Int32Array.from(keys));
    this.abbreviations = new Map(
      [...TEENCODE].flatMap(([key, readings]) => {
        const left = readings.filter(({ words }) => words.every((word) => this.has(word.key)));
        return left.length === 0 ? [] : [[key, flattened(left)] as const];
      }),
    );
  }

  has(key: number): boolean {
    return this.filter.has(mixed(key));
  }

  abbreviated(key: number): FlatReadings | undefined {
    return this.abbreviations.get(key);
  }

  opens(letters: number): boolean {
    if (letters >= TWO_LETTERS) return this.longerOpenings.has(mixed(letters));
    return ((this.openings[letters >>> 5]! >>> letters) & 1) === 1;
  }

  fitting(pattern: readonly number[], found: (key: number) => void): void {
    const { length } = pattern;
    if (length > MOST_LETTERS) return;
    let letters = 0;
    let mask = 0;
    for (const symbol of pattern) {
      letters = (letters << 5) | (symbol & 31);
      mask = (mask << 5) | (symbol === 0 ? 0 : 31);
    }
    for (const key of this.groups[slotOf(pattern[0]! & 31, length)] ?? []) {
      if ((key & mask) === letters) found(key);
    }
  }

  get bytes(): number {
    return this.groups.reduce(
      (sum, group) => sum + group.byteLength,
      this.filter.bytes + this.longerOpenings.bytes + this.openings.byteLength,
    );
  }
}

const slotOf = (first: number, length: number) => length * 32 + first;
const lengthOf = (key: number) => Math.ceil((32 - Math.clz32(key)) / 5);
