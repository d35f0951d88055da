import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import { readComments } from '../../adapters/platforms/file/read.ts';
import { diffRules, differs, type VerdictChange } from '../../rulebook/diff.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { marked } from '../marked.ts';
import { openTrial, printJson, withWorkbenchOptions, type WorkbenchOptions } from './options.ts';

interface DiffOptions extends WorkbenchOptions {
  readonly comments?: string;
}

/** Changes shown one by one; beyond that they are only counted. */
const SHOWN = 50;

/** `rules diff A B`: what changes in the rules, and on which comments the verdict changes. */
export function addDiff(rules: Command): void {
  withWorkbenchOptions(rules.command('diff'))
    .description('so hai bộ luật / compare two rules directories')
    .argument('<before>', 'thư mục luật cũ / rules directory before')
    .argument('<after>', 'thư mục luật mới / rules directory after')
    .option(
      '--comments <file>',
      'tệp bình luận để so; thiếu thì dùng ví dụ của hai bộ luật / comments to compare on',
    )
    .action(async (before: string, after: string, options: DiffOptions) => {
      const old = openTrial(options, before);
      const fresh = old && openTrial(options, after);
      if (!old || !fresh) return;
      const found = diffRules(old.trial, fresh.trial);
      const { changes, compared, differing } = await compare(old.trial, fresh.trial, options);
      if (options.json) {
        printJson({ ...found, compared, differing, verdicts: changes });
        return;
      }
      const vi = options.lang === 'vi';
      const lines = [
        ...found.added.map((id) => `+ ${id}`),
        ...found.removed.map((id) => `- ${id}`),
        ...found.changed.map(({ rule, changed }) => `~ ${rule}: ${changed.join('; ')}`),
        vi ? `${differing}/${compared} bình luận đổi kết quả` : `${differing} of ${compared} comments change`,
        ...changes.map((change) => showChange(change)),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}

async function compare(
  before: Rulebook,
  after: Rulebook,
  options: DiffOptions,
): Promise<{ changes: VerdictChange[]; compared: number; differing: number }> {
  const now = options.now ?? new Date();
  const changes: VerdictChange[] = [];
  let compared = 0;
  let differing = 0;
  for await (const text of texts(before, after, options.comments)) {
    compared++;
    const change = { text, before: before.screen({ text }, now), after: after.screen({ text }, now) };
    if (!differs(change.before, change.after)) continue;
    differing++;
    if (changes.length < SHOWN) changes.push(change);
  }
  return { changes, compared, differing };
}

async function* texts(before: Rulebook, after: Rulebook, file: string | undefined): AsyncGenerator<string> {
  if (file === undefined) {
    const examples = [...before.rules, ...after.rules].flatMap((rule) => [
      ...rule.examples.match,
      ...rule.examples.noMatch,
    ]);
    yield* new Set(examples);
    return;
  }
  const format = /\.csv$/i.test(file) ? 'csv' : 'jsonl';
  for await (const batch of readComments(createReadStream(file), format)) {
    for (const read of batch) if ('record' in read) yield read.record.text;
  }
}

function showChange({ text, before, after }: VerdictChange): string {
  const rules = (verdict: VerdictChange['after']): string =>
    verdict.findings.map(({ rule }) => rule).join(', ') || '–';
  return `  ${before.decision} → ${after.decision}  [${rules(before)}] → [${rules(after)}]  ${marked(text, after.findings, process.stdout.isTTY)}`;
}
