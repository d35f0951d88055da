import { PlatformFailure } from '../../../domain/failure.ts';
import type { PlatformContext } from '../../../pipeline/ports/platform.ts';
import type { ZaloClient } from './client.ts';
import { isConfigFailure } from './failures.ts';
import { usersOfDay } from './lists.ts';
import type { ConversationKey } from './messages.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Everybody who interacted since a moment (ms), those already `met` among them, by keyed name in order, so that filling
 * a gap can go on where it stopped. Not `complete` where the OA does not let the app list its users.
 */
export async function peopleSince(
  client: ZaloClient,
  context: PlatformContext,
  keyOf: ConversationKey,
  since: number,
  met: readonly string[],
): Promise<{ people: [key: string, user: string][]; complete: boolean }> {
  const users = new Set(met);
  let complete = true;
  try {
    for (let at = since; at < context.now().getTime() + DAY; at += DAY) {
      for (const user of await usersOfDay(client, context, vietnameseDay(at))) {
        users.add(user);
      }
    }
  } catch (error) {
    if (!(error instanceof PlatformFailure) || !isConfigFailure(error)) {
      throw error;
    }
    complete = false;
  }
  const people = [...users].map((user): [string, string] => [keyOf(user, context.access.externalId), user]);
  return { people: people.sort(([a], [b]) => (a < b ? -1 : 1)), complete };
}

/** A day in Hanoi as the user list wants it: `2026_11_24`. */
function vietnameseDay(at: number): string {
  return new Date(at + 7 * HOUR).toISOString().slice(0, 10).replaceAll('-', '_');
}
