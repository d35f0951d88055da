import type { Folded } from '../domain/text/fold.ts';

export interface Shape {
  readonly length: number;
  readonly syllables: number;
  readonly emoji: number;
  readonly caps: number;
  readonly only?: 'mentions' | 'link' | 'emoji';
}
export function shapeOf(folded: Folded): Shape {
  return { length: folded.text.length, syllables: folded.size, emoji: 0, caps: 0 };
}
