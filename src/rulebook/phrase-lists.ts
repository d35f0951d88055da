import { buildMatcher, type Matcher, type PhraseSpec } from '../domain/detect/matcher.ts';

/** How the phrases of a list are matched. */
export type PhraseModifiers = Omit<PhraseSpec, 'text'>;

/** The phrase lists of a rulebook in their matcher. */
export interface MatchedLists {
  readonly matcher: Matcher;
  /** Number of lists. */
  readonly size: number;
  /** The lists each phrase stands in. */
  readonly lists: readonly (readonly number[])[];
  /** A phrase as its file has it. */
  text(phrase: number): string;
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
      lists: this.#lists,
      text: (phrase) => specs[phrase]!.text,
    };
  }
}
