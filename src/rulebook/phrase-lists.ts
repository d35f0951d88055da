import { buildMatcher, type Matcher, type PhraseSpec } from '../domain/detect/matcher.ts';

/** How the phrases of a list are matched. */
export type PhraseModifiers = Omit<PhraseSpec, 'text'>;

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

  /** Adds a list and returns its number. */
  add(texts: Iterable<string>, modifiers: PhraseModifiers): number {
    const list = this.size++;
    const prefix = JSON.stringify(modifiers);
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
  build(): {
    matcher: Matcher;
    listsOf: (phrase: number) => readonly number[];
    text: (phrase: number) => string;
  } {
    const lists = this.#lists;
    const specs = this.#specs;
    return {
      matcher: buildMatcher(specs),
      listsOf: (phrase) => lists[phrase]!,
      text: (phrase) => specs[phrase]!.text,
    };
  }
}
