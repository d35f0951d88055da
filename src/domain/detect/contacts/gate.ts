import { type Folded, TOKEN } from '../../text/fold.ts';
import { GAP } from '../../text/letters.ts';
import { wordFrom } from '../cue-list.ts';
import { CHAT_WORDS } from './chat.ts';
import type { ContactKind } from './contact.ts';
import addressWords from './data/address.json' with { type: 'json' };
import chatWords from './data/chat.json' with { type: 'json' };
import digitWords from './data/digit-words.json' with { type: 'json' };
import shortCodes from './data/short-codes.json' with { type: 'json' };
import { digitValue, isLikeDigit } from './digits.ts';
import { mayHoldLink } from './web.ts';
import { unitAt } from '../../text/unit-at.ts';

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

const LINKS = NEEDS.link | NEEDS.disguisedLink;

/** The detectors that find a kind of contact. */
export const FINDING: Readonly<Record<ContactKind, number>> = {
  phone: NEEDS.number | NEEDS.shortCode,
  email: LINKS,
  url: LINKS,
  domain: LINKS,
  shortener: LINKS,
  'chat-link': LINKS | NEEDS.chat,
  'bank-account': NEEDS.number,
  'national-id': NEEDS.number,
  plate: NEEDS.plate,
  address: NEEDS.address,
};

const CUE = { digit: 1, chat: 2, address: 4, dot: 8, shortCode: 16 } as const;
/** Digits below which no telephone, account or identity number is possible. */
const MIN_DIGITS = 6;
/** Names of digits and digits in a row that may be a number told aloud. */
const MIN_SPELLED = 8;
/** A word this long may be glued names of digits. */
const GLUED = 16;

/** Cue bits by key in an open hash table: most tokens are settled by one load. */
const SLOTS = 4096;
const KEYS = new Int32Array(SLOTS);
const CUES = new Uint8Array(SLOTS);

function slotOf(key: number): number {
  let slot = Math.imul(key, 0x9e3779b1) >>> 20;
  while (CUES[slot] !== 0 && KEYS[slot] !== key) slot = (slot + 1) & (SLOTS - 1);
  return slot;
}

function listen(phrases: readonly string[], cue: number): void {
  for (const phrase of phrases) {
    const { key } = wordFrom(phrase.split(' ')[0]!);
    const slot = slotOf(key);
    KEYS[slot] = key;
    CUES[slot]! |= cue;
  }
}

for (const words of Object.values(digitWords)) listen(words, CUE.digit);
const { zalo, telegram, messenger, viber, whatsapp, wechat, group, message } = chatWords;
for (const words of [zalo, telegram, messenger, viber, whatsapp, wechat, group, message])
  listen(words, CUE.chat);
for (const words of [addressWords.house, addressWords.street, addressWords.admin]) listen(words, CUE.address);
listen(['dot', 'chấm'], CUE.dot);
listen(shortCodes.codes, CUE.shortCode);

/** What to look for in a text: one look-up a token, and a look at the text only where it has digits or dots. */
export function needsOf(folded: Folded): number {
  const { key, kind, size, start, end, text } = folded;
  let cues = 0;
  let run = 0;
  let names = 0;
  let spelled = false;
  for (let token = 0; token < size; token++) {
    const cue = CUES[slotOf(key[token]!)]!;
    const length = end[token]! - start[token]!;
    if ((cue & CUE.digit) !== 0) {
      run++;
      names++;
    } else if (kind[token] === TOKEN.number) run += length;
    else {
      run = names = 0;
      if (kind[token] === TOKEN.word && length >= GLUED) spelled = true;
    }
    if (run >= MIN_SPELLED && names > 0) spelled = true;
    if (cue !== 0) {
      cues |= (cue & CUE.chat) === 0 || CHAT_WORDS.at(folded, token) !== undefined ? cue : cue & ~CUE.chat;
    }
  }
  let needs = 0;
  if (folded.hasUrlish && mayHoldLink(text)) needs |= NEEDS.link;
  if ((cues & CUE.dot) !== 0 || mayHoldDisguised(folded)) needs |= NEEDS.disguisedLink;
  if ((cues & CUE.chat) !== 0) needs |= NEEDS.chat;
  if ((cues & CUE.shortCode) !== 0) needs |= NEEDS.shortCode;
  if (spelled) needs |= NEEDS.number | NEEDS.spelled;
  const digits = folded.hasDigit ? countDigits(text) : 0;
  if (digits >= MIN_DIGITS) needs |= NEEDS.number | NEEDS.plate;
  if (digits > 0 && (cues & CUE.address) !== 0) needs |= NEEDS.address;
  return needs;
}

/** Brackets, blanks or slashes where a disguised host would have them. */
function mayHoldDisguised({ gaps, hasUrlish, text }: Folded): boolean {
  if ((gaps & GAP.dot) !== 0 && /[a-z0-9] ?[([{ ][.。．]|(?:^|[^\p{L}\d])[a-z0-9]\.[a-z] |: \//iu.test(text))
    return true;
  return hasUrlish && / (?:ly|me|gg)\s?\//iu.test(text);
}

/** Digits, and letters like O or l that touch one. */
function countDigits(text: string): number {
  let digits = 0;
  let touching = false;
  for (let at = 0; at < text.length; at++) {
    const code = unitAt(text, at);
    let digit = false;
    if (code < 128) {
      digit = code >= 48 && code <= 57;
      if (!digit && isLikeDigit(code)) digit = touching || isAsciiDigit(unitAt(text, at + 1));
    } else if (code >= 0xb2) {
      digit = digitValue(code >= 0xd800 && code < 0xdc00 ? text.codePointAt(at)! : code) >= 0;
    }
    if (digit) digits++;
    touching = digit;
  }
  return digits;
}

const isAsciiDigit = (code: number) => code >= 48 && code <= 57;
