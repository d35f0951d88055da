import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, integer, property, string, tuple } from 'fast-check';
import { compileRulebook } from '../../src/rulebook/compile.ts';
import { bookOf, compiled, NOW } from './book.ts';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const decisions = read('rules/decisions.yaml');
/** Rule files of every kind of fault, each good for the rest. */
const FOLDER = 'test/rulebook/faults/';
const samples = readdirSync(new URL(`../../${FOLDER}`, import.meta.url), {
  recursive: true,
  encoding: 'utf8',
})
  .filter((name) => name.endsWith('.yaml'))
  .toSorted()
  .map((name) => read(FOLDER + name));
/** The same cases in every run; a failure is told with its seed and path, and SANG_FUZZ_SEED tries others. */
const seed = Number(process.env['SANG_FUZZ_SEED'] ?? 1);
const more = Number(process.env['SANG_FUZZ_RUNS'] ?? 40) / 40;

/** Compiles and checks that every fault has a place in its file and words. */
function survives(text: string, name = 'a.yaml'): void {
  const { faults, warnings } = compileRulebook(
    [
      { path: name, text },
      { path: 'decisions.yaml', text: decisions },
    ].filter(({ path }, index) => index === 0 || path !== name),
    { now: NOW, canaries: [] },
  );
  for (const found of [...faults, ...warnings]) {
    expect(found.vi.length * found.en.length).toBeGreaterThan(0);
    if (found.file === name && found.line > 0) {
      const line = text.split(/\r\n|\n|\r/)[found.line - 1];
      expect(line).toBeDefined();
    }
  }
}

describe('a rulebook survives', () => {
  test('any text for a rule file, a claims file, a table, a pack', () => {
    const names = constantFrom('a.yaml', 'claims/c.yaml', 'claims/c.jsonl', 'decisions.yaml', 'packs/p.txt');
    assert(
      property(string({ unit: 'binary', maxLength: 200 }), names, (text, name) => survives(text, name)),
      { numRuns: Math.ceil(500 * more), seed },
    );
  });

  test('a good rule file with pieces cut out, doubled or swapped', () => {
    const edit = tuple(
      integer({ min: 0, max: 2_000 }),
      integer({ min: 0, max: 30 }),
      constantFrom('', '- ', ': ', '"', '[', '{', '\t', '*a', '&a ', '@', '12', '~', '!x ', '%', '\n'),
    );
    assert(
      property(constantFrom(...samples), array(edit, { minLength: 1, maxLength: 4 }), (sample, edits) => {
        let text = sample;
        for (const [place, cut, put] of edits) {
          const at = place % (text.length + 1);
          text = text.slice(0, at) + put + text.slice(at + cut);
        }
        survives(text);
      }),
      { numRuns: Math.ceil(600 * more), seed },
    );
  });

  test('a hundred thousand nested brackets', () => {
    survives(`a: ${'['.repeat(100_000)}`);
    survives(`a: ${'{a: '.repeat(100_000)}`);
  });
});

describe('a verdict comes', () => {
  const book = compiled({
    'a.yaml': `- id: abuse.insult
  title: x
  category: abuse
  stage: flag
  why: x
  when:
    all:
      - any:
          - { phrase: [đồ ngu, con chó], negated_by: [không phải], ignore_quoted: true }
          - near: { a: [mày], b: [ngu], within: 3 }
      - { target: [person, group, thing, situation, self, none] }
      - { not: { stance: [denied, warning] } }
      - { not: { shape: { length: "> 100000000" } } }
  unless: [{ stance: [question] }]
  examples: { match: [mày là đồ ngu], no_match: [x] }
`,
  });

  test('for any text, its spans inside the text', () => {
    const piece = constantFrom(
      'mày',
      ' ngu ',
      'đồ ngu',
      'do ngu',
      '"',
      '?',
      ' ',
      '\ud83d',
      '\ude00',
      '😀',
      '\0',
      '\u200b',
      '. ',
      '0912',
      'không phải ',
      'ddoof ngu',
      'đ.ồ n.g.u',
    );
    assert(
      property(array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const verdict = book.screen({ text }, NOW);
        expect(verdict.unjudged).toBeUndefined();
        let end = 0;
        for (const span of verdict.findings.flatMap((finding) => finding.spans)) {
          expect(span[0]).toBeGreaterThanOrEqual(end);
          expect(span[1]).toBeGreaterThan(span[0]);
          expect(span[1]).toBeLessThanOrEqual(text.length);
          end = span[1];
        }
      }),
      { numRuns: Math.ceil(500 * more), seed },
    );
  });

  test.each(['đồ ngu ', 'mày ngu ', '"đồ ngu" ', 'không phải đồ ngu ', 'mày ', 'đồ ngu? '])(
    'for twenty thousand times %j, judged',
    (piece) => {
      expect(book.screen({ text: piece.repeat(20_000) }, NOW).unjudged).toBeUndefined();
    },
  );
});

test('any beside target: the branch about the words keeps what fits, the other leaves all', () => {
  const either = 'all: [{ phrase: [lừa đảo] }, { any: [{ stance: [statement] }, { phrase: [cô giáo] }] }]';
  const book = bookOf(either);
  expect(book.screen({ text: 'Shop này có lừa đảo không?' }, NOW).findings).toEqual([]);
  expect(book.screen({ text: 'Cô giáo này có lừa đảo không?' }, NOW).findings[0]?.spans).toHaveLength(2);
});
