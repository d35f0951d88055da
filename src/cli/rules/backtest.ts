import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { TRIAL } from '../../adapters/console/texts/trial.ts';
import { createPastStore } from '../../adapters/postgres/past.ts';
import { atLeast } from '../../domain/decide/precision.ts';
import { accentsInWords } from '../../domain/text/step-words.ts';
import type { Lang } from '../../domain/lang.ts';
import { backtestBeside, type Backtested, backtestFiles } from '../../pipeline/backtest.ts';
import type { BacktestReport, Precision, RuleBacktest } from '../../rulebook/backtest.ts';
import { shippedRules } from '../../rulebook/files.ts';
import { compileFiles, readRulebook } from '../../rulebook/load.ts';
import { refuse, withRuntime } from '../command.ts';
import { renderFaults } from '../faults.ts';
import { ids } from '../id.ts';
import { printable } from '../marked.ts';
import type { Runtime } from '../runtime.ts';
import { parseSince } from '../moment.ts';
import { printJson, withLang } from './options.ts';

interface BacktestOptions {
  readonly since: string;
  readonly rules?: string;
  readonly draft?: string;
  readonly rule?: readonly string[];
  readonly source?: readonly number[];
  readonly lang: Lang;
  readonly json?: boolean;
}

/** `rules backtest`: what rules would have done on stored comments, and how often people agree. */
export function addBacktest(rules: Command): void {
  withLang(rules.command('backtest'))
    .description(
      'thử luật trên bình luận đã lưu và quyết định của người duyệt / try rules on stored comments',
    )
    .option('--since <time>', 'bình luận từ lúc nào / comments since: 24h, 90d, or a date', '90d')
    .option('--rules <dir>', 'thư mục luật; mặc định: bộ luật của dịch vụ / rules directory')
    .option('--draft <file>', 'chỉ thử các luật trong tệp này, chưa cần lưu / only the rules of this file')
    .option('--rule <id...>', 'chỉ xem các luật này / only these rules')
    .option('--source <number...>', 'chỉ các nguồn này / only these sources', ids)
    .action((options: BacktestOptions) => withRuntime((runtime) => run(runtime, options)));
}

async function run({ service, environment }: Runtime, options: BacktestOptions): Promise<void> {
  const since = parseSince(options.since, await service.digests.now());
  if (since === undefined) {
    const how = options.lang === 'vi' ? 'viết 24h, 90d hoặc một ngày' : 'write 24h, 90d or a date';
    return refuse('rules backtest', `--since ${options.since}: ${how}`);
  }
  const directory = options.rules ?? environment.SANG_RULES ?? shippedRules();
  const now = new Date();
  const opened = readRulebook(directory, { now });
  const deps = {
    past: createPastStore(service.pool),
    compile: (files: typeof opened.files) => compileFiles(files, { now }),
  };
  const wish = { since, ...(options.source === undefined ? {} : { sources: options.source }) };
  const only = options.rule;
  const unknown = (only ?? []).filter((id) => !opened.trial?.rules.some((rule) => rule.id === id));
  if (opened.trial !== undefined && unknown.length > 0) {
    const what = options.lang === 'vi' ? 'không có luật này' : 'no such rule';
    return refuse('rules backtest', `--rule ${unknown.join(' ')}: ${what} (sang rules list)`);
  }
  const tried =
    options.draft === undefined
      ? await backtestFiles(deps, opened.files, { ...wish, ...(only === undefined ? {} : { only }) })
      : await backtestBeside(deps, opened.files, read(options.draft), wish);
  print(tried, options.draft === undefined ? directory : path.dirname(options.draft), options);
  return undefined;
}

const read = (file: string) => ({ path: path.basename(file), text: readFileSync(file, 'utf8') });

function print({ report, faults }: Backtested, directory: string, options: BacktestOptions): void {
  if (faults.length > 0) process.exitCode = 1;
  if (options.json) {
    printJson({ ok: faults.length === 0, faults, ...report });
    return;
  }
  process.stdout.write(renderFaults(faults, directory, options.lang));
  if (report) process.stdout.write(`${inWords(report, options.lang).join('\n')}\n`);
}

function inWords({ comments, flagged, rules }: BacktestReport, lang: Lang): string[] {
  const vi = lang === 'vi';
  const lines = [vi ? `Thử trên ${comments} bình luận.` : `Tried on ${comments} comments.`];
  if (flagged) {
    const { before, now, newly, noLonger } = flagged;
    lines.push(
      vi
        ? `Cần người xem: trước ${before}, nay ${now} (thêm ${newly}, bớt ${noLonger}).`
        : `Need a person: ${before} before, ${now} now (${newly} newly, ${noLonger} no longer).`,
    );
  }
  const told = rules.filter(({ hits, noLongerFound }) => hits + noLongerFound > 0);
  const silent = rules.length - told.length;
  if (silent > 0) lines.push(vi ? `${silent} luật không bắt câu nào.` : `${silent} rules found nothing.`);
  return [...lines, ...told.flatMap((rule) => ruleInWords(rule, lang))];
}

function ruleInWords(rule: RuleBacktest, lang: Lang): string[] {
  const vi = lang === 'vi';
  const changes = vi
    ? `mới bắt ${rule.newlyFound}, không còn bắt ${rule.noLongerFound}`
    : `${rule.newlyFound} newly found, ${rule.noLongerFound} no longer`;
  const split = [
    ...Object.entries(rule.bySource),
    ...(['full', 'partial', 'none'] as const).map(
      (key) => [accentsInWords(key, lang), rule.byAccents[key]] as const,
    ),
  ].filter(([, precision]) => precision.hits > 0);
  return [
    '',
    `${rule.rule}: ${precisionInWords(rule, lang)}; ${changes}`,
    ...split.map(([name, precision]) => `    ${printable(name)}: ${precisionInWords(precision, lang)}`),
    ...(['newlyFound', 'noLongerFound', 'confirmed', 'overturned'] as const).flatMap((kind) =>
      rule.examples[kind].map(({ text }) => `    ${TRIAL[lang].tried.kinds[kind]}: “${printable(text)}”`),
    ),
  ];
}

function precisionInWords({ hits, judged, confirmed, lowerBound }: Precision, lang: Lang): string {
  const vi = lang === 'vi';
  const found = vi ? `bắt ${hits} câu` : `${hits} hits`;
  if (judged === 0) return vi ? `${found}, chưa ai chấm` : `${found}, none judged`;
  const bound = atLeast(lowerBound);
  return vi
    ? `${found}, đúng ${confirmed}/${judged} (chắc chắn ≥ ${bound})`
    : `${found}, ${confirmed} of ${judged} confirmed (at least ${bound})`;
}
