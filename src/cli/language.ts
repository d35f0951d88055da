import type { Lang } from '../domain/lang.ts';

/** What operators read is Vietnamese unless `SANG_LANG` says otherwise. */
export function language(): Lang {
  return process.env['SANG_LANG'] === 'en' ? 'en' : 'vi';
}

/** A line in the operator's language. */
export function words(vi: string, en: string): string {
  return language() === 'en' ? en : vi;
}
