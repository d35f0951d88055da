import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { REPLY_VARIABLES } from '../../src/domain/act/reply.ts';
import { loadCanaries } from '../../src/rulebook/canaries.ts';
import { compileRulebook } from '../../src/rulebook/compile.ts';
import type { RuleFile } from '../../src/rulebook/document.ts';
import { renderFault, type Fault } from '../../src/rulebook/fault.ts';
import { MESSAGES } from '../../src/rulebook/messages.ts';

// Each case is a rule file (`.yaml`) or several files in one (`.book`, parts begin with `=== path`); beside it stands
// what an operator is told. To accept new texts after reading them: UPDATE_GOLDEN=1.
const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'faults');
const now = new Date('2026-03-01T12:00:00+07:00');
const decisions = [
  '- { id: scam, category: [scam, sexual], decision: hide, suggest: hide }',
  '- { id: spam, category: spam, decision: flag, suggest: none }',
  '- { id: rest, decision: none, suggest: none }',
].join('\n');
const canaries = loadCanaries();

/** Codes that come from reading a directory; see files.test.ts. */
const FROM_FILES = [
  'directory-missing',
  'file-ignored',
  'file-unreadable',
  'link-outside',
  'not-utf8',
  'control-character',
  'file-too-large',
];

function filesOf(name: string): RuleFile[] {
  const text = readFileSync(path.join(folder, name), 'utf8');
  if (name.endsWith('.yaml'))
    return [
      { path: 'rules.yaml', text },
      { path: 'decisions.yaml', text: decisions },
    ];
  const files = text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { path: part.slice(0, end), text: part.slice(end + 1) };
    });
  const given = files.filter(({ path: file }) => !file.endsWith(' -'));
  return files.some(({ path: file }) => file.startsWith('decisions.yaml'))
    ? given
    : [...given, { path: 'decisions.yaml', text: decisions }];
}

function compile(name: string): { faults: Fault[]; warnings: Fault[] } {
  return compileRulebook(filesOf(name), { now, canaries });
}

function told({ faults, warnings }: { faults: Fault[]; warnings: Fault[] }): string {
  const lines = (list: Fault[], sign: string): string[] =>
    list.flatMap((found) => [`${sign} ${renderFault(found, 'vi')}`, `${sign} ${renderFault(found, 'en')}`]);
  return `${[...lines(faults, '!'), ...lines(warnings, '?')].join('\n')}\n`;
}

const cases = readdirSync(folder).filter((name) => /\.(yaml|book)$/.test(name));

describe('faults in rule files', () => {
  test.each(cases)('%s', (name) => {
    const golden = path.join(folder, name.replace(/\.(yaml|book)$/, '.txt'));
    const said = told(compile(name));
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, said);
    expect(existsSync(golden)).toBe(true);
    expect(said).toBe(readFileSync(golden, 'utf8'));
  });

  test('are sixty or more, every one of them shown by a case', () => {
    const shown = new Set<string>(FROM_FILES);
    for (const name of cases) {
      const { faults, warnings } = compile(name);
      for (const { code } of [...faults, ...warnings]) shown.add(code);
    }
    expect(Object.keys(MESSAGES).filter((code) => !shown.has(code))).toEqual([]);
    expect(Object.keys(MESSAGES).length).toBeGreaterThanOrEqual(60);
  });

  test('point at a place in their file and hold no empty slot', () => {
    for (const name of cases) {
      for (const found of [...compile(name).faults, ...compile(name).warnings]) {
        const said = `${found.vi} ${found.en} ${found.hint?.vi} ${found.hint?.en}`;
        // Variables of reply templates are written in braces; they are no slots of ours.
        const rest = REPLY_VARIABLES.reduce((text, name) => text.replaceAll(`{${name}}`, ''), said);
        expect(rest).not.toMatch(/\{\w+\}/);
        const text = filesOf(name).find((file) => file.path === found.file)?.text;
        if (found.line > 0) expect(text?.split('\n').length).toBeGreaterThanOrEqual(found.line);
      }
    }
  });
});
