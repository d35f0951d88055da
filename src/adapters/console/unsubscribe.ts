import type { BlockList } from 'node:net';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import type { Lang } from '../../domain/lang.ts';
import type { Subscriber, SubscriberStore } from '../../pipeline/ports/digests.ts';
import { subscriberOf } from '../mail/unsubscribe.ts';
import type { SignedLinks } from '../secrets/signed-links.ts';
import { frame, type Html } from './frame.ts';
import { langOf } from './lang.ts';
import { Buckets, limitFailures } from './limit.ts';
import { MAIL_TEXTS } from './texts/mails.ts';

export interface UnsubscribeDeps {
  readonly subscribers: Pick<SubscriberStore, 'get' | 'change'>;
  readonly links: SignedLinks;
  readonly now: () => Promise<Date>;
  /** Proxies whose word on who asks is taken. */
  readonly proxies: BlockList;
}

/**
 * Where the link of a digest mail leads. Opening it asks and changes nothing, since mail scanners open links too;
 * only the button, or a mail program's one-click POST (RFC 8058), ends the digests. Neither carries a session or a
 * form token: the signed link is the proof. It says whose mailbox it is to nobody who does not hold the mail.
 */
export function createUnsubscribe(deps: UnsubscribeDeps): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ['data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: false,
    }),
    async (c, next) => {
      await next();
      c.header('cache-control', 'no-store');
    },
    limitFailures(new Buckets(30, 60), deps.proxies),
    bodyLimit({ maxSize: 8 * 1024 }),
  );
  const find = async (token: string | undefined): Promise<Subscriber | undefined> =>
    token === undefined || token.length > 1_000
      ? undefined
      : subscriberOf(deps.links, deps.subscribers, token, await deps.now());
  const page = (lang: Lang, body: Html): Html =>
    frame(
      lang,
      MAIL_TEXTS[lang].unsubscribe.title,
      html`<h1>${MAIL_TEXTS[lang].unsubscribe.title}</h1>${body}`,
    );

  app.get('/', async (c) => {
    const token = c.req.query('t');
    const subscriber = await find(token);
    const lang = subscriber?.lang ?? langOf(c);
    const texts = MAIL_TEXTS[lang].unsubscribe;
    if (subscriber === undefined) return c.html(page(lang, html`<p>${texts.dead}</p>`), 410);
    return c.html(
      page(
        lang,
        html`<p>${texts.ask(subscriber.email)}</p>
          <form method="post" action="/unsubscribe?t=${encodeURIComponent(token ?? '')}">
            <button class="primary">${texts.confirm}</button>
          </form>`,
      ),
    );
  });

  app.post('/', async (c) => {
    const subscriber = await find(c.req.query('t'));
    const lang = subscriber?.lang ?? langOf(c);
    const texts = MAIL_TEXTS[lang].unsubscribe;
    if (subscriber === undefined) return c.html(page(lang, html`<p>${texts.dead}</p>`), 410);
    await deps.subscribers.change(subscriber.audience, undefined, 'itself');
    return c.html(page(lang, html`<p role="status">${texts.done}</p>`));
  });
  return app;
}
