/** Tasks for people: what was decided and no call does at the platform. */
export interface HandStore {
  /** Ticks off a by-hand task; false when it was not pending. */
  done(actionId: number, memberId: number): Promise<boolean>;
  /** Takes a tick back; false when it was not ticked off, or when its case was decided anew since. */
  reopen(actionId: number, memberId: number): Promise<boolean>;
}
