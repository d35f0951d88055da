/**
 * How well the rules do: pass rates of the functional suite by function, both halves apart, and with --data DIR
 * agreement with labelled comments. Exit 0 every bar reached, 1 some missed, 2 no rulebook to measure.
 *
 *   npm run quality -- [--rules DIR] [--held-out | --open] [--data DIR [--train]] [--errors N [--reveal]] [--json]
 */
import { parseArgs } from 'node:util';
import path from 'node:path';
import { readRulebook } from '../src/rulebook/load.ts';
import type { Rulebook } from '../src/rulebook/rulebook.ts';
import { type Half, HALVES, loadCases } from '../test/functional/cases.ts';
import { type Bar, reached } from './quality/bar.ts';
import { byFunction, type FunctionRate, judge, type Judged, summary } from './quality/functional.ts';
import { answerOf, loadRows, measure } from './quality/labelled.ts';
import { printBars, printFunctions, printJudged, printWrong } from './quality/print.ts';
import { WordList } from './quality/word-list.ts';

const { values: options } = parseArgs({
  options: {
    rules: { type: 'string', default: 'rules' },
    'held-out': { type: 'boolean', default: false },
    open: { type: 'boolean', default: false },
    data: { type: 'string' },
    train: { type: 'boolean', default: false },
    errors: { type: 'string', default: '0' },
    reveal: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const now = new Date();
const errors = Number(options.errors);

interface HalfResult {
  readonly half: Half;
  readonly functions: FunctionRate[];
  readonly bars: Bar[];
}

interface SetResult {
  readonly set: string;
  readonly by: 'rules' | 'word list';
  readonly bars: Bar[];
}

function functional(rulebook: Rulebook): HalfResult[] {
  const chosen = HALVES.filter((half) => options['held-out'] === options.open || options[half]);
  return chosen.map((half) => {
    const judged = judge(loadCases(half), rulebook, now);
    const result = { half, functions: byFunction(judged), bars: summary(judged) };
    if (!options.json) {
      console.log(`\nFunctional suite, ${half} half: ${judged.length} cases`);
      printFunctions(result.functions);
      printBars(result.bars);
      showErrors(half, judged);
    }
    return result;
  });
}

function showErrors(half: Half, judged: readonly Judged[]): void {
  const failed = judged.filter(({ pass }) => !pass).slice(0, errors);
  if (failed.length === 0) return;
  // Whoever writes rules must not see what the held-out half says; --reveal is for reviewing the cases.
  printJudged(failed, half === 'open' || options.reveal);
}

function labelled(rulebook: Rulebook, folder: string): SetResult[] {
  const sets = ['vihos/dev', 'safesense/dev', ...(options.train ? ['vihos/train', 'safesense/train'] : [])];
  const list = new WordList(path.join(folder, 'offensive-words-vi.txt'));
  return sets.flatMap((set) => {
    const rows = loadRows(folder, set);
    const rules = measure(
      rows,
      rows.map((row) => answerOf(rulebook, row, now)),
      set === 'vihos/dev',
    );
    const plain = measure(
      rows,
      rows.map(({ text }) => {
        const spans = list.find(text);
        return { spans, found: spans.length > 0, hide: false };
      }),
      false,
    );
    if (!options.json) {
      console.log(`\n${set}: ${rows.length} comments`);
      console.log(' rules');
      printBars(rules.bars);
      console.log(' plain word list');
      printBars(plain.bars);
      printWrong(rules.wrong, errors);
    }
    return [
      { set, by: 'rules' as const, bars: rules.bars },
      { set, by: 'word list' as const, bars: plain.bars },
    ];
  });
}

const read = readRulebook(options.rules, { now });
if (read.rulebook === undefined) {
  console.error(`The rules in ${options.rules} have ${read.faults.length} faults; see: sang rules check`);
  for (const { code, file, line, rule } of read.faults.slice(0, 20)) {
    console.error(`  ${file}:${line} ${code}${rule === undefined ? '' : ` (${rule})`}`);
  }
  process.exit(2);
}
const halves = functional(read.rulebook);
const sets = options.data === undefined ? [] : labelled(read.rulebook, options.data);
if (options.json) {
  console.log(JSON.stringify({ rulebook: read.rulebook.hash, halves, sets }, null, 2));
}
process.exitCode = [...halves, ...sets].every(({ bars }) => bars.every(reached)) ? 0 : 1;
