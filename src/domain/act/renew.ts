import type { Need } from './need.ts';

/** What is already known of a comment's case when a new verdict arrives. */
export interface StandingCase {
  readonly state: string;
  /** The verdict that stands was about the same text. */
  readonly sameText: boolean;
  /** A person has decided about this very text. */
  readonly decidedText: boolean;
  /** The verdict finds something more pressing than the case is for. */
  readonly presses: boolean;
  /** Opened by hand, under appeal, or hidden by a person: only a person ends it. */
  readonly peoples: boolean;
  /** Hidden, and nothing but a person's decision would end that. */
  readonly held: boolean;
  /** Open, and hidden for a while because the text a person had hidden was changed. */
  readonly bounded: boolean;
}

/**
 * - `leave`: nothing changes (a person has decided about this very text)
 * - `update`: the open case takes over the new verdict
 * - `follow`: the case takes over the text; what is decided, or is to be decided by a person, stays
 * - `reopen`: a case opens again, a decided one because the text is another one, one that no person has decided also
 *   because the rules find more in the same one
 * - `restore`: the text a person had hidden is back, and their decision with it
 * - `close`: an open case whose comment needs nobody any more
 */
export type Renewal = 'leave' | 'update' | 'follow' | 'reopen' | 'restore' | 'close';

/**
 * A new verdict meets an existing case. A person's decision about this text is never touched by a rule; of a hide that
 * stands over another text than was read, a person is always asked.
 */
export function renewal(standing: StandingCase, need: Need | undefined): Renewal {
  if (standing.state === 'open') {
    if (standing.bounded && standing.decidedText) return 'restore';
    if (need !== undefined) return 'update';
    return standing.peoples ? 'follow' : 'close';
  }
  if (standing.decidedText) return standing.sameText ? 'leave' : 'follow';
  // What rules closed, or answered, rules open again.
  const news = standing.sameText ? standing.presses : need !== undefined || standing.held;
  return news ? 'reopen' : 'follow';
}
