import type { Outcome } from '../rulebook.ts';
import type { Reading } from '../reading.ts';
import type { Needs } from './needs.ts';

/** Truth with a third value: what is not known (no author given) is neither. `not` swaps the ends, `all` takes the least. */
export const NO = 0;
export const UNKNOWN = 1;
export const YES = 2;
export type Truth = typeof NO | typeof UNKNOWN | typeof YES;

export const OUTCOMES: readonly Outcome[] = ['no', 'unknown', 'yes'];

/** A place in the comment that made a condition true. */
export interface Anchor {
  /** [start, end) in UTF-16 units of the comment's text. */
  readonly start: number;
  readonly end: number;
  /** Tokens (inclusive) where it is a phrase; -1 where it is not made of tokens. */
  readonly first: number;
  readonly last: number;
  /** Step bits needed to read it. */
  readonly steps: number;
  /** The places it counts beside; where none of them is left, it says nothing either. */
  readonly partners?: readonly Anchor[];
}

/** What must happen for a condition to be possibly true; undefined where that cannot be told cheaply. */
export type Trigger = { readonly list: number } | { readonly contact: string };

/** One compiled condition. `test` is pure but for the anchors it adds. */
export interface Condition {
  readonly kind: string;
  /** The condition in a few words, as the file says it. */
  readonly says: string;
  readonly parts?: readonly Condition[];
  readonly triggers?: readonly Trigger[] | undefined;
  /** What the comment must have for the condition to be possibly true, as far as it is cheap to ask. */
  readonly needs?: Needs | undefined;
  /** About the anchors found beside it (target, stance) rather than about the text. */
  readonly aimed?: boolean;
  /**
   * @param found anchors are added here when the outcome is not NO; an `aimed` condition reads it and takes out the
   * anchors that do not fit
   */
  test(reading: Reading, found: Anchor[]): Truth;
}

/** What is left of anchors when those that stood only beside others, now gone, have gone as well. */
export function standing(anchors: readonly Anchor[]): readonly Anchor[] {
  if (!anchors.some(({ partners }) => partners !== undefined)) return anchors;
  const left = new Set(anchors);
  return anchors.filter(({ partners }) => partners === undefined || partners.some((one) => left.has(one)));
}

/** Puts other anchors in the place of those found. One by one: a long comment has more than a call takes arguments. */
export function replace(found: Anchor[], anchors: Iterable<Anchor>): void {
  const kept = [...anchors];
  found.length = 0;
  for (const anchor of kept) found.push(anchor);
}
