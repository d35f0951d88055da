import type { FoldedBuffer } from './folded.ts';
import { type FlatReadings, flattened, TEENCODE } from './teencode.ts';

/** The words of a rulebook: readings that are none of them need not be tried. */
export interface KnownWords {
  /** False when no phrase has the word. */
  has(key: number): boolean;
  /** False when no word of up to six letters begins with these two or three (a key of so many letters). */
  opens(letters: number): boolean;
  /** Calls with the key of every word that fits; 0 stands for any one letter. */
  fitting(pattern: readonly number[], found: (key: number) => void): void;
  /**
   * What an abbreviation may stand for, readings with a word no phrase has left out: no phrase begins or ends within
   * an abbreviation. Undefined where nothing is left.
   */
  abbreviated(key: number): FlatReadings | undefined;
}

/** Where nothing is known of the phrases. */
export const EVERY_WORD: KnownWords = {
  has: () => true,
  opens: () => true,
  fitting: () => undefined,
  abbreviated: (key) => flattened(TEENCODE.get(key) ?? []),
};

/**
 * The ways a text can be read, as a graph. Nodes 0 … size are the places before each token and after the last; more
 * nodes stand inside tokens that are several syllables (luadao, vcl). An arc is one word read between two nodes.
 * Each token itself is an arc too, from its number to the next; those are not stored here.
 */
export class Lattice {
  /** First arc leaving a node, 0 for none; arcs count from 1. */
  head = new Int32Array(512);
  /** Next arc leaving the same node. */
  next = new Int32Array(256);
  to = new Int32Array(256);
  key = new Int32Array(256);
  marks = new Int32Array(256);
  steps = new Int32Array(256);
  /** How likely this reading is, 0 to 1. */
  share = new Float32Array(256);
  /** Place of the arc in the text, and its first and last token. */
  start = new Int32Array(256);
  end = new Int32Array(256);
  firstToken = new Int32Array(256);
  lastToken = new Int32Array(256);
  /** ARC bits. */
  flags = new Uint8Array(256);
  arcs = 0;
  nodes = 0;
  /** Nodes inside tokens, from `tokens + 1` on, in the order of their tokens. */
  tokens = 0;
  /** A value of NODE for each node inside a token. */
  sort = new Uint8Array(512);
  /** Token a node stands in or before. */
  token = new Int32Array(512);

  /** The words readings are tried for. */
  words: KnownWords = EVERY_WORD;

  reset(folded: FoldedBuffer, words: KnownWords): void {
    this.words = words;
    this.tokens = folded.size;
    this.nodes = folded.size + 1;
    this.arcs = 0;
    while (this.head.length < this.nodes) this.growNodes();
    this.head.fill(0, 0, this.nodes);
  }

  /** A new node inside a token. */
  node(token: number, sort: number): number {
    if (this.nodes === this.head.length) this.growNodes();
    const node = this.nodes++;
    this.head[node] = 0;
    this.sort[node] = sort;
    this.token[node] = token;
    return node;
  }

  /** Adds an arc, unless its word is known to no phrase. */
  add(
    from: number,
    to: number,
    key: number,
    marks: number,
    steps: number,
    share: number,
    start: number,
    end: number,
    firstToken: number,
    lastToken: number,
    flags = 0,
  ): void {
    if (!this.words.has(key)) return;
    const arc = ++this.arcs;
    if (arc === this.next.length) this.growArcs();
    this.next[arc] = this.head[from]!;
    this.head[from] = arc;
    this.to[arc] = to;
    this.key[arc] = key;
    this.marks[arc] = marks;
    this.steps[arc] = steps;
    this.share[arc] = share;
    this.start[arc] = start;
    this.end[arc] = end;
    this.firstToken[arc] = firstToken;
    this.lastToken[arc] = lastToken;
    this.flags[arc] = flags;
  }

  private growNodes(): void {
    this.head = larger(this.head, Int32Array);
    this.token = larger(this.token, Int32Array);
    this.sort = larger(this.sort, Uint8Array);
  }

  private growArcs(): void {
    for (const name of ARC_FIELDS) this[name] = larger(this[name], Int32Array);
    this.share = larger(this.share, Float32Array);
    this.flags = larger(this.flags, Uint8Array);
  }
}

const ARC_FIELDS = [
  'next',
  'to',
  'key',
  'marks',
  'steps',
  'start',
  'end',
  'firstToken',
  'lastToken',
] as const;

/** What a place inside a token is. */
export const NODE = {
  /** Between two syllables run together. */
  seam: 0,
  /** Between letters and digits: zalo|0912. */
  edge: 1,
  /** Within an abbreviation; no phrase begins or ends here. */
  within: 2,
} as const;

/** What holds of an arc. */
export const ARC = {
  /** Good only for a phrase whose accents were all typed: l ừa. */
  exact: 1,
  /** Letters were masked, so accents on them could not be typed. */
  masked: 2,
  /** Part of a token that is several syllables run together. */
  glued: 4,
  /** The accents are those of the table, not typed. */
  expanded: 8,
  /** An abbreviation nothing beside it speaks for; it makes no phrase by itself. */
  unsupported: 16,
} as const;

interface Growing<T> {
  readonly length: number;
  set(from: T): void;
}

function larger<T extends Growing<T>>(array: T, type: new (room: number) => T): T {
  const grown = new type(array.length * 2);
  grown.set(array);
  return grown;
}
