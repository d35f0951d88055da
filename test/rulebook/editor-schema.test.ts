import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { editorSchemas } from '../../src/rulebook/editor-schema.ts';

test('the JSON Schemas for editors are those the program checks with (npm run rules:schema)', () => {
  const schemas = editorSchemas();
  expect(Object.keys(schemas)).toEqual([
    'schema.json',
    'conditions.schema.json',
    'claims.schema.json',
    'decisions.schema.json',
    'replies.schema.json',
  ]);
  for (const [name, schema] of Object.entries(schemas)) {
    const written: unknown = JSON.parse(
      readFileSync(new URL(`../../rules/${name}`, import.meta.url), 'utf8'),
    );
    expect(written).toEqual(JSON.parse(JSON.stringify(schema)));
  }
});
