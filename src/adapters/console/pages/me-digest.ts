import { readSettings } from '../../../domain/digest/settings.ts';
import type { ConsoleDeps } from '../deps.ts';
import { field } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import { MAIL_TEXTS } from '../texts/mails.ts';
import { mePage } from './me.ts';

/** Saves one's own digest settings; what cannot be read is said and changes nothing. */
export async function changeDigest(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member } = c.get('signed');
  const texts = MAIL_TEXTS[c.get('lang')];
  const body = await c.req.parseBody({ all: true });
  const audience = `moderator:${member.id}`;
  const chosen = many(body['sources']);
  const settings =
    field(body, 'receive') === ''
      ? undefined
      : readSettings(
          {
            times: field(body, 'times'),
            days: many(body['days']),
            zone: field(body, 'zone').trim(),
            urgent: field(body, 'urgent') !== '',
            ...(chosen.length === 0 ? {} : { sources: chosen }),
          },
          deps.timeZone,
        );
  if (typeof settings === 'string') {
    c.status(400);
    return mePage(c, deps, { says: texts.faults[settings], bad: true });
  }
  await deps.subscribers.change(audience, settings, audience);
  return mePage(c, deps, { says: texts.saved, bad: false });
}

function many(value: unknown): string[] {
  return [value].flat().filter((each): each is string => typeof each === 'string');
}
