import type { Need } from './need.ts';

/** What is already known of a comment's case when a new verdict arrives. */
export interface StandingCase {
  readonly state: string;
  /** The verdict that stands was about the same text. */
  readonly sameText: boolean;
  /** Opened by hand, under appeal, or hidden by a person: only a person ends it. */
  readonly peoples: boolean;
}

/**
 * - `leave`: nothing changes (a person has decided about this very text, or nothing is needed)
 * - `update`: the open case takes over the new verdict
 * - `follow`: the open case takes over the text; what a person is to decide about it stays
 * - `reopen`: a decided case opens again because the text is another one
 * - `close`: an open case whose comment needs nobody any more
 */
export type Renewal = 'leave' | 'update' | 'follow' | 'reopen' | 'close';

/** A new verdict meets an existing case. A person's decision about this text is never touched by a rule. */
export function renewal(standing: StandingCase, need: Need | undefined): Renewal {
  if (standing.state === 'open') {
    if (need !== undefined) return 'update';
    return standing.peoples ? 'follow' : 'close';
  }
  if (standing.sameText) return 'leave';
  return need === undefined ? 'leave' : 'reopen';
}
