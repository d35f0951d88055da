import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const page = readFileSync(path.join(ROOT, 'docs', 'architecture.md'), 'utf8');
const [folders = '', adapters = ''] = page.slice(page.indexOf('## Folders')).split('### Adapters');
const rows = (text: string) =>
  [...text.matchAll(/^\| (`.+?) \|(.*)\|$/gmu)].map(([, name = '', rest = '']) => ({
    names: names(name),
    rest,
  }));
const names = (text: string) => [...text.matchAll(/`([^`]+?)\/?`/gu)].map(([, name = '']) => name);

interface Import {
  readonly file: string;
  readonly to: string;
}

/** Every import within the program, as paths from the root. */
const IMPORTS: readonly Import[] = ['src', 'workers'].flatMap((top) =>
  readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const file = path.join(top, name);
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/gu)].map(([, to = '']) => ({
        file,
        to: path.join(path.dirname(file), to),
      }));
    }),
);

test('the page has a row for every folder, and none for one that is not there', () => {
  const told = rows(folders).flatMap((row) => row.names);
  const top = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (!entry.name.startsWith('.') || entry.name === '.ci'))
    .map(({ name }) => name)
    .filter((name) => !['src', 'node_modules', 'dist', 'artifacts', 'coverage'].includes(name));
  const within = readdirSync(path.join(ROOT, 'src')).map((name) => `src/${name}`);
  expect(told.toSorted()).toEqual([...top, ...within].toSorted());
  const known = rows(adapters).flatMap((row) => row.names);
  expect(known.toSorted()).toEqual(readdirSync(path.join(ROOT, 'src', 'adapters')).toSorted());
});

test('a folder imports only from those further down', () => {
  const order = rows(folders).map((row) => row.names);
  const rank = (file: string) => order.findIndex((each) => each.some((name) => file.startsWith(`${name}/`)));
  const area = (file: string) => /^(?:src\/\w+|workers)/u.exec(file)?.[0];
  expect(IMPORTS.length).toBeGreaterThan(1_000);
  expect(IMPORTS.filter(({ file, to }) => area(file) !== area(to) && rank(file) >= rank(to))).toEqual([]);
});

test('adapters know each other as the page says', () => {
  const adapter = (file: string) => /^src\/adapters\/(\w+)/u.exec(file)?.[1];
  for (const {
    names: [name],
    rest,
  } of rows(adapters)) {
    const used = IMPORTS.filter(({ file }) => adapter(file) === name)
      .map(({ to }) => adapter(to))
      .filter((other) => other !== undefined && other !== name);
    expect([name, new Set(used)]).toEqual([name, new Set(names(rest.split('|').at(-1) ?? ''))]);
  }
});
