import type { Shape } from '../../domain/detect/shape.ts';
import type { ConditionSource } from '../schema.ts';
import { NO, YES, type Condition, type Truth } from './condition.ts';
import { comparison, comparisonOver } from './context.ts';

/** The keys of a rule and the measures they are held against. */
const MEASURES = [
  ['length', 'length'],
  ['syllables', 'words'],
  ['emoji', 'emojiRatio'],
  ['caps', 'capsRatio'],
] as const;

/** What the measures of a canary may be where the same is said longer, in capitals, with emoji. */
const RANGE: Readonly<
  Record<(typeof MEASURES)[number][1], (actual: number) => readonly [low: number, high: number]>
> = {
  length: (actual) => [actual, Infinity],
  words: (actual) => [actual, Infinity],
  emojiRatio: () => [0, 1],
  capsRatio: () => [0, 1],
};

const ONLY = {
  mentions: (shape: Shape) => shape.mentionsOnly,
  link: (shape: Shape) => shape.linkOnly,
  emoji: (shape: Shape) => shape.words === 0 && shape.emojiRatio > 0,
};

/** How the comment looks: length, emoji, capitals, nothing but links. */
export function shape(says: string, source: NonNullable<ConditionSource['shape']>): Condition {
  const only = source.only === undefined ? undefined : [source.only].flat();
  const bounds = MEASURES.flatMap(([key, measure]) => {
    const text = source[key];
    return text ? [{ measure, holds: comparison(text), over: comparisonOver(text) }] : [];
  });
  return {
    kind: 'shape',
    says,
    test(reading) {
      const { shape } = reading;
      if (only && !only.some((kind) => ONLY[kind](shape))) return NO;
      if (source.question !== undefined && source.question !== shape.question) return NO;
      if (reading.probing === 'canary') {
        let truth: Truth = YES;
        for (const { measure, over } of bounds) {
          const outcome = over(...RANGE[measure](shape[measure]));
          if (outcome < truth) truth = outcome;
        }
        return truth;
      }
      return bounds.every(({ measure, holds }) => holds(shape[measure])) ? YES : NO;
    },
  };
}
