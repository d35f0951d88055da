import { createHmac } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { AccessStore, Member, UserRole } from '../../pipeline/ports/access.ts';
import { equalConstantTime } from '../secrets/people.ts';

/** What every handler behind the guard may rely on. */
export interface Signed {
  readonly member: Member;
  /** The session's secret, for ending it. */
  readonly secret: string;
  /** Must come back with every form. */
  readonly csrf: string;
}

export interface ConsoleEnv {
  Variables: { signed: Signed; lang: 'vi' | 'en' };
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
): Promise<void> {
  const former = getCookie(c, COOKIE);
  if (former !== undefined) await access.endSession(former);
  const secret = await access.openSession(member.id, c.req.header('user-agent'), SESSION_HOURS);
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

/** Lets signed-in people of a role through; others are led to sign in, or refused. */
export function signedIn(access: AccessStore, key: string, needed: UserRole): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const secret = getCookie(c, COOKIE);
    const member = secret === undefined ? undefined : await access.session(secret);
    if (secret === undefined || member === undefined) {
      if (c.req.method !== 'GET')
        return c.text('Phiên đã hết, hãy đăng nhập lại / Session over, sign in again', 401);
      const url = new URL(c.req.url);
      return c.redirect(`/sign-in?to=${encodeURIComponent(url.pathname + url.search)}`, 303);
    }
    if (!mayAs(member.role, needed)) {
      return c.text('Bạn không có quyền vào mục này / You may not see this', 403);
    }
    const csrf = csrfToken(key, secret);
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !(await csrfHolds(c, csrf))) {
      return c.text('Trang đã cũ, hãy tải lại rồi thử lại / This page is stale, reload and try again', 403);
    }
    c.set('signed', { member, secret, csrf });
    c.set('lang', member.lang);
    return next();
  };
}

function csrfToken(key: string, secret: string): string {
  return createHmac('sha256', key).update(`csrf\0${secret}`).digest('base64url');
}

async function csrfHolds(c: ConsoleContext, expected: string): Promise<boolean> {
  const header = c.req.header('x-csrf');
  if (header !== undefined) return equalConstantTime(header, expected);
  const body = await c.req.parseBody();
  const field = body['csrf'];
  return typeof field === 'string' && equalConstantTime(field, expected);
}

/** A path of our own to go to after signing in; anything else (other hosts, `//`, `\`) leads home. */
export function ownPath(to: string | undefined): string {
  if (to === undefined || !/^\/(?![/\\])[^\\\s]*$/u.test(to)) return '/';
  const url = new URL(to, 'http://own.invalid');
  return url.host === 'own.invalid' ? url.pathname + url.search : '/';
}
