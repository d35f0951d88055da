import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { PlatformFailure } from '../../domain/failure.ts';
import type { Log } from '../../pipeline/ports/log.ts';
import type { Platform, PlatformName, WebhookNews } from '../../pipeline/ports/platform.ts';

export interface WebhookDeps {
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  /** Takes in authentic news; platforms wait two seconds for the answer. */
  readonly hear: (platform: PlatformName, news: readonly WebhookNews[]) => Promise<void>;
  readonly log: Log;
}

const BODY_LIMIT = 8 * 1024 * 1024;
/** Whoever forges deliveries must not be able to fill the log. */
const WARN_EVERY = 60_000;

/**
 * `/:platform`: where platforms deliver their webhooks. Unsigned and wrongly signed deliveries are refused with 401
 * and counted; authentic ones are answered once what they tell is in Postgres.
 */
export function createWebhooks(deps: WebhookDeps): Hono {
  const app = new Hono();
  const refused = counter(deps.log);

  app.get('/:platform', (c) => {
    const answer = webhookOf(deps, c.req.param('platform'))?.handshake(c.req.query());
    return answer === undefined ? c.text('no', 403) : c.text(answer);
  });

  app.post(
    '/:platform',
    bodyLimit({ maxSize: BODY_LIMIT, onError: (c) => c.text('too large', 413) }),
    async (c) => {
      const name = c.req.param('platform');
      const webhook = webhookOf(deps, name);
      if (webhook === undefined || !isKnown(deps, name)) return c.text('no such platform', 404);
      const body = new Uint8Array(await c.req.arrayBuffer());
      if (!webhook.authentic(c.req.header(), body)) {
        refused(name);
        return c.text('signature refused', 401);
      }
      let news: readonly WebhookNews[];
      try {
        news = webhook.read(body);
      } catch (error) {
        if (!(error instanceof PlatformFailure)) throw error;
        deps.log.warn({ step: 'hear', platform: name, code: error.code }, 'webhook could not be read');
        return c.text('unreadable', 400);
      }
      await deps.hear(name, news);
      return c.text('ok');
    },
  );

  app.onError((error, c) => {
    deps.log.error({ step: 'hear', err: error }, 'webhook failed');
    return c.text('try again', 503);
  });
  return app;
}

function webhookOf({ platforms }: WebhookDeps, name: string): Platform['webhook'] {
  return [...platforms.values()].find((platform) => platform.name === name)?.webhook;
}

function isKnown({ platforms }: WebhookDeps, name: string): name is PlatformName {
  return [...platforms.keys()].some((known) => known === name);
}

/** Counts refusals and tells of them now and then. */
function counter(log: Log): (platform: string) => void {
  let count = 0;
  let told = Number.NEGATIVE_INFINITY;
  return (platform) => {
    count += 1;
    const now = performance.now();
    if (now - told < WARN_EVERY) return;
    log.warn({ step: 'hear', platform, refused: count }, 'webhook signature refused');
    told = now;
    count = 0;
  };
}
