import { describe, expect, test } from '@jest/globals';
import { fold } from '../../../src/domain/text/fold.ts';
import { languageOf } from '../../../src/domain/text/language.ts';

const codeOf = (text: string) => languageOf(fold(text)).code;

const COMMENTS = {
  vi: [
    'giá bao nhiêu vậy',
    'shop ơi còn size M không',
    'chào buổi sáng',
    'ship cod được ko',
    'video hay quá',
    'ok em',
    'sale off 50% nè',
    'check inbox em nha',
    'admin cho hỏi',
    'like và share nhé',
    'Hàn Quốc đẹp lắm, mê 한국',
    'à là tôi',
  ],
  'vi without accents': [
    'gia bao nhieu vay',
    'shop oi con size M khong',
    'lua dao nha moi nguoi',
    'co ai biet khong',
    'toi can mua',
    'ban co the giup toi',
    'con do nay hay lam',
    'a den day di',
    'no an roi',
    'me oi to qua',
    'cho em xin gia',
    'ok shop',
  ],
  en: [
    'how much is this',
    'can you ship to me',
    'so cute omg',
    'I love this',
    'is it on sale',
    'me too',
    'no one can do it',
    'do not come to me',
    'can i ask',
    'the man is so nice',
    'where can I buy it',
    'Win a free iPhone now',
    'thanks a lot',
    'you are so dumb',
    'it is too long',
    'contact me on telegram',
  ],
  fr: ['bonjour, combien ça coûte', 'très belle photo', 'je suis à Paris', 'c est pas vrai', 'à la maison'],
  es: ['hola, cuánto cuesta', 'muy bonita', 'dónde está la tienda'],
  id: ['berapa harga ini', 'saya mau beli', 'terima kasih banyak'],
  zh: ['你好多少钱', '加微信 abc123'],
  ja: ['これはいくらですか', '日本の写真'],
  ko: ['얼마예요', '안녕하세요 shop'],
  th: ['สวัสดีครับ', 'ราคาเท่าไหร่ shop'],
  km: ['សួស្តី', 'តម្លៃប៉ុន្មាន'],
  lo: ['ສະບາຍດີ', 'ລາຄາເທົ່າໃດ'],
  ru: ['привет, сколько стоит', 'на море'],
  und: ['👍👍', '0912 345 678', '...', 'brrr grrr', ''],
} as const;

describe('the language of a short comment', () => {
  for (const [name, texts] of Object.entries(COMMENTS)) {
    test.each(texts)(`${name}: %s`, (text) => {
      expect(codeOf(text)).toBe(name.slice(0, 3).trim());
      expect(codeOf(text.normalize('NFD'))).toBe(name.slice(0, 3).trim());
    });
  }
});

test('franc is a second opinion on longer texts no list knows', () => {
  expect(codeOf('Vorrei sapere quanto costa spedizione verso Milano, grazie mille davvero')).toBe('it');
  expect(codeOf('Vorrei')).toBe('und');
});

test('how far accents are typed', () => {
  const accentsOf = (text: string) => languageOf(fold(text)).accents;
  expect(accentsOf('Giá bao nhiêu vậy shop ơi')).toBe('full');
  expect(accentsOf('gia bao nhieu vậy shop oi cho em xin gia voi')).toBe('partial');
  expect(accentsOf('gia bao nhieu vay')).toBe('none');
  expect(accentsOf('你好多少钱')).toBe('none');
});
