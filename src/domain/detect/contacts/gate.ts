import { type Folded, TOKEN } from '../../text/fold.ts';
import { wordOf } from '../../text/key.ts';
import { GAP } from '../../text/letters.ts';
import { symbolsOf } from '../../text/symbols.ts';
import addressWords from './data/address.json' with { type: 'json' };
import chatWords from './data/chat.json' with { type: 'json' };
import digitWords from './data/digit-words.json' with { type: 'json' };
import { digitValue, isLikeDigit } from './digits.ts';

/** Which detectors a text needs, as a bit set. */
export const NEEDS = {
  link: 1,
  disguisedLink: 2,
  number: 4,
  spelled: 8,
  plate: 16,
  address: 32,
  shortCode: 64,
  chat: 128,
} as const;

const CUE = { digit: 1, chat: 2, address: 4, dot: 8 } as const;
/** Digits below which no telephone, account or identity number is possible. */
const MIN_DIGITS = 6;
/** A word this long may be glued names of digits. */
const GLUED = 16;

/** Cue bits by a hash of the key: false alarms cost a little time, misses do not occur. */
const CUES = new Uint8Array(8192);
const bucket = (key: number) => Math.imul(key, 0x9e3779b1) >>> 19;

function listen(phrases: readonly string[], cue: number): void {
  for (const phrase of phrases) {
    const symbols = symbolsOf(phrase.split(' ')[0]!);
    const at = bucket(wordOf(symbols, 0, symbols.length).key);
    CUES[at] = CUES[at]! | cue;
  }
}

for (const words of Object.values(digitWords)) listen(words, CUE.digit);
const { zalo, telegram, messenger, viber, whatsapp, wechat, group, message } = chatWords;
for (const words of [zalo, telegram, messenger, viber, whatsapp, wechat, group, message])
  listen(words, CUE.chat);
for (const words of Object.values(addressWords)) listen(words, CUE.address);
listen(['dot', 'chấm', 'cham', 'ly', 'me', 'gg'], CUE.dot);

/** What to look for in a text: one look-up a token, and a count of digits where there are any. */
export function needsOf(folded: Folded): number {
  const { key, kind, size, start, end } = folded;
  let cues = 0;
  let names = 0;
  let numbers = 0;
  for (let token = 0; token < size; token++) {
    const cue = CUES[bucket(key[token]!)]!;
    cues |= cue;
    if ((cue & CUE.digit) !== 0) names++;
    if (kind[token] !== TOKEN.word && kind[token] !== TOKEN.emoji) numbers++;
    else if (end[token]! - start[token]! >= GLUED) names += MIN_DIGITS;
  }
  let needs = 0;
  if (folded.hasUrlish) needs |= NEEDS.link;
  if ((cues & CUE.dot) !== 0 || (folded.gaps & GAP.dot) !== 0) needs |= NEEDS.disguisedLink;
  if ((cues & CUE.chat) !== 0) needs |= NEEDS.chat;
  const digits = folded.hasDigit || names >= MIN_DIGITS ? countDigits(folded.text) : 0;
  if (digits + names >= MIN_DIGITS && names > 0) needs |= NEEDS.number | NEEDS.spelled;
  if (digits >= MIN_DIGITS) needs |= NEEDS.number | NEEDS.plate;
  if (numbers > 0 && digits > 0 && (cues & CUE.address) !== 0) needs |= NEEDS.address;
  if (digits >= 3) needs |= NEEDS.shortCode;
  return needs;
}

/** Digits, and letters like O or l that touch one. */
function countDigits(text: string): number {
  let digits = 0;
  let touching = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    let digit = false;
    if (code < 128) {
      digit = code >= 48 && code <= 57;
      if (!digit && isLikeDigit(code)) digit = touching || isAsciiDigit(text.charCodeAt(at + 1));
    } else if (code >= 0xb2) {
      digit = digitValue(code >= 0xd800 && code < 0xdc00 ? text.codePointAt(at)! : code) >= 0;
    }
    if (digit) digits++;
    touching = digit;
  }
  return digits;
}

const isAsciiDigit = (code: number) => code >= 48 && code <= 57;
