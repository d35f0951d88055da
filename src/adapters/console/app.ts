import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import { asset } from './assets.ts';
import { BOARD_PATH } from './boards.ts';
import type { ConsoleDeps } from './deps.ts';
import { type ConsoleEnv, only, whoever } from './guard.ts';
import { Buckets, limitFailures } from './limit.ts';
import { problem } from './problem.ts';
import { type Route, ROUTES } from './routes.ts';

const BODY_LIMIT = 256 * 1024;

/** The console as a web application; starts nothing. */
export function createConsole(deps: ConsoleDeps, routes: readonly Route[] = ROUTES): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.use(compress());
  // One or the other: of two that are set, the outer one would stand.
  const [own, board] = [headers(deps.secure, false), headers(deps.secure, true)];
  app.use((c, next) => (`${c.req.path}/`.startsWith(`${BOARD_PATH}/`) ? board : own)(c, next));
  app.use(async (c, next) => {
    await next();
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  });
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/assets/:name', (c) => asset(c));
  app.use(csrf());
  app.use(bodyLimit({ maxSize: BODY_LIMIT, onError: (c) => problem(c, 413, 'bad') }));
  app.use(async (c, next) => ((await isStorable(c)) ? next() : problem(c, 400, 'bad')));
  // A machine that guesses is slowed down by its address, a person by their account.
  const strangers = limitFailures(new Buckets(60, 30), deps.proxies);
  const members = new Buckets(240, 1_200);
  app.on('post', ['/sign-in', '/link'], strangers);
  app.use(whoever(deps.access, deps.key));
  for (const { method, path, role, handler } of routes) {
    if (role === 'anyone') app.on(method, path, (c) => handler(c, deps));
    else app.on(method, path, only(role, deps.key, members), (c) => handler(c, deps));
  }
  app.onError((error, c) => {
    // A form of another site.
    if (error instanceof HTTPException && error.status < 500) return problem(c, 403, 'stale');
    deps.log.error({ step: 'console', path: new URL(c.req.url).pathname, err: error }, 'page failed');
    return problem(c, 500, 'broken');
  });
  app.notFound((c) => problem(c, 404, 'absent'));
  return app;
}

/** NUL is no character a database takes; nobody types it. */
async function isStorable(c: Context): Promise<boolean> {
  if (/%00/u.test(c.req.url)) return false;
  if (c.req.method !== 'POST') return true;
  const body = await c.req.parseBody({ all: true }).catch(() => undefined);
  return (
    body !== undefined &&
    !Object.values(body)
      .flat()
      .some((value) => typeof value === 'string' && value.includes('\0'))
  );
}

/** Nothing but our own files. The queues' board comes with styles of its own inside its page. */
function headers(secure: boolean, board: boolean): ReturnType<typeof secureHeaders> {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: board ? ["'self'", "'unsafe-inline'"] : ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: board ? ["'self'"] : ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    ...(secure ? {} : { strictTransportSecurity: false }),
  });
}
