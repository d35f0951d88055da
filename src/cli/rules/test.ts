import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { Lang } from '../../domain/lang.ts';
import { loadCanaries } from '../../rulebook/canaries.ts';
import type { Fault } from '../../rulebook/fault.ts';
import { shippedRules } from '../../rulebook/files.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { readSuite, runSuite, type SuiteResult } from '../../rulebook/suite.ts';
import { renderFaults } from '../faults.ts';
import { marked, printable } from '../marked.ts';
import { openTrial, printJson, withWorkbenchOptions, type WorkbenchOptions } from './options.ts';

interface TestOptions extends WorkbenchOptions {
  readonly suite?: string;
}

const EXAMPLE_FAULTS = new Set<string>(['example-found', 'example-not-found']);
const CANARY_FAULTS = new Set<string>(['canary-hidden', 'canary-flagged']);
/** Cases of this half are counted, never shown: whoever writes rules must not see them. */
const HELD_OUT = 'held-out';

/** `rules test`: the rules' own examples, the canaries, and the functional suite where there is one. */
export function addTest(rules: Command): void {
  withWorkbenchOptions(rules.command('test'))
    .description(
      'chạy ví dụ của từng luật, câu được bảo vệ và bộ kiểm thử / run examples, canaries and the suite',
    )
    .option('--suite <dir>', 'thư mục bộ kiểm thử (*.jsonl) / directory of a functional suite')
    .action((options: TestOptions) => {
      const open = openTrial(options);
      if (!open) return;
      const { trial, opened } = open;
      const broken = opened.faults;
      const examples = trial.rules.reduce(
        (sum, rule) => sum + rule.examples.match.length + rule.examples.noMatch.length,
        0,
      );
      const counts = {
        examples: { all: examples, failed: broken.filter(({ code }) => EXAMPLE_FAULTS.has(code)).length },
        canaries: {
          all: loadCanaries().length,
          failed: broken.filter(({ code }) => CANARY_FAULTS.has(code)).length,
        },
      };
      const suite = suiteResults(trial, options);
      process.exitCode = broken.length === 0 ? 0 : 1;
      if (options.json) {
        printJson({ ok: broken.length === 0, ...counts, faults: broken, suite: suite.map(forJson) });
        return;
      }
      for (const found of broken) process.stdout.write(showBroken(found, trial, opened.directory, options));
      process.stdout.write(summary(counts, suite, options.lang));
    });
}

/** A broken example or canary with the places that were found in it. */
function showBroken(found: Fault, trial: Rulebook, directory: string, options: TestOptions): string {
  const shown = renderFaults([found], directory, options.lang);
  if (found.value === undefined || found.code === 'example-not-found') return shown;
  const { verdict } = trial.explain({ text: found.value }, options.now ?? new Date());
  const own = [...verdict.findings, ...verdict.shadow].filter(({ rule }) => rule === found.rule);
  return `${shown}    ${marked(found.value, own, process.stdout.isTTY)}\n`;
}

function suiteResults(trial: Rulebook, options: TestOptions): SuiteResult[] {
  const shipped = path.join(shippedRules(), '..', 'test', 'functional');
  const directory = options.suite ?? (existsSync(shipped) ? shipped : undefined);
  if (directory === undefined) return [];
  const cases = readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => path.join(directory, name))
    .flatMap((file) => readSuite(file, readFileSync(file, 'utf8')));
  return runSuite(trial, cases, options.now ?? new Date());
}

function forJson({ half, function: name, passed, failed }: SuiteResult): object {
  const shown = half === HELD_OUT ? {} : { broken: failed.map(({ id, text }) => ({ id, text })) };
  return { half, function: name, passed, failed: failed.length, ...shown };
}

type Counts = Readonly<Record<'examples' | 'canaries', { readonly all: number; readonly failed: number }>>;

function summary({ examples, canaries }: Counts, suite: readonly SuiteResult[], lang: Lang): string {
  const vi = lang === 'vi';
  const lines = [
    `${vi ? 'Ví dụ' : 'Examples'}: ${examples.all - examples.failed}/${examples.all}`,
    `${vi ? 'Câu được bảo vệ' : 'Canaries'}: ${canaries.failed === 0 ? `${canaries.all}/${canaries.all}` : vi ? `${canaries.failed} luật bị từ chối` : `${canaries.failed} rules refused`}`,
  ];
  for (const half of new Set(suite.map((result) => result.half))) {
    const own = suite.filter((result) => result.half === half);
    const passed = own.reduce((sum, result) => sum + result.passed, 0);
    const all = own.reduce((sum, result) => sum + result.passed + result.failed.length, 0);
    lines.push(`${vi ? 'Bộ kiểm thử' : 'Suite'} ${half}: ${passed}/${all}`);
    for (const result of own) {
      lines.push(`  ${result.function}: ${result.passed}/${result.passed + result.failed.length}`);
      if (half === HELD_OUT) continue;
      for (const { id, text, verdict } of result.failed) {
        const found = verdict.findings.map(({ rule }) => rule).join(', ') || '–';
        lines.push(
          `    ✗ ${id}: ${marked(text, verdict.findings, process.stdout.isTTY)} (${printable(found)})`,
        );
      }
    }
  }
  return `${lines.join('\n')}\n`;
}
