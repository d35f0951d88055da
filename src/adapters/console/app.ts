import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import type { AccessStore, UserRole } from '../../pipeline/ports/access.ts';
import type { ActionStore } from '../../pipeline/ports/acting.ts';
import type { BoardCase, BoardStore } from '../../pipeline/ports/board.ts';
import type { Capabilities } from '../../pipeline/ports/platform.ts';
import type { SourceStore } from '../../pipeline/ports/sources.ts';
import type { Log } from '../../pipeline/ports/log.ts';
import type { ReviewDeps } from '../../pipeline/review.ts';
import { asset } from './assets.ts';
import { type ConsoleContext, type ConsoleEnv, signedIn } from './guard.ts';
import { limit } from './limit.ts';
import {
  changeLang,
  leave,
  linkPage,
  mePage,
  revoke,
  signInPage,
  signInWithLink,
  signInWithPassword,
} from './pages/access.ts';
import { bulk, casePage, decide, showPersonal } from './pages/case.ts';
import { queuePage } from './pages/queue.ts';

/** What the console works with. */
export interface ConsoleDeps extends ReviewDeps {
  readonly access: AccessStore;
  readonly board: BoardStore;
  readonly sources: SourceStore;
  readonly actions: Pick<ActionStore, 'retry'>;
  readonly now: () => Promise<Date>;
  readonly timeZone: string;
  /** Signs form tokens. */
  readonly key: string;
  /** Cookies only over TLS. */
  readonly secure: boolean;
  readonly capabilities: (platform: string) => Capabilities | undefined;
  /** The prepared reply to a case: a claim's correction, a template. */
  readonly replyDraft?: (found: BoardCase, lang: 'vi' | 'en') => Promise<string | undefined>;
  readonly audit: (memberId: number, sourceId: number, caseId: number, what: string) => Promise<void>;
  /** Marks a by-hand task as done. */
  readonly handDone: (actionId: number, memberId: number) => Promise<boolean>;
  readonly log: Log;
}

type Handler = (c: ConsoleContext, deps: ConsoleDeps) => Response | Promise<Response>;

/** One way into the console; the table is what the tests hold every role against. */
export interface Route {
  readonly method: 'get' | 'post';
  readonly path: string;
  /** Least role; `anyone` needs no session. */
  readonly role: UserRole | 'anyone';
  readonly handler: Handler;
}

export const ROUTES: readonly Route[] = [
  { method: 'get', path: '/sign-in', role: 'anyone', handler: (c) => signInPage(c) },
  { method: 'post', path: '/sign-in', role: 'anyone', handler: signInWithPassword },
  { method: 'get', path: '/link', role: 'anyone', handler: (c) => linkPage(c) },
  { method: 'post', path: '/link', role: 'anyone', handler: signInWithLink },
  { method: 'post', path: '/sign-out', role: 'moderator', handler: leave },
  { method: 'post', path: '/lang', role: 'moderator', handler: changeLang },
  { method: 'get', path: '/me', role: 'moderator', handler: mePage },
  { method: 'post', path: '/me/revoke', role: 'moderator', handler: revoke },
  { method: 'get', path: '/', role: 'moderator', handler: queuePage },
  { method: 'get', path: '/counts', role: 'moderator', handler: counts },
  { method: 'get', path: '/cases/:id', role: 'moderator', handler: casePage },
  { method: 'post', path: '/cases/:id/show', role: 'moderator', handler: showPersonal },
  ...(['keep', 'hide', 'reply', 'escalate', 'undo', 'appeal'] as const).map(
    (event): Route => ({
      method: 'post',
      path: `/cases/:id/${event}`,
      role: 'moderator',
      handler: (c, deps) => decide(c, deps, event),
    }),
  ),
  { method: 'post', path: '/bulk', role: 'moderator', handler: bulk },
  { method: 'post', path: '/actions/:id/retry', role: 'moderator', handler: retryAction },
  { method: 'post', path: '/actions/:id/done', role: 'moderator', handler: handDone },
];

const BODY_LIMIT = 256 * 1024;

/** The console as a web application; starts nothing. */
export function createConsole(deps: ConsoleDeps, routes: readonly Route[] = ROUTES): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
      ...(deps.secure ? {} : { strictTransportSecurity: false }),
    }),
  );
  app.use(async (c, next) => {
    await next();
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  });
  app.use(csrf());
  app.use(bodyLimit({ maxSize: BODY_LIMIT }));
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/assets/:name', (c) => asset(c));
  app.use('/sign-in', limit(10, 10));
  app.use('/link', limit(10, 10));
  app.use(limit(120, 600));
  for (const route of routes) {
    if (route.role !== 'anyone') {
      app.on(route.method, route.path, signedIn(deps.access, deps.key, route.role), (c) =>
        route.handler(c, deps),
      );
    } else {
      app.on(route.method, route.path, (c) => route.handler(c, deps));
    }
  }
  app.onError((error, c) => {
    deps.log.error({ step: 'console', path: new URL(c.req.url).pathname, err: error }, 'page failed');
    return c.text('Có lỗi ở máy chủ; đã ghi lại. / Something went wrong; it was recorded.', 500);
  });
  app.notFound((c) => c.text('Không có trang này / No such page', 404));
  return app;
}

/** Counts per lane for the live line; asked every few seconds. */
async function counts(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  return c.json(await deps.board.counts(c.get('signed').member.sources, 1_000));
}

async function retryAction(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  await deps.actions.retry(Number(c.req.param('id')), c.get('signed').member.id);
  await deps.queues.ring('act', {}, { dedupe: 'act-0' });
  return c.redirect('/?lane=failed', 303);
}

async function handDone(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  await deps.handDone(Number(c.req.param('id')), c.get('signed').member.id);
  return c.redirect('/?lane=by-hand', 303);
}
