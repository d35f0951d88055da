/** Bits of a filter for each entry: some three look-ups in a thousand are in vain. */
const BITS_AN_ENTRY = 16;
/** Sizes of a filter in words of 32 bits, as powers of two. */
const SMALLEST = 5;
const LARGEST = 16;

/**
 * Where phrases may begin, as Bloom filters over first words, phrases of one word, and pairs of
 * words that begin longer phrases. They settle nearly all words of a text by loads from a few kilobytes.
 */
export class Starts {
  private readonly first: Filter;
  private readonly whole: Filter;
  private readonly pairs: Filter;

  /** @param phrases about how many phrases will be added */
  constructor(phrases: number) {
    this.first = new Filter(Math.min(phrases, 2048));
    this.whole = new Filter(phrases / 4);
    this.pairs = new Filter(phrases);
  }

  /** Adds the first word of a phrase and, where it has one, its second. */
  add(word: number, second: number | undefined): void {
    this.first.add(mixed(word));
    if (second === undefined) this.whole.add(mixed(word));
    else this.pairs.add(paired(word, second));
  }

  /** False when no phrase begins with the word. */
  mayBegin(word: number): boolean {
    return this.first.has(mixed(word));
  }

  /** False when no phrase is this word alone. */
  mayBeWhole(word: number): boolean {
    return this.whole.has(mixed(word));
  }

  /** False when no phrase begins with these two words. */
  mayGoOn(word: number, second: number): boolean {
    return this.pairs.has(paired(word, second));
  }

  get bytes(): number {
    return this.first.bytes + this.whole.bytes + this.pairs.bytes;
  }
}

/** A Bloom filter that keeps the three bits of an entry in one word, so that asking costs one load. */
export class Filter {
  private readonly words: Int32Array;
  private readonly shift: number;

  constructor(entries: number) {
    const log = Math.ceil(Math.log2(Math.max(1, entries) * (BITS_AN_ENTRY / 32)));
    const size = Math.max(SMALLEST, Math.min(LARGEST, log));
    this.words = new Int32Array(2 ** size);
    this.shift = 32 - size;
  }

  add(hash: number): void {
    this.words[hash >>> this.shift]! |= bitsOf(hash);
  }

  has(hash: number): boolean {
    const bits = bitsOf(hash);
    return (this.words[hash >>> this.shift]! & bits) === bits;
  }

  get bytes(): number {
    return this.words.byteLength;
  }
}

/** From the low bits, as the high ones choose the word. */
const bitsOf = (hash: number) => (1 << hash) | (1 << (hash >>> 5)) | (1 << (hash >>> 10));

/** The hash a filter takes for one word. */
export function mixed(word: number): number {
  const hash = Math.imul(word ^ (word >>> 15), 0x9e3779b1);
  return hash ^ (hash >>> 13);
}

function paired(word: number, second: number): number {
  let hash = Math.imul(word, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
