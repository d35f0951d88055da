import { Folded } from '../text/fold.ts';
import { EmptyPhraseError, type PhraseSpec } from './matcher-spec.ts';
import { Vocabulary } from './matcher-vocabulary.ts';
import { Starts } from './starts.ts';
import { Trie } from './trie.ts';

/** What a phrase asks of a match, as bits. */
export const FLAG = { exact: 1, bare: 2, noDisguise: 4, noCollapse: 8, caseSensitive: 16 } as const;

/** All phrases as typed arrays: a trie over their bare words, and for each phrase the marks of its words. */
export class Phrases {
  readonly size: number;
  readonly trie = new Trie();
  readonly starts: Starts;
  readonly vocabulary: Vocabulary;
  /** First phrase ending at a node, and the next one ending at the same node; phrases count from 1 here. */
  readonly first: Int32Array;
  readonly next: Int32Array;
  readonly flags: Uint8Array;
  /** Marks of each phrase's words, from `offset[phrase]` on. */
  readonly offset: Int32Array;
  readonly marks: Int32Array;
  /** Texts of the case-sensitive ones. */
  readonly texts: ReadonlyMap<number, string>;

  constructor(phrases: readonly PhraseSpec[]) {
    this.size = phrases.length;
    const folded = new Folded();
    const marks: number[] = [];
    const keys = new Set<number>();
    const ends = new Int32Array(phrases.length);
    const texts = new Map<number, string>();
    this.offset = new Int32Array(phrases.length + 1);
    this.flags = new Uint8Array(phrases.length);
    this.starts = new Starts(phrases.length);
    for (const [index, phrase] of phrases.entries()) {
      folded.read(phrase.text);
      if (folded.size === 0) throw new EmptyPhraseError(index);
      let node = 0;
      for (let i = 0; i < folded.size; i++) {
        node = this.trie.grow(node, folded.key[i]!);
        marks.push(folded.marks[i]!);
        keys.add(folded.key[i]!);
      }
      this.starts.add(folded.key[0]!, folded.size > 1 ? folded.key[1] : undefined);
      ends[index] = node;
      this.offset[index + 1] = marks.length;
      this.flags[index] = flagsOf(phrase);
      if (phrase.caseSensitive === true) texts.set(index, phrase.text);
    }
    this.trie.trim();
    this.texts = texts;
    this.vocabulary = new Vocabulary(keys);
    this.marks = Int32Array.from(marks);
    this.first = new Int32Array(this.trie.size);
    this.next = new Int32Array(phrases.length + 1);
    for (let index = phrases.length - 1; index >= 0; index--) {
      const node = ends[index]!;
      this.next[index + 1] = this.first[node]!;
      this.first[node] = index + 1;
    }
  }

  /**
   * The first of words [from, size) at which some phrase stands, whatever its marks and what is between the words;
   * -1 when there is none. Nearly all words are settled by two filters.
   */
  nextStart(words: Int32Array, size: number, from: number): number {
    const { starts } = this;
    for (let at = from; at < size; at++) {
      const word = words[at]!;
      if (!starts.mayBeWhole(word) && (at + 1 === size || !starts.mayGoOn(word, words[at + 1]!))) continue;
      if (this.standsAt(words, size, at)) return at;
    }
    return -1;
  }

  /** Whether the words of two phrases of one node, given by where their marks begin, carry the same marks. */
  sameMarks(one: number, other: number, words: number): boolean {
    for (let at = 0; at < words; at++) if (this.marks[one + at] !== this.marks[other + at]) return false;
    return true;
  }

  private standsAt(words: Int32Array, size: number, from: number): boolean {
    let node = 0;
    for (let at = from; at < size; at++) {
      node = this.trie.child(node, words[at]!);
      if (node === 0) return false;
      if (this.first[node] !== 0) return true;
    }
    return false;
  }

  get bytes(): number {
    return [this.first, this.next, this.flags, this.offset, this.marks].reduce(
      (sum, array) => sum + array.byteLength,
      this.trie.bytes + this.starts.bytes + this.vocabulary.bytes,
    );
  }
}

function flagsOf(phrase: PhraseSpec): number {
  return (
    (phrase.accents === 'exact' ? FLAG.exact : 0) |
    (phrase.accents === 'bare' ? FLAG.bare : 0) |
    (phrase.deobfuscate === false ? FLAG.noDisguise : 0) |
    (phrase.collapse === false ? FLAG.noCollapse : 0) |
    (phrase.caseSensitive === true ? FLAG.caseSensitive : 0)
  );
}
