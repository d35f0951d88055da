import { type Folded, Folded as Buffer } from '../text/fold.ts';
import { compatible, MARK_BITS } from '../text/key.ts';
import { GAP } from '../text/letters.ts';
import { DISGUISES, stepBit } from '../text/steps.ts';
import { type Hits, reasonBit } from './hits.ts';
import { Trie } from './trie.ts';

/** How much of a phrase's accents must have been typed: see text compatibility. */
export type AccentMode = 'typed' | 'exact' | 'bare';

export interface PhraseSpec {
  /** The phrase in normal spelling: one or more words, numbers or emoji. */
  readonly text: string;
  /**
   * `exact`: every accent typed. `typed`: accents may be missing where the evidence says they were left out
   * (confidence of 0.5 or more). `bare`: accents may be missing, whatever the evidence.
   * A different accent never matches.
   */
  readonly accents: AccentMode;
  /** Read through disguises (spaced, dotted, masked letters, leet, teencode …). Default true. */
  readonly deobfuscate?: boolean;
  /** Read through repeated letters (vuiiii). Default true. */
  readonly collapse?: boolean;
  /** Match only the capitals as given. Default false. */
  readonly caseSensitive?: boolean;
}

/** All phrases of a rulebook as one automaton. Holds scratch buffers: one matcher serves one thread, one call at a time. */
export interface Matcher {
  /** Number of phrases. */
  readonly size: number;
  /** Memory of the automaton. */
  readonly bytes: number;
  /**
   * Finds all phrases in one pass, linear in the text, and adds them to `hits` (not cleared here) in order of their
   * first token. The text must not be `read` anew before the hits have been used.
   */
  match(folded: Folded, hits: Hits): void;
}

/** A phrase that could match nothing: it has no letter, digit or emoji. */
export class EmptyPhraseError extends Error {
  override readonly name = 'EmptyPhraseError';
  /** Index of the phrase. */
  readonly index: number;

  constructor(index: number) {
    super(`phrase ${index} has no letter, digit or emoji and would match nothing`);
    this.index = index;
  }
}

const FLAG = { exact: 1, bare: 2, noDisguise: 4, noCollapse: 8, caseSensitive: 16 } as const;
const TYPED = reasonBit('typed');
const BARE = reasonBit('bare');
const PARTIAL = reasonBit('partial');
const UNACCENTED = stepBit('unaccented');
const TONE_PLACEMENT = stepBit('tone-placement');
const BREAKS = GAP.comma | GAP.sentence;
const THRESHOLD = 0.5;

class SyllableMatcher implements Matcher {
  readonly size: number;
  private readonly trie = new Trie();
  /** First phrase ending at a node, and the next one ending at the same node; phrases count from 1 here. */
  private readonly first: Int32Array;
  private readonly next: Int32Array;
  private readonly flags: Uint8Array;
  /** Marks of each phrase's words, from `offset[phrase]` on. */
  private readonly offset: Int32Array;
  private readonly marks: Int32Array;
  private readonly texts: readonly PhraseSpec[];

  constructor(phrases: readonly PhraseSpec[]) {
    this.size = phrases.length;
    this.texts = phrases;
    const folded = new Buffer();
    const marks: number[] = [];
    const ends = new Int32Array(phrases.length);
    this.offset = new Int32Array(phrases.length + 1);
    this.flags = new Uint8Array(phrases.length);
    for (const [index, phrase] of phrases.entries()) {
      folded.read(phrase.text);
      if (folded.size === 0) throw new EmptyPhraseError(index);
      let node = 0;
      for (let i = 0; i < folded.size; i++) {
        node = this.trie.grow(node, folded.key[i]!);
        marks.push(folded.marks[i]!);
      }
      ends[index] = node;
      this.offset[index + 1] = marks.length;
      this.flags[index] =
        (phrase.accents === 'exact' ? FLAG.exact : 0) |
        (phrase.accents === 'bare' ? FLAG.bare : 0) |
        (phrase.deobfuscate === false ? FLAG.noDisguise : 0) |
        (phrase.collapse === false ? FLAG.noCollapse : 0) |
        (phrase.caseSensitive === true ? FLAG.caseSensitive : 0);
    }
    this.trie.trim();
    this.marks = Int32Array.from(marks);
    this.first = new Int32Array(this.trie.size);
    this.next = new Int32Array(phrases.length + 1);
    for (let index = phrases.length - 1; index >= 0; index--) {
      const node = ends[index]!;
      this.next[index + 1] = this.first[node]!;
      this.first[node] = index + 1;
    }
  }

  get bytes(): number {
    return [this.first, this.next, this.flags, this.offset, this.marks].reduce(
      (sum, array) => sum + array.byteLength,
      this.trie.bytes,
    );
  }

  match(folded: Folded, hits: Hits): void {
    const { trie, first } = this;
    const { key, gap, size } = folded;
    for (let from = 0; from < size; from++) {
      const since = hits.size;
      let node = trie.child(0, key[from]!);
      for (let to = from; node !== 0; ) {
        if (first[node] !== 0) this.report(folded, hits, since, node, from, to);
        to++;
        if (to === size || (gap[to]! & BREAKS) !== 0) break;
        node = trie.child(node, key[to]!);
      }
    }
  }

  private report(folded: Folded, hits: Hits, since: number, node: number, from: number, to: number): void {
    for (let entry = this.first[node]!; entry !== 0; entry = this.next[entry]!) {
      const phrase = entry - 1;
      const flags = this.flags[phrase]!;
      const offset = this.offset[phrase]!;
      let missing = 0;
      let steps = 0;
      let fits = true;
      for (let i = from; i <= to && fits; i++) {
        const typed = folded.marks[i]!;
        const meant = this.marks[offset + i - from]!;
        fits = compatible(typed, meant);
        if ((typed & MARK_BITS) !== (meant & MARK_BITS))
          missing |= (typed & MARK_BITS) === 0 ? BARE : PARTIAL;
        else if (typed !== meant) steps |= TONE_PLACEMENT;
        steps |= folded.steps[i]!;
      }
      if (!fits || (missing !== 0 && flags & FLAG.exact)) continue;
      if (flags & FLAG.noDisguise && steps & DISGUISES) continue;
      const start = folded.start[from]!;
      const end = folded.end[to]!;
      if (
        flags & FLAG.caseSensitive &&
        !sameCase(folded.text.slice(start, end), this.texts[phrase]?.text ?? '')
      )
        continue;
      let confidence = 1;
      if (missing !== 0) {
        confidence = from === to ? 0.3 : 0.8;
        steps |= UNACCENTED;
      }
      if (confidence < THRESHOLD && !(flags & FLAG.bare)) continue;
      hits.add(since, phrase, start, end, from, to, steps, confidence, missing || TYPED);
    }
  }
}

function sameCase(typed: string, phrase: string): boolean {
  const letters = (text: string) => text.normalize('NFD').replace(/\P{L}/gu, '');
  return letters(typed) === letters(phrase);
}

/**
 * Builds one automaton of all phrases. Phrases keep their index; the same text may appear many times.
 * @throws EmptyPhraseError for a phrase without letter, digit or emoji.
 */
export function buildMatcher(phrases: readonly PhraseSpec[]): Matcher {
  return new SyllableMatcher(phrases);
}
