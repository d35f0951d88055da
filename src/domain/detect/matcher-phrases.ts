import { Folded } from '../text/fold.ts';
import { EmptyPhraseError, type PhraseSpec } from './matcher-spec.ts';
import { Vocabulary } from './matcher-vocabulary.ts';
import { Starts } from './starts.ts';
import { Trie } from './trie.ts';

/** What a phrase asks of a match, as bits. */
export const FLAG = { exact: 1, bare: 2, noDisguise: 4, noCollapse: 8, caseSensitive: 16 } as const;
const FLAG_BITS = 5;
const FLAGS = 2 ** FLAG_BITS - 1;

/** Number of the phrase an entry of `Phrases.ending` is, and its flags. */
export const phraseOf = (entry: number) => entry >>> FLAG_BITS;
export const flagsIn = (entry: number) => entry & FLAGS;

/** All phrases as typed arrays: a trie over their bare words, and for each node the phrases that end there. */
export class Phrases {
  readonly size: number;
  readonly trie = new Trie();
  readonly starts: Starts;
  readonly vocabulary: Vocabulary;
  /**
   * From the value of a node on (0 where no phrase ends): how many phrases end there, and of each one its number with its
   * flags and the marks of its words, as many as the node is deep. Together in one place, as they are read together.
   */
  readonly ending: Int32Array;
  /** Texts of the case-sensitive ones. */
  readonly texts: ReadonlyMap<number, string>;

  constructor(phrases: readonly PhraseSpec[]) {
    this.size = phrases.length;
    const folded = new Folded();
    const keys = new Set<number>();
    const ends = new Map<number, number[][]>();
    const texts = new Map<number, string>();
    this.starts = new Starts(phrases.length);
    for (const [index, phrase] of phrases.entries()) {
      folded.read(phrase.text);
      if (folded.size === 0) throw new EmptyPhraseError(index);
      let node = 0;
      const entry = [(index << FLAG_BITS) | flagsOf(phrase)];
      for (let i = 0; i < folded.size; i++) {
        node = this.trie.grow(node, folded.key[i]!);
        entry.push(folded.marks[i]!);
        keys.add(folded.key[i]!);
      }
      this.starts.add(folded.key[0]!, folded.size > 1 ? folded.key[1] : undefined);
      const ending = ends.get(node);
      if (ending === undefined) ends.set(node, [entry]);
      else ending.push(entry);
      if (phrase.caseSensitive === true) texts.set(index, phrase.text);
    }
    this.trie.trim();
    this.texts = texts;
    this.vocabulary = new Vocabulary(keys);
    const ending = [0];
    for (const [node, entries] of ends) {
      this.trie.setValue(node, ending.length);
      ending.push(entries.length);
      for (const entry of entries) for (const part of entry) ending.push(part);
    }
    this.ending = Int32Array.from(ending);
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

  /** Whether two entries of one node carry the same marks on their words. */
  sameMarks(one: number, other: number, words: number): boolean {
    for (let at = 1; at <= words; at++) if (this.ending[one + at] !== this.ending[other + at]) return false;
    return true;
  }

  private standsAt(words: Int32Array, size: number, from: number): boolean {
    let node = 0;
    for (let at = from; at < size; at++) {
      node = this.trie.child(node, words[at]!);
      if (node === 0) return false;
      if (this.trie.value(node) !== 0) return true;
    }
    return false;
  }

  get bytes(): number {
    return this.ending.byteLength + this.trie.bytes + this.starts.bytes + this.vocabulary.bytes;
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
