import { describe, expect, test } from '@jest/globals';
import { Hits } from '../../../src/domain/detect/hits.ts';
import { buildMatcher } from '../../../src/domain/detect/matcher.ts';
import { Folded } from '../../../src/domain/text/fold.ts';
import { linesOf } from './found.ts';

/** What a hostile writer may repeat to make reading dear: disguises without end, and phrases that never end. */
const HOSTILE = {
  talk: 'mình mua ở đây nhiều lần rồi, hàng đẹp lắm nha mọi người ơi. ',
  letters: 'a',
  'two letters': 'ao',
  dots: '.',
  'dotted letters': 'a.',
  'spaced letters': 'a b ',
  'spaced phrase': 'l ừ a đ ả ',
  'half a phrase': 'việc nhẹ lương ',
  'half a phrase, bare': 'viec nhe luong ',
  'a whole phrase': 'lừa đảo ',
  'a whole phrase, bare': 'lua dao ',
  glued: 'luadaochuyenkhoan',
  'glued words': 'luadaochuyenkhoan ',
  masks: 'c*c ',
  'joined masks': 'c*',
  abbreviations: 'vcl đm dcm ko ',
  leet: 'l0n ',
  repeats: 'luaaaa daooo ',
  emoji: 'lừa 😂',
  'emoji only': '😂',
  keycaps: '1️⃣',
  invisible: 'l\u200b',
  marks: 'ừ\u0301',
  quotes: '"a" ',
  swaps: 'zjf ',
  telex: 'luwaf ddaor ',
  surrogates: '\ud800',
} as const;

const phrases = linesOf('harm-words.txt');
const matcher = buildMatcher(phrases.map((text) => ({ text, accents: 'typed' })));

function workOn(unit: string, length: number): number {
  const hits = new Hits();
  const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
  matcher.match(new Folded().read(text), hits);
  return matcher.work / text.length;
}

describe('a long comment costs no more steps a character than a short one', () => {
  test.each(Object.entries(HOSTILE))('%s', (_, unit) => {
    const short = workOn(unit, 1_000);
    expect(workOn(unit, 100_000)).toBeLessThanOrEqual(short * 1.05 + 0.01);
    // Eight steps a character are the dearest found: abbreviations with several readings each.
    expect(short).toBeLessThanOrEqual(8);
  });
});
