import type { Folded } from '../text/fold.ts';
import type { Hits } from './hits.ts';
import { Phrases } from './matcher-phrases.ts';
import { Search } from './matcher-search.ts';
import type { PhraseSpec } from './matcher-spec.ts';

export type { PhraseSpec } from './matcher-spec.ts';

/** All phrases of a rulebook as one automaton. Holds scratch buffers: one matcher serves one thread, one call at a time. */
export interface Matcher {
  /** Steps the last match took: tokens, readings and places looked at. */
  readonly work: number;
  /**
   * Finds all phrases in one pass, linear in the text, and adds them to `hits` (not cleared here) in order of their
   * first token. The text must not be `read` anew before the hits have been used.
   */
  match(folded: Folded, hits: Hits): void;
}

/**
 * Builds one automaton of all phrases. Phrases keep their index; the same text may appear many times.
 * @throws EmptyPhraseError for a phrase without letter, digit or emoji.
 */
export function buildMatcher(phrases: readonly PhraseSpec[]): Matcher {
  const search = new Search(new Phrases(phrases));
  return {
    get work() {
      return search.work;
    },
    match: (folded, hits) => search.run(folded, hits),
  };
}
