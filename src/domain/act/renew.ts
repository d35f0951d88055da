import type { Need } from './need.ts';

/** What is already known of a comment's case when a new verdict arrives. */
export interface StandingCase {
  readonly state: string;
  readonly decidedBy: string | undefined;
  /** The verdict that stands was about the same text. */
  readonly sameText: boolean;
}

/**
 * - `leave`: nothing changes (a person has decided about this very text, or nothing is needed)
 * - `update`: the open case takes over the new verdict
 * - `reopen`: a decided case opens again because the text is another one
 * - `close`: an open case whose comment needs nobody any more
 */
export type Renewal = 'leave' | 'update' | 'reopen' | 'close';

/** A new verdict meets an existing case. A person's decision about this text is never touched by a rule. */
export function renewal(standing: StandingCase, need: Need | undefined): Renewal {
  if (standing.state === 'open') return need === undefined ? 'close' : 'update';
  if (standing.sameText) return 'leave';
  return need === undefined ? 'leave' : 'reopen';
}
