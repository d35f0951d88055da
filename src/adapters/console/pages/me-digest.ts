import type { ConsoleDeps } from '../deps.ts';
import { readDigestForm } from '../digest-form.ts';
import type { ConsoleContext } from '../guard.ts';
import { MAIL_TEXTS } from '../texts/mails.ts';
import { mePage } from './me.ts';

/** Saves one's own digest settings; what cannot be read is said and changes nothing. */
export async function changeDigest(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member } = c.get('signed');
  const texts = MAIL_TEXTS[c.get('lang')];
  const settings = readDigestForm(await c.req.parseBody({ all: true }), deps.timeZone);
  if (typeof settings === 'string') {
    c.status(400);
    return mePage(c, deps, { says: texts.faults[settings], bad: true });
  }
  await deps.subscribers.change(`moderator:${member.id}`, settings, { moderatorId: member.id });
  return mePage(c, deps, { says: texts.saved, bad: false });
}
