import type { ProtectedGroup } from '../domain/categories.ts';
import type { Folded } from '../domain/text/fold.ts';

export type Stance = 'statement' | 'question' | 'denial' | 'warning' | 'quote';
export interface Target {
  readonly kind: 'person' | 'group' | 'thing' | 'situation' | 'self';
  readonly group?: ProtectedGroup;
}
export function targetOf(_folded: Folded, _first: number, _last: number): Target {
  return { kind: 'situation' };
}
export function stanceOf(_folded: Folded, _first: number, _last: number): Stance {
  return 'statement';
}
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
