import { describe, expect, test } from '@jest/globals';
import { findContacts } from '../../../../src/domain/detect/contacts/find.ts';
import { Folded } from '../../../../src/domain/text/fold.ts';

/** What a hostile writer may repeat: beginnings of numbers, links and addresses that never end, and whole ones without end. */
const HOSTILE = {
  digits: '1',
  'spaced digits': '0 9 ',
  'grouped digits': '0912 345 ',
  'whole numbers': '0912 345 678 ',
  'dotted digits': '091.',
  'digits and commas': '0,',
  'open brackets': '(0',
  'letters for digits': 'oI0',
  'invisible between digits': '0\u200b',
  keycaps: '1️⃣',
  'names of digits': 'không chín ',
  'glued names of digits': 'khôngchín',
  plus: '+84 ',
  at: '@',
  'half a mail': 'a@b.',
  mails: 'a@b.vn ',
  dots: '.',
  hosts: 'a.b',
  'hosts with paths': 'shop.vn/',
  scheme: '://',
  schemes: 'http://',
  www: 'www.',
  slashes: '/',
  'brackets in a path': 'http://a((((',
  queries: 'a.com?x=',
  'spelled dots': 'a chấm vn ',
  'dots in brackets': 'a(.)',
  'loose dots': 'a . ',
  'half a shortener': 'bit ly/',
  accounts: 'stk 1234567 ',
  identities: 'cccd 0',
  apps: 'zalo ',
  invitations: 'ib ',
  houses: 'số 12 ',
  streets: 'số 1 đường ',
  lanes: 'ngõ 1 ',
  'parts of a house number': '1/',
  plates: '51A-',
  mixed: 'a1',
} as const;

const folded = new Folded();

/** Processor time a character in microseconds, the least of three runs. */
function costOf(unit: string, length: number): number {
  const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
  const times = Math.max(1, Math.floor(20_000 / length));
  const runs = [1, 2, 3].map(() => {
    const start = process.cpuUsage();
    for (let count = 0; count < times; count++) findContacts(folded.read(text));
    const { user, system } = process.cpuUsage(start);
    return (user + system) / times / length;
  });
  return Math.min(...runs);
}

describe('looking for contacts costs no more a character in a long comment', () => {
  // Forty times as long: whatever is quadratic would cost some forty times as much a character.
  test.each(Object.entries(HOSTILE))('%s', (_, unit) => {
    costOf(unit, 1_000);
    expect(costOf(unit, 40_000)).toBeLessThanOrEqual(costOf(unit, 1_000) * 5 + 0.1);
  });
});
