import { type Folded, TOKEN } from '../text/fold.ts';
import { KIND, UNITS } from '../text/letters.ts';
import { stepBit } from '../text/steps.ts';
import type { Contact, ContactKind } from './contacts/contact.ts';
import { unitAt } from '../text/unit-at.ts';

/** What a text looks like, whatever it says. */
export interface Shape {
  /** UTF-16 units of the text with its letters composed. */
  readonly length: number;
  /** Tokens that are words or numbers. */
  readonly words: number;
  /** Emoji among all tokens, 0 to 1; 0 for an empty text. */
  readonly emojiRatio: number;
  /** Capitals among letters that have two cases, 0 to 1; 0 for fewer than MIN_LETTERS such letters. */
  readonly capsRatio: number;
  /** Nothing but mentions written with @ ("@Minh Anh @lan"), with or without emoji. */
  readonly mentionsOnly: boolean;
  /** Nothing but links and e-mail addresses, with or without emoji. */
  readonly linkOnly: boolean;
  /** The last character, white space aside, is a question mark. */
  readonly question: boolean;
}

/** Marks a capital in UNITS. */
const CAPITAL = stepBit('case') << 14;
/** "OK" is not shouting. */
const MIN_LETTERS = 5;
const LINKS: ReadonlySet<ContactKind> = new Set(['url', 'domain', 'shortener', 'email', 'chat-link']);
/** An @ with a name of up to five words, the later ones with a capital. */
const MENTION = /@[\p{L}\p{M}\p{N}._]+(?: \p{Lu}[\p{L}\p{M}]{0,9}){0,4}/gu;
const WORD = /[\p{L}\p{N}]/u;

/** @param contacts those found in the same text */
export function shapeOf(folded: Folded, contacts: readonly Contact[]): Shape {
  const { text, size, kind } = folded;
  let emoji = 0;
  for (let token = 0; token < size; token++) if (kind[token] === TOKEN.emoji) emoji++;
  return {
    length: text.normalize('NFC').length,
    words: size - emoji,
    emojiRatio: size === 0 ? 0 : emoji / size,
    capsRatio: capsRatio(text),
    mentionsOnly: text.includes('@') && !WORD.test(text.replace(MENTION, '')),
    linkOnly: isLinkOnly(text, contacts),
    question: /[?？]$/.test(text.trimEnd()),
  };
}

function capsRatio(text: string): number {
  let capitals = 0;
  let letters = 0;
  for (let at = 0; at < text.length; at++) {
    const entry = UNITS[unitAt(text, at)]!;
    const kind = (entry >>> 10) & 15;
    if (kind === KIND.foreign || kind === KIND.surrogate) return anyCapsRatio(text);
    if (kind !== KIND.letter) continue;
    letters++;
    if ((entry & CAPITAL) !== 0) capitals++;
  }
  return letters < MIN_LETTERS ? 0 : capitals / letters;
}

/** The same of a text with letters that are not Latin. */
function anyCapsRatio(text: string): number {
  let capitals = 0;
  let small = 0;
  for (const char of text.normalize('NFC')) {
    const lower = char.toLowerCase();
    if (lower !== char) capitals++;
    else if (char.toUpperCase() !== char) small++;
  }
  const letters = capitals + small;
  return letters < MIN_LETTERS ? 0 : capitals / letters;
}

function isLinkOnly(text: string, contacts: readonly Contact[]): boolean {
  let rest = '';
  let at = 0;
  let links = 0;
  for (const { kind, span } of contacts) {
    if (!LINKS.has(kind) || span[0] < at) continue;
    rest += text.slice(at, span[0]);
    at = span[1];
    links++;
  }
  return links > 0 && !WORD.test(rest + text.slice(at));
}
