import type { Context } from 'hono';
import type { Lang } from '../../domain/lang.ts';

/** The reader's language: their own setting where somebody is signed in, else what the browser asks for. */
export function langOf(c: Context): Lang {
  const set: unknown = c.get('lang');
  if (set === 'vi' || set === 'en') return set;
  return /^en\b/u.test(c.req.header('accept-language') ?? '') ? 'en' : 'vi';
}
