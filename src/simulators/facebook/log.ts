export interface Written {
  readonly verb:
    | 'hide'
    | 'unhide'
    | 'reply'
    | 'edit'
    | 'delete'
    | 'like'
    | 'unlike'
    | 'block'
    | 'unblock'
    | 'private-reply'
    | 'settings'
    | 'subscribe'
    | 'live-moderation';
  /** The object acted upon. */
  readonly on: string;
  readonly text?: string;
  /** What was made. */
  readonly id?: string;
  readonly at: Date;
}

/** Every write that took effect, oldest first: tests read "exactly one" off it. */
export class WriteLog {
  readonly entries: Written[] = [];
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  write(verb: Written['verb'], on: string, text?: string, id?: string): void {
    this.entries.push({
      verb,
      on,
      at: this.#now(),
      ...(text !== undefined && { text }),
      ...(id !== undefined && { id }),
    });
  }
}
