import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LARGEST_FILE } from '../../src/rulebook/document.ts';
import { lookAtRuleFiles, readClaimFiles, readRuleFiles, shippedRules } from '../../src/rulebook/files.ts';
import { readRulebook } from '../../src/rulebook/load.ts';

let root = '';
let rules = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sang-files-'));
  rules = path.join(root, 'rules');
  mkdirSync(rules);
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(name: string, content: string | Buffer): void {
  const full = path.join(rules, name);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, content);
}

function codes(): string[] {
  return readRuleFiles(rules).faults.map(
    ({ code, file, line, column }) => `${file}:${line}:${column} ${code}`,
  );
}

/** The superuser may read everything. */
function asOrdinaryUser(step: () => void): void {
  if (process.geteuid?.() !== 0) return step();
  process.seteuid?.(65_534);
  try {
    step();
  } finally {
    process.seteuid?.(0);
  }
}

describe('reading a rules directory', () => {
  test('takes what belongs to a rulebook and leaves the rest alone', () => {
    for (const name of [
      'a.yaml',
      'more/b.yml',
      'packs/x/y.txt',
      'claims/c.jsonl',
      'canaries/d.txt',
      'README.md',
      'schema.json',
      '.hidden.yaml',
      '.git/config.yaml',
      'packs/notes.md',
    ]) {
      write(name, 'x');
    }
    const { files, faults, warnings } = readRuleFiles(rules);
    expect(files.map((file) => file.path)).toEqual([
      'a.yaml',
      'canaries/d.txt',
      'claims/c.jsonl',
      'more/b.yml',
      'packs/x/y.txt',
    ]);
    expect(faults).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('warns of what looks as if it belonged, and is not read', () => {
    const deep = 'a/b/c/d/e/f/g';
    for (const name of ['A.YAML', 'b.yaml.txt', 'claims/c.json', 'packs/d.TXT', `${deep}/e.yaml`]) {
      write(name, 'x');
    }
    const { files, faults, warnings } = readRuleFiles(rules);
    expect([files, faults]).toEqual([[], []]);
    expect(warnings.map(({ code, file }) => `${file} ${code}`).toSorted()).toEqual(
      ['A.YAML', deep, 'b.yaml.txt', 'claims/c.json', 'packs/d.TXT'].map((name) => `${name} file-ignored`),
    );
    expect(readRulebook(rules, { now: new Date() }).warnings).toHaveLength(5);
  });

  test('a missing directory', () => {
    expect(readRuleFiles(path.join(root, 'nowhere')).faults[0]?.code).toBe('directory-missing');
    expect(readRulebook(path.join(root, 'nowhere'), { now: new Date() }).faults).toHaveLength(1);
    expect(readClaimFiles(path.join(root, 'nowhere')).faults[0]?.code).toBe('directory-missing');
  });

  test('a file in another encoding, with control characters, too large', () => {
    write('latin.yaml', Buffer.from([0x69, 0xe9]));
    write('nul.yaml', 'id: a\nwhy: b\0c\n');
    write('large.yaml', `# ${'x'.repeat(LARGEST_FILE * 3)}`);
    expect(codes().toSorted()).toEqual([
      'large.yaml:0:1 file-too-large',
      'latin.yaml:1:1 not-utf8',
      'nul.yaml:2:7 control-character',
    ]);
  });

  test('links stay inside; a broken one is told', () => {
    writeFileSync(path.join(root, 'secret.yaml'), 'id: x');
    symlinkSync('../secret.yaml', path.join(rules, 'out.yaml'));
    symlinkSync('nothing.yaml', path.join(rules, 'broken.yaml'));
    write('in.yaml', 'x');
    symlinkSync('in.yaml', path.join(rules, 'same.yaml'));
    expect(codes()).toEqual(['broken.yaml:0:0 file-unreadable', 'out.yaml:0:0 link-outside']);
    expect(readRuleFiles(rules).files.map((file) => file.path)).toEqual(['in.yaml', 'same.yaml']);
  });

  test('links of a mounted ConfigMap, whose folders begin with two dots, are inside', () => {
    write('..2026_11_26/a.yaml', 'x');
    symlinkSync('..2026_11_26', path.join(rules, '..data'));
    symlinkSync('..data/a.yaml', path.join(rules, 'a.yaml'));
    expect(codes()).toEqual([]);
    expect(readRuleFiles(rules).files.map((file) => file.path)).toEqual(['a.yaml']);
  });

  test.each(['', 'packs'])('a folder that may not be read is told: "%s"', (name) => {
    write('a.yaml', 'x');
    write('packs/b.txt', 'x');
    const closed = path.join(rules, name);
    const told = name === '' ? rules : name;
    chmodSync(root, 0o755);
    chmodSync(closed, 0o000);
    asOrdinaryUser(() => {
      expect(codes()).toEqual([`${told}:0:0 file-unreadable`]);
      expect([...lookAtRuleFiles(rules).keys()]).toContain(told);
    });
    chmodSync(closed, 0o755);
  });

  test('a link that goes round in a circle ends', () => {
    write('a/in.yaml', 'x');
    symlinkSync('..', path.join(rules, 'a', 'up'));
    expect(readRuleFiles(rules).files.length).toBeLessThan(10);
  });

  test('faults of files and of their contents come together', () => {
    write('latin.yaml', Buffer.from([0x69, 0xe9]));
    write('a.yaml', 'id: 5\n');
    const { faults, rulebook } = readRulebook(rules, { now: new Date() });
    expect(new Set(faults.map(({ code }) => code))).toEqual(
      new Set(['not-utf8', 'decisions-missing', 'number-as-text', 'missing-key']),
    );
    expect(rulebook).toBeUndefined();
  });
});

test('the shipped rulebook is sound', () => {
  const now = new Date('2026-11-24T00:00:00Z');
  const { rulebook, faults, warnings } = readRulebook(shippedRules(), { now });
  expect(faults).toEqual([]);
  expect(warnings.filter(({ code }) => code === 'file-ignored')).toEqual([]);
  expect(rulebook?.rules.length).toBeGreaterThan(0);
});
