import type { Subscriber, SubscriberStore } from '../../pipeline/ports/digests.ts';
import type { SignedLinks } from '../secrets/signed-links.ts';

/** How long the link of one mail is good for. */
const DAYS = 180;
const PURPOSE = 'unsubscribe';

/** The link under which a reader ends their digests: signed, for this subscription alone, and asking before it acts. */
export function unsubscribeUrl(
  links: SignedLinks,
  consoleUrl: string,
  { audience, subscription }: Pick<Subscriber, 'audience' | 'subscription'>,
  now: Date,
): string {
  const token = links.sign(
    PURPOSE,
    `${audience} ${subscription}`,
    new Date(now.getTime() + DAYS * 86_400_000),
  );
  return new URL(`unsubscribe?t=${token}`, consoleUrl.endsWith('/') ? consoleUrl : `${consoleUrl}/`).href;
}

/** The subscriber a link is about; undefined when it is forged, too old, or that subscription has ended. */
export async function subscriberOf(
  links: SignedLinks,
  subscribers: Pick<SubscriberStore, 'get'>,
  token: string,
  now: Date,
): Promise<Subscriber | undefined> {
  const [audience, subscription] = (links.read(PURPOSE, token, now) ?? '').split(' ');
  if (audience === undefined || audience === '' || subscription === undefined) return undefined;
  const found = await subscribers.get(audience);
  return found?.subscription === subscription ? found : undefined;
}
