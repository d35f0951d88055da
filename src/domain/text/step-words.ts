import type { Lang, Told } from '../lang.ts';
import type { Step } from './steps.ts';

const WORDS: Readonly<Record<Step, Told>> = {
  nfc: { vi: 'ghép dấu rời', en: 'marks composed' },
  case: { vi: 'chữ hoa', en: 'capitals' },
  width: { vi: 'chữ kiểu (toàn khổ)', en: 'full-width letters' },
  'zero-width': { vi: 'ký tự vô hình chen giữa', en: 'invisible characters' },
  decoration: { vi: 'dấu trang trí chồng lên chữ', en: 'decorated letters' },
  'look-alike': { vi: 'chữ nhái chữ Latinh', en: 'look-alike letters' },
  'tone-placement': { vi: 'dấu đặt chỗ khác', en: 'tone on another letter' },
  telex: { vi: 'gõ Telex/VNI dở', en: 'typing leftovers' },
  repeat: { vi: 'kéo dài chữ', en: 'repeated letters' },
  spaced: { vi: 'tách rời bằng dấu cách', en: 'spaced out' },
  dotted: { vi: 'chen dấu chấm, gạch', en: 'dots between letters' },
  masked: { vi: 'che bằng dấu sao', en: 'masked letters' },
  leet: { vi: 'số, ký hiệu thay chữ', en: 'digits for letters' },
  emoji: { vi: 'emoji thay hoặc chen chữ', en: 'emoji for letters' },
  teencode: { vi: 'viết tắt, teencode', en: 'chat spelling' },
  unaccented: { vi: 'viết không dấu', en: 'accents left out' },
  glued: { vi: 'viết liền', en: 'glued words' },
};

/** A normalisation step as a reader understands it; a name that is none comes back as it is. */
export function stepInWords(step: string, lang: Lang): string {
  return isStep(step) ? WORDS[step][lang] : step;
}

function isStep(step: string): step is Step {
  return Object.hasOwn(WORDS, step);
}
