import type { Folded } from '../text/fold.ts';
import { compatible, DIGIT, MARK_BITS, type Word, wordOf } from '../text/key.ts';
import { INFO } from '../text/lexicon.ts';
import { symbolsOf } from '../text/symbols.ts';

/** A phrase found in a text: tokens [first, last]. */
export interface Hit<Tag extends string> {
  readonly tag: Tag;
  readonly first: number;
  readonly last: number;
}

interface Entry<Tag extends string> {
  readonly tag: Tag;
  readonly keys: readonly number[];
  readonly marks: readonly number[];
  readonly exact: boolean;
}

/** The phrases that begin with one word. */
interface Beginning<Tag extends string> {
  readonly alone: Entry<Tag>[];
  /** Those that go on, longer ones first; and the same by their second word, as some words begin hundreds. */
  readonly longer: Entry<Tag>[];
  readonly bySecondKey: Map<number, Entry<Tag>[]>;
}

/** A text counts as typed without accents below this share of accented syllables; fluent Vietnamese has about 0.7. */
const BARE_SHARE = 0.3;

/** True when the writer leaves accents out, so that a bare syllable says nothing about the marks meant. */
function typedBare(folded: Folded): boolean {
  return folded.marked < BARE_SHARE * (folded.marked + folded.unmarked);
}

/**
 * A small list of phrases under tags, for looking around a hit. Syllables are compared by compatibility: marks may be
 * missing from what was typed but never differ, and a phrase without any of its marks counts only in a text typed
 * without accents. A phrase that starts with `=` must carry its marks as listed in any text.
 */
export class CueList<Tag extends string> {
  private readonly byFirstKey = new Map<number, Beginning<Tag>>();
  /** One bit a bucket of first keys: most tokens are settled by it alone. */
  private readonly filter = new Uint8Array(4096);
  /** Tokens of the text last looked at where a phrase may start, so that asking again costs nothing. */
  private readonly candidates: number[] = [];
  private size = 0;
  /** What starts at each candidate, null where that was not asked yet. */
  private readonly found: (Hit<Tag> | undefined | null)[] = [];
  private folded: Folded | undefined;
  private reading = 0;

  constructor(lists: Readonly<Record<Tag, readonly string[]>>) {
    for (const tag in lists) {
      for (const phrase of lists[tag]) this.add(tag, phrase);
    }
    for (const { longer, bySecondKey } of this.byFirstKey.values()) {
      for (const entries of [longer, ...bySecondKey.values()]) {
        entries.sort((a, b) => b.keys.length - a.keys.length);
      }
    }
  }

  /** The longest phrase that starts at a token, or undefined. */
  at(folded: Folded, token: number): Hit<Tag> | undefined {
    const key = folded.key[token]!;
    const hit = this.filter[bucket(key)] === 0 ? undefined : this.startingWith(key, folded, token);
    if (hit !== undefined || !isStretched(folded, token)) return hit;
    return this.startingWith(unstretched(folded, token).key, folded, token);
  }

  private startingWith(key: number, folded: Folded, token: number): Hit<Tag> | undefined {
    const known = this.byFirstKey.get(key);
    if (known === undefined) return undefined;
    const next = token + 1;
    if (next < folded.size) {
      const longer = isStretched(folded, next) ? known.longer : known.bySecondKey.get(folded.key[next]!);
      const hit = longer && fitting(longer, folded, token);
      if (hit !== undefined) return hit;
    }
    return fitting(known.alone, folded, token);
  }

  /** The phrases in tokens [from, to), each lying wholly inside, left to right; longer ones swallow shorter ones. */
  within(folded: Folded, from: number, to: number): Hit<Tag>[] {
    this.lookAt(folded);
    const { candidates, size } = this;
    if (size === 0) return [];
    const hits: Hit<Tag>[] = [];
    const stop = Math.min(to, folded.size);
    let next = Math.max(0, from);
    for (let index = firstFrom(candidates, size, next); index < size; index++) {
      const token = candidates[index]!;
      if (token >= stop) break;
      if (token < next) continue;
      let hit = this.found[index];
      if (hit === null) this.found[index] = hit = this.at(folded, token);
      if (hit === undefined || hit.last >= stop) continue;
      hits.push(hit);
      next = hit.last + 1;
    }
    return hits;
  }

