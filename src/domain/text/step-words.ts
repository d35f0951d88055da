import type { Lang, Told } from '../lang.ts';
import type { Accents } from '../verdict.ts';
import type { Step } from './steps.ts';

const STEPS: Readonly<Record<Step, Told>> = {
  nfc: { vi: 'ghép dấu rời', en: 'composing marks' },
  case: { vi: 'bỏ chữ hoa', en: 'ignoring capitals' },
  width: { vi: 'đổi chữ kiểu về chữ chuẩn', en: 'plain forms of styled letters' },
  'zero-width': { vi: 'bỏ ký tự tàng hình', en: 'dropping invisible characters' },
  decoration: { vi: 'bỏ dấu trang trí', en: 'dropping decoration' },
  'look-alike': { vi: 'đổi chữ nhái về chữ Latinh', en: 'look-alike letters' },
  'tone-placement': { vi: 'đặt lại dấu thanh', en: 'moving the tone mark' },
  telex: { vi: 'sửa kiểu gõ Telex/VNI', en: 'Telex/VNI leftovers' },
  repeat: { vi: 'bỏ chữ lặp', en: 'dropping repeats' },
  spaced: { vi: 'ghép chữ viết cách', en: 'joining spaced letters' },
  dotted: { vi: 'bỏ dấu chen giữa', en: 'dropping marks in between' },
  masked: { vi: 'đoán chữ bị che', en: 'guessing masked letters' },
  leet: { vi: 'đổi số, ký hiệu về chữ', en: 'digits and symbols as letters' },
  emoji: { vi: 'đọc biểu tượng thay chữ', en: 'emoji as letters' },
  teencode: { vi: 'teencode', en: 'teencode' },
  unaccented: { vi: 'chữ không dấu', en: 'missing accents' },
  glued: { vi: 'tách chữ dính', en: 'splitting glued words' },
};

/** A normalisation step as a reader understands it; a name that is none comes back as it is. */
export function stepInWords(step: string, lang: Lang): string {
  return isStep(step) ? STEPS[step][lang] : step;
}

function isStep(step: string): step is Step {
  return Object.hasOwn(STEPS, step);
}

const ACCENTS: Readonly<Record<Accents, Told>> = {
  full: { vi: 'đủ dấu', en: 'accented' },
  partial: { vi: 'thiếu dấu', en: 'partly accented' },
  none: { vi: 'không dấu', en: 'unaccented' },
};

/** How a text is accented, in a word or two. */
export function accentsInWords(accents: Accents, lang: Lang): string {
  return ACCENTS[accents][lang];
}
