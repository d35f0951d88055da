import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CATEGORIES, DECISIONS, SEVERITIES, SUGGESTIONS } from '../../src/domain/categories.ts';
import { CONTACT_KINDS } from '../../src/domain/detect/contacts/contact.ts';
import { STAGES } from '../../src/domain/verdict.ts';
import { loadCanaries } from '../../src/rulebook/canaries.ts';
import { compileRulebook } from '../../src/rulebook/compile.ts';
import { editorSchemas } from '../../src/rulebook/editor-schema.ts';
import { STANCES } from '../../src/rulebook/reading.ts';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

/** Every key of every mapping in the JSON Schemas. */
function keysOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap((item) => keysOf(item));
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap((item) => keysOf(item))];
}

describe.each(['docs/rules.md', 'docs/vi/luat.md'])('%s', (name) => {
  const text = read(name);

  test('its rules and claims compile, find their examples and pass the canaries', () => {
    const blocks = [...text.matchAll(/^```yaml( claim)?\n([\s\S]*?)^```/gm)];
    expect(blocks.length).toBeGreaterThanOrEqual(3);
    const replies = [...text.matchAll(/^```yaml reply\n([\s\S]*?)^```/gm)].map(([, body]) => body!);
    const files = blocks.map(([, claim, body], index) => ({
      path: claim ? `claims/${index}.yaml` : `${index}.yaml`,
      text: body!,
    }));
    const named = [...text.matchAll(/^```yaml conditions\n([\s\S]*?)^```/gm)].map(([, body]) => body!);
    files.push({ path: 'conditions.yaml', text: named.join('') });
    files.push({ path: 'replies.yaml', text: replies.join('') });
    files.push({ path: 'decisions.yaml', text: read('rules/decisions.yaml') });
    const { rulebook, faults } = compileRulebook(files, {
      now: new Date('2026-11-20T00:00:00Z'),
      canaries: loadCanaries(),
    });
    expect(faults).toEqual([]);
    expect(rulebook?.rules.length).toBeGreaterThanOrEqual(4);
    expect(rulebook?.claims).toHaveLength(1);
    expect(rulebook?.replies).toHaveLength(2);
  });

  test('names every key and every value that can be written', () => {
    const words = new Set([
      ...Object.values(editorSchemas()).flatMap((schema) => keysOf(schema)),
      ...[CATEGORIES, SEVERITIES, DECISIONS, SUGGESTIONS, CONTACT_KINDS, STANCES, STAGES].flat(),
    ]);
    expect([...words].filter((word) => !text.includes(word))).toEqual([]);
  });
});
