/** States of a case. */
const CASE_STATES = ['open', 'kept', 'hidden', 'replied', 'escalated', 'expired'] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** What can happen to a case. `keep`, `hide`, `reply`, `escalate` and `undo` are a person's. */
const CASE_EVENTS = ['keep', 'hide', 'reply', 'escalate', 'undo', 'appeal', 'edit', 'expire'] as const;
export type CaseEvent = (typeof CASE_EVENTS)[number];

/**
 * Every step a case can take. What is not in the table cannot happen; the refusal names the state, so that the
 * second of two people is told what the first one did.
 */
export const TRANSITIONS: Readonly<Record<CaseState, Readonly<Partial<Record<CaseEvent, CaseState>>>>> = {
  // Undoing an open case ends the hide that stands meanwhile (a provisional one, one under appeal); it stays open. So does
  // the expiry of what nobody confirmed in time.
  open: {
    keep: 'kept',
    hide: 'hidden',
    reply: 'replied',
    escalate: 'escalated',
    expire: 'open',
    undo: 'open',
  },
  // A senior person decides what was handed up; until then the person who handed it up may take it back.
  escalated: { keep: 'kept', hide: 'hidden', reply: 'replied', undo: 'open', appeal: 'open', edit: 'open' },
  kept: { undo: 'open', appeal: 'open', edit: 'open' },
  hidden: { undo: 'open', appeal: 'open', edit: 'open' },
  replied: { undo: 'open', appeal: 'open', edit: 'open' },
  // Closed with nobody asked any more: a person may still decide, or look again.
  expired: {
    keep: 'kept',
    hide: 'hidden',
    reply: 'replied',
    escalate: 'escalated',
    undo: 'open',
    appeal: 'open',
    edit: 'open',
  },
};

/** The state an event leads to, or undefined where the table has none. */
export function transition(state: CaseState, event: CaseEvent): CaseState | undefined {
  return TRANSITIONS[state][event];
}
