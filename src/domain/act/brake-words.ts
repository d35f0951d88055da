import type { Lang } from '../lang.ts';
import { type BrakeCause, BURST_MINUTES, LIMITS } from './brake.ts';

const percent = (share: number): string => `${Math.round(share * 100)}%`;

const CAUSES: Readonly<Record<Lang, Readonly<Record<BrakeCause, string>>>> = {
  vi: {
    'rule-share': `luật bắt quá ${percent(LIMITS.ruleShare)} bình luận của trang trong một ngày`,
    'source-share': `máy tự ẩn quá ${percent(LIMITS.sourceShare)} bình luận của trang trong một ngày`,
    'source-burst': `máy tự ẩn quá ${LIMITS.sourceBurst} bình luận trong ${BURST_MINUTES} phút`,
  },
  en: {
    'rule-share': `the rule found more than ${percent(LIMITS.ruleShare)} of the page’s comments in a day`,
    'source-share': `more than ${percent(LIMITS.sourceShare)} of the page’s comments were hidden automatically in a day`,
    'source-burst': `more than ${LIMITS.sourceBurst} comments were hidden automatically in ${BURST_MINUTES} minutes`,
  },
};

/** What a standing brake holds back, in a few words. */
export function brakeScopeInWords(
  { page, rule }: { readonly page?: string; readonly rule?: string },
  lang: Lang,
): string {
  const vi = lang === 'vi';
  if (rule === undefined) return vi ? `Mọi luật ở ${page ?? ''}` : `Every rule on ${page ?? ''}`;
  const where = page ?? (vi ? 'mọi trang' : 'every page');
  return vi ? `Luật ${rule} ở ${where}` : `Rule ${rule} on ${where}`;
}

/** Why it stands: the cause it was pulled for by itself, else who pulled it and what they wrote. */
export function brakeCauseInWords(
  { why, automatic }: { readonly why: string; readonly automatic: boolean },
  lang: Lang,
): string {
  const causes: Readonly<Record<string, string>> = CAUSES[lang];
  return automatic && Object.hasOwn(causes, why) ? (causes[why] ?? why) : why;
}
