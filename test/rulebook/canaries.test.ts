import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadCanaries, loadTerms } from '../../src/rulebook/canaries.ts';

const marks = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** Syllables with the tone mark last, so that uỷ and ủy are one. */
function syllables(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  ).map((word) => {
    const parts = word.normalize('NFD');
    return parts.replace(marks, '') + (parts.match(marks) ?? []).join('');
  });
}

function unmarked(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd');
}

function contains(text: readonly string[], term: readonly string[]): boolean {
  return text.some((_, at) => term.every((word, i) => text[at + i] === word));
}

describe('shipped canaries', () => {
  const canaries = loadCanaries();
  const terms = loadTerms();
  const read = canaries.map(({ text }) => syllables(text));
  const withoutAccents = read.filter((words) => words.every((word) => word === unmarked(word)));

  test('are many, each once, with a place one can go to', () => {
    expect(canaries.length).toBeGreaterThanOrEqual(700);
    expect(new Set(canaries.map(({ id }) => id)).size).toBe(canaries.length);
    expect(canaries.filter(({ file, line }) => !/^shipped\/[a-z-]+\.txt$/.test(file) || line < 1)).toEqual(
      [],
    );
  });

  test('the terms are many and none is listed as a sentence', () => {
    expect(new Set(terms).size).toBeGreaterThanOrEqual(250);
    expect(terms.length).toBe(new Set(terms).size);
    expect(canaries.some(({ file }) => file.endsWith('terms.txt'))).toBe(false);
  });

  test('every term of public affairs occurs in a sentence', () => {
    expect(terms.filter((term) => !read.some((words) => contains(words, syllables(term))))).toEqual([]);
  });

  test('every term of two syllables or more also occurs in a sentence typed without accents', () => {
    const missing = terms.filter((term) => {
      const words = syllables(term).map(unmarked);
      return words.length > 1 && !withoutAccents.some((text) => contains(text, words));
    });
    expect(missing).toEqual([]);
  });
});

describe("a page's own canaries", () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'canaries-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are added to the shipped ones, with file and line, and take none away', () => {
    const [first] = loadCanaries();
    const file = path.join(folder, 'trang.txt');
    writeFileSync(file, `\uFEFF# ghi chú\r\n\r\nCon đường này xấu quá trời.\r\n${first?.text}\r\n`);
    writeFileSync(path.join(folder, 'README.md'), 'not a canary\n');
    const all = loadCanaries(folder);
    expect(all.length).toBe(loadCanaries().length + 1);
    expect(all.at(-1)).toMatchObject({
      text: 'Con đường này xấu quá trời.',
      origin: 'page',
      file,
      line: 3,
    });
  });

  test('a folder that is not there adds nothing', () => {
    expect(loadCanaries(path.join(folder, 'none'))).toEqual(loadCanaries());
  });
});
