import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { VARIABLES, type Variable } from '../../src/config/variables.ts';

test('the README lists exactly the variables the program reads, with default and meaning', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = readme.split('\n').filter((line) => /^\| `[A-Z]/u.test(line));
  const expected = Object.entries<Variable>(VARIABLES).map(([name, { schema, fallback, says }]) => {
    const value = z.coerce.string().parse(fallback ?? schema.parse(undefined) ?? '');
    return `| \`${name}\` | ${value === '' ? '' : `\`${value}\``} | ${says} |`;
  });
  expect(rows).toEqual(expected);
});
