import type { QueueName } from '../../pipeline/ports/queue.ts';

/** Version of what a ring carries; a worker leaves rings of a version it does not know to a newer one. */
export const VERSION = 1;

/** Ids and names of tasks; nothing a person wrote fits: no space, no letter beyond ASCII. */
const ID = /^[A-Za-z0-9_.:@/-]{1,200}$/;

export type Stored = Readonly<Record<string, number | string>>;

/**
 * The ring as it is stored: `v` and ids. Whatever else a caller passes is refused here, so that no text can reach
 * Redis or the queue's tables. Throws `TypeError` naming the field, never its value.
 */
export function store(queue: QueueName, payload: object): Stored {
  const stored: Record<string, number | string> = { v: VERSION };
  for (const [field, value] of Object.entries(payload) as [string, unknown][]) {
    if (value === undefined) continue;
    if (field === 'v' || !isId(value))
      throw new TypeError(`ring ${queue}: ${field} is not an id; rings carry ids only, never texts`);
    stored[field] = value;
  }
  return stored;
}

function isId(value: unknown): value is number | string {
  return typeof value === 'number'
    ? Number.isSafeInteger(value)
    : typeof value === 'string' && ID.test(value);
}

/** Names used as deduplication and schedule ids follow the same rule; `:` would make BullMQ take them for old keys. */
export function checkName(what: string, name: string): string {
  if (!/^[A-Za-z0-9_.@/-]{1,200}$/.test(name))
    throw new TypeError(`${what} may hold 1-200 characters of A-Z a-z 0-9 _ . @ / - only`);
  return name;
}
