import { readFileSync } from 'node:fs';
import { Hits, reasonNames } from '../../../src/domain/detect/hits.ts';
import { buildMatcher, type Matcher, type PhraseSpec } from '../../../src/domain/detect/matcher.ts';
import { fold } from '../../../src/domain/text/fold.ts';
import { stepNames } from '../../../src/domain/text/steps.ts';

export interface Found {
  readonly phrase: string;
  readonly text: string;
  readonly span: readonly [number, number];
  readonly tokens: readonly [number, number];
  readonly steps: readonly string[];
  readonly reasons: readonly string[];
  readonly confidence: number;
}

/** A matcher of plain phrases, or of specs where a test needs more. */
export function matcherOf(phrases: readonly (string | PhraseSpec)[]): (text: string) => Found[] {
  const specs = phrases.map((phrase) =>
    typeof phrase === 'string' ? ({ text: phrase, accents: 'typed' } as const) : phrase,
  );
  const matcher: Matcher = buildMatcher(specs);
  return (text) => {
    const hits = new Hits();
    matcher.match(fold(text), hits);
    return Array.from({ length: hits.size }, (_, i) => ({
      phrase: specs[hits.phrase[i]!]!.text,
      text: text.slice(hits.start[i], hits.end[i]),
      span: [hits.start[i]!, hits.end[i]!] as const,
      tokens: [hits.firstToken[i]!, hits.lastToken[i]!] as const,
      steps: stepNames(hits.steps[i]!),
      reasons: reasonNames(hits.reasons[i]!),
      confidence: hits.confidence[i]!,
    }));
  };
}

/** The lines of a data file beside the tests; empty ones and # comments are left out. */
export function linesOf(file: string): string[] {
  return readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The text as a writer without accents types it. */
export function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D');
}
