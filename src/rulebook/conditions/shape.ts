import type { ConditionSource } from '../schema.ts';
import { NO, YES, type Condition } from './condition.ts';
import { comparison } from './context.ts';

/** How the comment looks: length, emoji, capitals, nothing but links. */
export function shape(says: string, source: NonNullable<ConditionSource['shape']>): Condition {
  const only = source.only && new Set<string>([source.only].flat());
  const bounds = (['length', 'syllables', 'emoji', 'caps'] as const).flatMap((name) => {
    const text = source[name];
    return text ? [{ name, holds: comparison(text) }] : [];
  });
  return {
    kind: 'shape',
    says,
    test(reading) {
      const { shape } = reading;
      if (only && !(shape.only && only.has(shape.only))) return NO;
      return bounds.every(({ name, holds }) => holds(shape[name])) ? YES : NO;
    },
  };
}
