import type { Hits } from '../domain/detect/hits.ts';
import type { PhraseGroups } from './phrase-lists.ts';

/** Which phrase lists have hits in a comment, and which hits they are. Used again for every comment. */
export class HitsByList {
  /** The lists that have hits, one bit each. */
  readonly present: Int32Array;
  readonly #groups: PhraseGroups;
  /** A chain for each list that has hits: its first link, and of each link the hit and the next link, 0 after the last. */
  readonly #first: Int32Array;
  #hit = new Int32Array(256);
  #next = new Int32Array(256);

  constructor(lists: number, groups: PhraseGroups) {
    this.#groups = groups;
    this.present = new Int32Array((lists >>> 5) + 1);
    this.#first = new Int32Array(lists);
  }

  /** Takes the hits of a comment in, the last ones first, so that each chain is in their order. */
  read({ phrase, size }: Hits): void {
    const { of, from, lists } = this.#groups;
    const present = this.present.fill(0);
    const first = this.#first;
    let links = 0;
    for (let hit = size - 1; hit >= 0; hit--) {
      const group = of[phrase[hit]!]!;
      const end = from[group + 1]!;
      if (links + end - from[group]! >= this.#hit.length) this.#grow(links + end - from[group]!);
      for (let at = from[group]!; at < end; at++) {
        const list = lists[at]!;
        const has = (present[list >>> 5]! & (1 << list)) !== 0;
        links++;
        this.#hit[links] = hit;
        this.#next[links] = has ? first[list]! : 0;
        first[list] = links;
        present[list >>> 5]! |= 1 << list;
      }
    }
  }

  /** Whether a list has hits. */
  has(list: number): boolean {
    return (this.present[list >>> 5]! & (1 << list)) !== 0;
  }

  /** Hits of a list, in order of their first token. */
  of(list: number): readonly number[] {
    const own: number[] = [];
    if (this.has(list)) {
      for (let link = this.#first[list]!; link !== 0; link = this.#next[link]!) own.push(this.#hit[link]!);
    }
    return own;
  }

  #grow(links: number): void {
    const hit = new Int32Array(2 * links);
    const next = new Int32Array(2 * links);
    hit.set(this.#hit);
    next.set(this.#next);
    this.#hit = hit;
    this.#next = next;
  }
}
