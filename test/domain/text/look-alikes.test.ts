import { describe, expect, test } from '@jest/globals';
import confusables from '../../../src/domain/text/data/confusables.json' with { type: 'json' };
import { fold } from '../../../src/domain/text/fold.ts';
import { stepNames } from '../../../src/domain/text/steps.ts';

describe('letters that look like others are read as them', () => {
  test.each([
    ['Cyrillic', 'lừа đảо', 'lừa đảo'],
    ['Greek', 'lừα đảο', 'lừa đảo'],
    ['mathematical', '𝐥ừ𝐚 𝖉ả𝕠', 'lừa dảo'],
    ['full width', 'ｌừａ　ｄａｏ', 'lừa dao'],
    ['circled', 'ⓛừⓐ', 'lừa'],
    ['squared', '🅻🆄🅰', 'lua'],
    ['regional indicators', '🇱🇺🇦 🇩🇦🇴', 'lua dao'],
    ['regional indicators apart', '🇱 🇺 🇦', 'l u a'],
    ['Cherokee', 'ᎠᎬo', 'deo'],
    ['Lisu', 'ꓡừa ꓓảo', 'lừa dảo'],
    ['Canadian syllabics', 'ᒪừa', 'lừa'],
    ['Armenian', 'lừa đảօ', 'lừa đảo'],
    ['small capitals', 'ʟừᴀ', 'lừa'],
    ['strokes through letters', 'đ\u0336ả\u0336o\u0336', 'đảo'],
  ])('%s', (_, text, read) => {
    expect(fold(text).toString()).toBe(read);
  });
});

test('Vietnamese letters and tones are never touched', () => {
  const letters = 'aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđbcghklmnpqrstvx';
  for (const letter of letters) {
    for (const form of [letter, letter.normalize('NFD'), letter.toUpperCase()]) {
      const folded = fold(form);
      expect(folded.toString()).toBe(letter);
      expect(stepNames(folded.steps[0]!)).not.toContain('look-alike');
    }
  }
});

test('flags stay flags', () => {
  const folded = fold('Việt Nam 🇻🇳🇻🇳 vô địch 🇰🇷');
  expect(folded.size).toBe(7);
});

test('the table of Unicode holds no ASCII, no Vietnamese letter, and nothing Unicode decomposes', () => {
  const shapes = Object.values(confusables.letters).flatMap((letters) => Array.from(letters));
  expect(shapes.length).toBeGreaterThan(250);
  for (const shape of shapes) expect(shape.normalize('NFKD')).not.toMatch(/^[ -~đĐ]/u);
  expect(new Set(shapes).size).toBe(shapes.length);
});
