import { readFileSync } from 'node:fs';
import type { Span } from '../../src/domain/verdict.ts';

/**
 * What one gets by a plain list of words: entries matched as whole tokens, letter case and NFC aside. It stands
 * beside the rules so that their figures can be read.
 */
export class WordList {
  readonly #entries = new Map<string, string[][]>();

  constructor(file: string) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const words = tokens(line).map(({ word }) => word);
      const [first] = words;
      if (first === undefined) continue;
      const known = this.#entries.get(first);
      if (known) known.push(words);
      else this.#entries.set(first, [words]);
    }
  }

  find(text: string): Span[] {
    const all = tokens(text);
    return all.flatMap(({ word, start }, at) =>
      (this.#entries.get(word) ?? [])
        .filter((entry) => entry.every((each, i) => all[at + i]?.word === each))
        .map((entry): Span => [start, all[at + entry.length - 1]!.end]),
    );
  }
}

function tokens(text: string): { word: string; start: number; end: number }[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}_]+/gu)].map((match) => ({
    word: match[0].normalize('NFC').toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
  }));
}
