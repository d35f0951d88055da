import type { Shape } from '../../domain/detect/shape.ts';
import type { ConditionSource } from '../schema.ts';
import { NO, YES, type Condition } from './condition.ts';
import { comparison } from './context.ts';

/** The keys of a rule and the measures they are held against. */
const MEASURES = [
  ['length', 'length'],
  ['syllables', 'words'],
  ['emoji', 'emojiRatio'],
  ['caps', 'capsRatio'],
] as const;

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
    return text ? [{ measure, holds: comparison(text) }] : [];
  });
  return {
    kind: 'shape',
    says,
    test(reading) {
      const { shape } = reading;
      if (source.question !== undefined && source.question !== shape.question) return NO;
      if (only && !only.some((kind) => ONLY[kind](shape))) return NO;
      return bounds.every(({ measure, holds }) => holds(shape[measure])) ? YES : NO;
    },
  };
}