  private lookAt(folded: Folded): void {
    if (this.folded === folded && this.reading === folded.reading) return;
    this.folded = folded;
    this.reading = folded.reading;
    this.size = 0;
    const { filter } = this;
    const { key, repeats, size } = folded;
    for (let token = 0; token < size; token++) {
      if (filter[bucket(key[token]!)] === 0 && (repeats[token] === 0 || !isStretched(folded, token)))
        continue;
      this.candidates[this.size] = token;
      this.found[this.size++] = null;
    }
  }

  /** The tag of a phrase that is this one word. */
  tagOf(word: string): Tag | undefined {
    const { key, marks } = wordFrom(word);
    return this.byFirstKey.get(key)?.alone.find((entry) => compatible(marks, entry.marks[0]!))?.tag;
  }

  private add(tag: Tag, phrase: string): void {
    const exact = phrase.startsWith('=');
    const words = (exact ? phrase.slice(1) : phrase).split(' ').map(wordFrom);
    const first = words[0];
    if (first === undefined) return;
    const entry = { tag, exact, keys: words.map((word) => word.key), marks: words.map((word) => word.marks) };
    this.filter[bucket(first.key)] = 1;
    let known = this.byFirstKey.get(first.key);
    if (known === undefined) {
      known = { alone: [], longer: [], bySecondKey: new Map() };
      this.byFirstKey.set(first.key, known);
    }
    const second = words[1];
    if (second === undefined) {
      known.alone.push(entry);
      return;
    }
    known.longer.push(entry);
    const same = known.bySecondKey.get(second.key);
    if (same === undefined) known.bySecondKey.set(second.key, [entry]);
    else same.push(entry);
  }
}

/** Index of the first candidate at a token or after it. */
function firstFrom(candidates: readonly number[], size: number, token: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (candidates[middle]! < token) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Key and marks of a word in normal spelling. */
export function wordFrom(spelling: string): Word {
  const symbols = symbolsOf(spelling);
  return wordOf(symbols, 0, symbols.length);
}

const bucket = (key: number) => Math.imul(key, 0x9e3779b1) >>> 20;

/** "màyyyy" is read as "mày"; "xoong" stays as it is. */
const isStretched = (folded: Folded, token: number) =>
  folded.repeats[token] !== 0 && (folded.info[token]! & INFO.syllable) === 0;

/** The marks of a token read as this key, or undefined where it cannot be. */
function readAs(key: number, folded: Folded, token: number): number | undefined {
  if (folded.key[token] === key) return folded.marks[token]!;
  if (!isStretched(folded, token)) return undefined;
  const word = unstretched(folded, token);
  return word.key === key ? word.marks : undefined;
}

function unstretched(folded: Folded, token: number): Word {
  const symbols: number[] = [];
  folded.spellOut(token);
  for (let at = folded.from[token]!; at < folded.from[token + 1]!; at++) {
    const symbol = folded.symbols[at]!;
    const last = symbols.at(-1);
    if (last === undefined || (last & LETTER) !== (symbol & LETTER) || symbol >= DIGIT) symbols.push(symbol);
    // "màaa": the marks are on one of them
    else if (last < symbol) symbols[symbols.length - 1] = symbol;
  }
  return wordOf(symbols, 0, symbols.length);
}

const LETTER = 31;

/** The first of these that stands at a token. */
function fitting<Tag extends string>(
  entries: readonly Entry<Tag>[],
  folded: Folded,
  token: number,
): Hit<Tag> | undefined {
  for (const entry of entries) {
    if (fits(entry, folded, token)) {
      return { tag: entry.tag, first: token, last: token + entry.keys.length - 1 };
    }
  }
  return undefined;
}

function fits<Tag extends string>(entry: Entry<Tag>, folded: Folded, token: number): boolean {
  const { keys, marks, exact } = entry;
  if (token + keys.length > folded.size) return false;
  let missing = 0;
  let carrying = 0;
  let partial = false;
  for (let index = 0; index < keys.length; index++) {
    const word = readAs(keys[index]!, folded, token + index);
    if (word === undefined) return false;
    const typed = word & MARK_BITS;
    const meant = marks[index]! & MARK_BITS;
    if (!compatible(typed, meant)) return false;
    if (meant !== 0) carrying++;
    if (typed === meant) continue;
    missing++;
    // "máy" is a word of its own, not "mấy" with a mark left out
    if (typed !== 0) partial = true;
  }
  if (missing === 0) return true;
  if (exact) return false;
  if (typedBare(folded)) return keys.length > 1 || !partial;
  // "Dung Nhan" among accented words is a name, not "đừng nhấn"; "dung bấm" is a slip.
  return missing < carrying;
}
