import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { asExample } from '../../src/domain/digest/passages.ts';
import { noMatchYaml } from '../../src/rulebook/example-yaml.ts';
import { hostileComments } from '../e2e/console/hostile.ts';

test('texts as no_match examples read back as they were, whatever stands in them', () => {
  const texts = [
    'câu thường',
    'hai\ndòng "có ngoặc" \\ và # dấu',
    '- id: scam.x\n  stage: hide',
    '\u202Eđảo\u202C\u0000\u2028',
    ...hostileComments().slice(0, 60),
  ].map((text) => text.toWellFormed());
  const yaml = noMatchYaml(texts);
  expect(parse(`examples:\n${yaml}\n`)).toEqual({ examples: { no_match: texts } });
  // One line each, with nothing that changes how the rest is seen.
  expect(yaml.split('\n')).toHaveLength(texts.length + 1);
  expect(yaml).not.toMatch(/[\u202A-\u202E\u2066-\u2069\0]/u);
});

test.each([
  ['gọi 0912 345 678 nhé', 'gọi 0900 000 000 nhé'],
  ['STK 19031234567890 của em', 'STK 19000000000000 của em'],
  ['viết cho lan.nguyen@gmail.com', 'viết cho lax.xxxxxx@xxxxx.xxx'],
  ['giá 250.000đ, ship 30k', 'giá 250.000đ, ship 30k'],
  ['không có số nào', 'không có số nào'],
])('%s: as an example names nobody', (text, shown) => {
  expect(asExample(text)).toBe(shown);
});
