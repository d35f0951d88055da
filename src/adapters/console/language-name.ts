import type { Lang } from '../../domain/lang.ts';
import { TEXTS } from './texts/index.ts';

const NAMES = {
  vi: new Intl.DisplayNames('vi', { type: 'language', fallback: 'code' }),
  en: new Intl.DisplayNames('en', { type: 'language', fallback: 'code' }),
};

/** What a language is called, by its code; a code nobody knows is shown as it is. */
export function languageName(code: string, lang: Lang): string {
  if (code === 'und') return TEXTS[lang].languageUnknown;
  try {
    return NAMES[lang].of(code) ?? code;
  } catch {
    return code;
  }
}
