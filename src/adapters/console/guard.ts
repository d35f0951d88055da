import { createHmac, randomBytes } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Lang } from '../../domain/lang.ts';
import type { AccessStore, Member, UserRole } from '../../pipeline/ports/access.ts';
import { equalConstantTime } from '../secrets/people.ts';
import { Buckets, tooFast } from './limit.ts';
import { problem } from './problem.ts';

/** What every handler behind the guard may rely on. */
export interface Signed {
  readonly member: Member;
  /** The session's secret, for ending it. */
  readonly secret: string;
  /** By a one-time link, in this session. */
  readonly byLink: boolean;
  /** Must come back with every form. */
  readonly csrf: string;
}

export interface ConsoleEnv {
  Variables: { signed: Signed; lang: Lang };
}

export type ConsoleContext = Context<ConsoleEnv>;

const COOKIE = 'sang';
const SESSION_HOURS = 12;

const RANK: Readonly<Record<UserRole, number>> = { moderator: 0, operator: 1, admin: 2 };

/** A role may do what the lesser ones may. */
export function mayAs(role: UserRole, needed: UserRole): boolean {
  return RANK[role] >= RANK[needed];
}

/** Starts a session anew: a cookie somebody planted before signing in is worth nothing. */
export async function signIn(
  c: ConsoleContext,
  access: AccessStore,
  member: Member,
  secure: boolean,
  byLink = false,
): Promise<void> {
  const former = getCookie(c, COOKIE);
  if (former !== undefined) await access.endSession(former);
  const secret = await access.openSession(member.id, c.req.header('user-agent'), SESSION_HOURS, byLink);
  setCookie(c, COOKIE, secret, {
    httpOnly: true,
    secure,
    sameSite: 'Lax',
    path: '/',
    maxAge: SESSION_HOURS * 3600,
  });
}

export async function signOut(c: ConsoleContext, access: AccessStore): Promise<void> {
  const secret = getCookie(c, COOKIE);
  if (secret !== undefined) await access.endSession(secret);
  deleteCookie(c, COOKIE, { path: '/' });
}

/** Tells who is signed in, if anybody is; lets everybody through. */
export function whoever(access: AccessStore, key: string): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const secret = getCookie(c, COOKIE);
    const session = secret === undefined ? undefined : await access.session(secret);
    if (secret !== undefined && session !== undefined) {
      const { member } = session;
      c.set('signed', { ...session, secret, csrf: csrfToken(key, secret) });
      c.set('lang', member.lang);
    }
    return next();
  };
}

/** Lets signed-in people of a role through; others are led to sign in, or refused. */
export function only(needed: UserRole, key: string, buckets: Buckets): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const signed: Signed | undefined = c.get('signed');
    if (signed === undefined) {
      if (c.req.method !== 'GET' || c.req.header('x-fragment') !== undefined) return problem(c, 401, 'over');
      const url = new URL(c.req.url);
      return c.redirect(`/sign-in?to=${encodeURIComponent(url.pathname + url.search)}`, 303);
    }
    const wait = buckets.take(String(signed.member.id));
    if (wait > 0) return tooFast(c, wait);
    if (!mayAs(signed.member.role, needed)) return problem(c, 403, 'role');
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !(await csrfHolds(c, key, signed.secret))) {
      return problem(c, 403, 'stale');
    }
    return next();
  };
}

/** Differs on every page: compressed pages that also echo what was asked must not give it away bit by bit. */
function csrfToken(key: string, secret: string, salt = randomBytes(9).toString('base64url')): string {
  return `${salt}.${createHmac('sha256', key).update(`csrf\0${salt}\0${secret}`).digest('base64url')}`;
}

async function csrfHolds(c: ConsoleContext, key: string, secret: string): Promise<boolean> {
  const given = c.req.header('x-csrf') ?? (await c.req.parseBody())['csrf'];
  if (typeof given !== 'string') return false;
  return equalConstantTime(given, csrfToken(key, secret, given.split('.')[0]));
}
