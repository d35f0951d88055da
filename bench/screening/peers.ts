import { Profanity } from '@2toad/profanity';
import { AhoCorasick } from '@monyone/aho-corasick/fast';
import leo from 'leo-profanity';
import { parseRawPattern, RegExpMatcher } from 'obscenity';

/** A peer that answers whether, or where, a text holds one of the phrases. */
export type Peer = (text: string) => unknown;

const escape = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`);

/** Filters as an application would use them, on the text as written. */
export function filters(phrases: readonly string[]): Record<string, Peer> {
  const obscenity = new RegExpMatcher({
    blacklistedTerms: phrases.map((phrase, id) => ({
      id,
      pattern: parseRawPattern(`|${phrase.replaceAll(/[?[\]|\\]/gu, '')}|`),
    })),
  });
  const toad = new Profanity({ languages: ['en'], wholeWord: true });
  toad.addWords([...phrases]);
  leo.clearList();
  leo.add([...phrases]);
  return {
    obscenity: (text) => obscenity.getAllMatches(text),
    '2toad': (text) => toad.exists(text),
    'leo-profanity': (text) => leo.check(text),
  };
}

/** Matchers alone, on text that has been folded for them. */
export function matchers(phrases: readonly string[]): Record<string, Peer> {
  const alternation = new RegExp(
    String.raw`(?<![\p{L}\p{M}])(?:${phrases.map(escape).join('|')})(?![\p{L}\p{M}])`,
    'gu',
  );
  const automaton = new AhoCorasick([...phrases]);
  return {
    regexp: (text) => [...text.matchAll(alternation)],
    'aho-corasick': (text) => automaton.matchInText(text),
  };
}
