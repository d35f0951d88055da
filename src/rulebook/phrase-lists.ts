import { buildMatcher, type Matcher, type PhraseSpec } from '../domain/detect/matcher.ts';

/** How the phrases of a list are matched. */
export type PhraseModifiers = Omit<PhraseSpec, 'text'>;

/** The phrase lists of a rulebook in their matcher. */
export interface MatchedLists {
  readonly matcher: Matcher;
  /** Number of lists. */
  readonly size: number;
  /** The lists each phrase stands in: the phrases of a pack always stand in the same ones and make one group. */
  readonly groups: PhraseGroups;
  /** A phrase as its file has it. */
  text(phrase: number): string;
}

/** Phrases that stand in the same lists. */
export interface PhraseGroups {
  /** The group of each phrase. */
  readonly of: Int32Array;
  /** The lists of group `g` are those from `from[g]` to `from[g + 1]`. */
  readonly from: Int32Array;
  readonly lists: Int32Array;
}

/**
 * Collects every phrase list of a rulebook for one matcher. A list is a number; the same phrase under the same
 * modifiers is one entry of the matcher, whatever the number of lists it stands in.
 */
export class PhraseLists {
  /** Number of lists so far. */
  size = 0;
  readonly #specs: PhraseSpec[] = [];
  readonly #known = new Map<string, number>();
  /** Lists of each phrase. */
  readonly #lists: number[][] = [];
  /** Lists by what they hold: many rules take the same packs. */
  readonly #same = new Map<string, number>();

  /** Adds a list, unless the same one is known, and returns its number. */
  add(texts: readonly string[], modifiers: PhraseModifiers): number {
    const prefix = JSON.stringify(modifiers);
    const content = `${prefix} ${JSON.stringify(texts)}`;
    const known = this.#same.get(content);
    if (known !== undefined) return known;
    const list = this.size++;
    this.#same.set(content, list);
    for (const text of texts) {
      const id = `${prefix} ${text.normalize('NFC')}`;
      let phrase = this.#known.get(id);
      if (phrase === undefined) {
        phrase = this.#specs.length;
        this.#known.set(id, phrase);
        this.#specs.push({ text, ...modifiers });
        this.#lists.push([]);
      }
      const lists = this.#lists[phrase]!;
      if (lists.at(-1) !== list) lists.push(list);
    }
    return list;
  }

  /** One automaton of all lists; to be called once, after the last list. */
  build(): MatchedLists {
    const specs = this.#specs;
    return {
      matcher: buildMatcher(specs),
      size: this.size,
      groups: groupsOf(this.#lists),
      text: (phrase) => specs[phrase]!.text,
    };
  }
}

function groupsOf(phrases: readonly (readonly number[])[]): PhraseGroups {
  const known = new Map<string, number>();
  const from = [0];
  const lists: number[] = [];
  const of = Int32Array.from(phrases, (own) => {
    const key = own.join();
    let group = known.get(key);
    if (group === undefined) {
      known.set(key, (group = known.size));
      for (const list of own) lists.push(list);
      from.push(lists.length);
    }
    return group;
  });
  return { of, from: Int32Array.from(from), lists: Int32Array.from(lists) };
}
