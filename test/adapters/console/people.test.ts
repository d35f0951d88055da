import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { ROUTES } from '../../../src/adapters/console/routes.ts';

const source = fileURLToPath(new URL('../../../src/', import.meta.url));
const read = (at: string): string => readFileSync(source + at, 'utf8');

/** Statements as they stand in the stores the console reads through. */
const STORES = ['board', 'case-items', 'search', 'audit', 'health', 'digests', 'reports'];

test('no list of the console is ordered by author, and no filter asks for one', () => {
  for (const store of STORES) {
    const text = read(`adapters/postgres/${store}.ts`);
    const orders = [...text.matchAll(/order by[^`]*?(?:limit|`|\))/gsu)].map(([order]) => order);
    for (const order of orders) expect(order).not.toMatch(/author|answer_to/u);
  }
  for (const store of ['search', 'audit', 'digests', 'reports']) {
    expect(read(`adapters/postgres/${store}.ts`)).not.toMatch(/author_name|author_key|answer_to/u);
  }
  for (const { path } of ROUTES) expect(path).not.toMatch(/author/u);
});

test('no page asks for or shows who wrote a comment', () => {
  const folder = 'adapters/console/';
  const files = readdirSync(source + folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(ts|js)$/u.test(file),
  );
  expect(files.length).toBeGreaterThan(30);
  for (const file of files) {
    expect(`${file}: ${/author_?(name|key|id)|authorName|authorKey/iu.test(read(folder + file))}`).toBe(
      `${file}: false`,
    );
  }
  // Of an author the board knows counts and nothing else.
  const board = read('pipeline/ports/board.ts');
  expect(board).toContain(
    'readonly author?: { readonly comments: number; readonly upheld: number; readonly kept: number };',
  );
});
