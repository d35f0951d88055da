import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, type IProperty, nat, oneof, property, string, tuple } from 'fast-check';
import { Folded, fold } from '../../../src/domain/text/fold.ts';
import { bareFrequency } from '../../../src/domain/text/frequency.ts';
import { disguised, DRESSES, INNOCENT_DRESSES, SPELLINGS, TRICKS } from './disguise.ts';
import { linesOf, matcherOf, withoutAccents } from './found.ts';

const phrases = linesOf('harm-words.txt');
const innocent = linesOf('collision-traps.txt').map((line) => line.replace(/^=/u, ''));
/** Phrases whose letters are innocent words when their accents go or they are pulled apart; tables test those. */
const long = phrases.filter((phrase) => phrase.split(' ').length > 1);
const accented = innocent.filter((text) => withoutAccents(text) !== text);
/** Phrases whose bare letters mean nothing else. */
const clear = long.filter((phrase) => bareFrequency(phrase) === 0 && phrase.split(' ').length > 2);
const find = matcherOf(phrases);
const RUNS = { numRuns: 500 };
const check = <T>(claim: IProperty<T>) => assert(claim, RUNS);

const junk = oneof(
  string({ unit: 'grapheme', maxLength: 6 }),
  string({ unit: 'binary', maxLength: 4 }),
  constantFrom(...phrases, ...innocent),
  constantFrom('\u200b', '\u0301', '😂', '🇻🇳', '👍🏽', '*', '.', ' ', '"', '\ud800', '1️⃣', '\n'),
);
const anyText = array(junk, { maxLength: 10 }).map((parts) => parts.join(''));

/** A place where a caret may stand: not inside a surrogate pair and not before a mark of the letter before. */
function isPlace(text: string, at: number): boolean {
  if (at === 0 || at === text.length) return true;
  const after = text.codePointAt(at)!;
  const split =
    after >= 0xdc00 &&
    after < 0xe000 &&
    text.charCodeAt(at - 1) >= 0xd800 &&
    text.charCodeAt(at - 1) < 0xdc00;
  return !split && !/^\p{M}/u.test(String.fromCodePoint(after));
}

describe('folding', () => {
  test('is idempotent', () => {
    check(
      property(anyText, (text) => {
        const once = fold(text).toString();
        expect(fold(once).toString()).toBe(once);
      }),
    );
  });

  test('keeps every token inside the text, in order, apart from its neighbours, at places a caret may stand', () => {
    check(
      property(anyText, (text) => {
        const folded = new Folded().read(text);
        let last = 0;
        for (let token = 0; token < folded.size; token++) {
          expect(folded.start[token]).toBeGreaterThanOrEqual(last);
          expect(folded.end[token]).toBeGreaterThan(folded.start[token]!);
          last = folded.end[token]!;
          expect(isPlace(text, last)).toBe(true);
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  test('reads the same from a buffer that held another text', () => {
    const buffer = new Folded();
    check(
      property(anyText, anyText, (before, text) => {
        buffer.read(before);
        const again = buffer.read(text);
        const fresh = fold(text);
        expect(again.toString()).toBe(fresh.toString());
        expect([again.marked, again.unmarked, again.strange, again.odd]).toEqual([
          fresh.marked,
          fresh.unmarked,
          fresh.strange,
          fresh.odd,
        ]);
      }),
    );
  });
});

describe('a match', () => {
  test('lies on the text as typed, and each phrase has one at a start', () => {
    check(
      property(anyText, (text) => {
        const found = find(text);
        for (const { span, tokens } of found) {
          expect(span[0]).toBeGreaterThanOrEqual(0);
          expect(span[1]).toBeGreaterThan(span[0]);
          expect(span[1]).toBeLessThanOrEqual(text.length);
          expect(tokens[1]).toBeGreaterThanOrEqual(tokens[0]);
          expect(isPlace(text, span[1])).toBe(true);
          expect(text.slice(...span)).toBe(text.slice(...span).trim());
        }
        const starts = found.map(({ phrase, span }) => `${phrase} ${span[0]}`);
        expect(new Set(starts).size).toBe(starts.length);
      }),
    );
  });

  test('is found again in every composition of the same text', () => {
    check(
      property(constantFrom(...phrases), constantFrom(...innocent), (phrase, talk) => {
        const said = (text: string) => find(text).map((hit) => hit.phrase);
        const text = `${talk}, ${phrase}`;
        expect(said(text.normalize('NFD'))).toEqual(said(text));
        expect(said(text.toUpperCase())).toEqual(said(text));
      }),
    );
  });
});

describe('every disguise of a phrase is found, with the span of the disguise', () => {
  const tricks = Object.entries({ ...TRICKS, ...SPELLINGS });
  test.each(tricks)('%s, in any dress', (_, trick) => {
    check(
      property(
        constantFrom(...(trick === TRICKS['unaccented'] ? clear : long)),
        constantFrom(...Object.values(DRESSES)),
        nat(1000),
        constantFrom(
          ['', ''],
          ['Nói thật là ', ' đó mọi người'],
          ['Shop này ', ', đừng tin'],
          ['😂 ', ' 😂'],
        ),
        (phrase, dress, seed, [before, after]) => {
          const hidden = disguised(phrase, trick, dress, seed);
          // Who types no accents types none elsewhere.
          const [head, tail] =
            trick === TRICKS['unaccented']
              ? [withoutAccents(before), withoutAccents(after)]
              : [before, after];
          const text = head + hidden + tail;
          const spans = matcherOf([phrase])(text).map((hit) => text.slice(...hit.span));
          expect({ text, spans }).toEqual({ text, spans: expect.arrayContaining([hidden]) });
        },
      ),
    );
  });
});

describe('no innocent text is taken for harm', () => {
  test('in any innocent dress', () => {
    check(
      property(
        constantFrom(...innocent),
        constantFrom(...INNOCENT_DRESSES.map((name) => DRESSES[name]!)),
        nat(1000),
        (text, dress, seed) => {
          expect({ text, found: find(dress(text, seed)).map((hit) => hit.phrase) }).toEqual({
            text,
            found: [],
          });
        },
      ),
    );
  });

  test('one after the other', () => {
    check(
      property(array(constantFrom(...accented), { minLength: 2, maxLength: 4 }), (texts) => {
        expect(find(texts.join('. ')).map((hit) => hit.text)).toEqual([]);
      }),
    );
  });

  test('with emoji, drawn out at the end, or with more signs', () => {
    check(
      property(
        constantFrom(...innocent),
        tuple(constantFrom('😂', '❤️❤️', '!!!', '...', ' =))', '???'), constantFrom('', 'ạ', 'nha', 'hihi')),
        (text, [sign, word]) => {
          expect(find(`${text} ${word}${sign}`).map((hit) => hit.text)).toEqual([]);
        },
      ),
    );
  });
});
