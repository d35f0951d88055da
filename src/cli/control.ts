import type { Command } from 'commander';
import { createControlStore } from '../adapters/postgres/controls.ts';
import { brakeCauseInWords, brakeScopeInWords } from '../domain/act/brake-words.ts';
import { moment } from '../domain/digest/words.ts';
import type { BrakeScope } from '../pipeline/ports/controls.ts';
import { type Decided, review } from '../pipeline/review.ts';
import { operator, refuse, withRuntime } from './command.ts';
import { id } from './id.ts';
import { language, words } from './language.ts';
import type { Runtime } from './runtime.ts';
import { parseSince } from './moment.ts';
import { TEXTS } from '../adapters/console/texts/index.ts';

interface UndoOptions {
  readonly case?: number;
  readonly rule?: string;
  readonly since?: string;
}

/** `sang undo`: takes back one case, or everything a rule did by itself. */
export function registerUndo(program: Command): void {
  program
    .command('undo')
    .description(
      'hoàn tác một hồ sơ, hoặc mọi việc một luật tự làm / undo one case, or all a rule did by itself',
    )
    .option('--case <number>', 'số hồ sơ / number of the case', id)
    .option('--rule <id>', 'mã luật / id of the rule')
    .option('--since <time>', 'từ lúc nào / since when: 24h, 7d, or 2026-11-01T00:00:00Z')
    .action((options: UndoOptions) => withRuntime((runtime) => undo(runtime, options)));
}

async function undo({ service }: Runtime, options: UndoOptions): Promise<void> {
  const since =
    options.since === undefined ? undefined : parseSince(options.since, await service.digests.now());
  const byRule = options.rule !== undefined && since !== undefined;
  const alone = options.rule === undefined && options.since === undefined;
  if (options.case === undefined ? !byRule : !alone) {
    return refuse(
      'undo',
      words(
        'cần hoặc --case N, hoặc --rule MÃ kèm --since 24h',
        'give either --case N, or --rule ID with --since 24h',
      ),
    );
  }
  const cases =
    options.case === undefined
      ? await service.cases.touchedByRule(options.rule ?? '', since ?? new Date(0))
      : [options.case];
  let done = 0;
  for (const caseId of cases) {
    const decided = await review(service.reviewing, {
      caseId,
      event: 'undo',
      actor: { kind: 'operator', name: operator() },
      why: options.rule === undefined ? 'sang undo' : `sang undo --rule ${options.rule}`,
    });
    if (decided.kind === 'done') done += 1;
    else if (options.case !== undefined) refuse('undo', notUndone(caseId, decided));
  }
  process.stdout.write(
    words(`Đã hoàn tác ${done} trên ${cases.length} hồ sơ.\n`, `${done} of ${cases.length} cases undone.\n`),
  );
}

function notUndone(caseId: number, decided: Exclude<Decided, { kind: 'done' }>): string {
  if (decided.kind === 'missing') return words(`không có hồ sơ ${caseId}`, `no such case: ${caseId}`);
  const state = 'state' in decided ? TEXTS[language()].states[decided.state] : undefined;
  return words(
    `hồ sơ ${caseId} ${state ?? 'không đổi được'}: không có gì để hoàn tác`,
    `case ${caseId} is ${state ?? 'not to be changed'}: nothing to undo`,
  );
}

interface BrakeOptions {
  readonly source?: number;
  readonly rule?: string;
}

/** `sang stop-actions`: the global stop, or a brake pulled by hand. */
export function registerStop(program: Command): void {
  program
    .command('stop-actions')
    .description(
      'ngừng mọi thao tác tại nền tảng / stop all actions at the platforms (restoring visibility goes on)',
    )
    .option('--why <reason>', 'lý do / reason')
    .option(
      '--source <number>',
      'chỉ ngừng việc tự làm của nguồn này / only what this source does by itself',
      id,
    )
    .option('--rule <id>', 'chỉ ngừng việc luật này tự làm / only what this rule does by itself')
    .action((options: BrakeOptions & { why?: string }) =>
      withRuntime(async ({ service }) => {
        const scope = await scopeOf(service, options);
        if (scope === undefined) return refuse('stop-actions', noSource());
        const controls = createControlStore(service.pool);
        if (isNarrow(scope)) {
          const pulled = await controls.pull(scope, operator(), options.why);
          process.stdout.write(
            pulled
              ? words(
                  'Đã kéo phanh. Nhả bằng sang resume-actions với cùng tuỳ chọn, hoặc trên bảng điều khiển.\n',
                  'Brake pulled. sang resume-actions with the same options releases it, or the console.\n',
                )
              : words('Phanh này đã kéo từ trước.\n', 'The brake stood already.\n'),
          );
          return undefined;
        }
        await controls.stopActions(operator(), options.why);
        process.stdout.write(
          words(
            'Đã dừng mọi thao tác; việc hiện lại bình luận vẫn làm. Chạy lại bằng sang resume-actions.\n',
            'All actions are stopped; making comments visible goes on. sang resume-actions lets them go on.\n',
          ),
        );
        return undefined;
      }),
    );
}

/** `sang resume-actions`: ends the global stop, or releases a brake. */
export function registerResume(program: Command): void {
  program
    .command('resume-actions')
    .description('cho thao tác chạy lại / let actions go on')
    .option('--source <number>', 'nhả phanh của nguồn này / release the brake of this source', id)
    .option('--rule <id>', 'nhả phanh của luật này / release the brake of this rule')
    .action((options: BrakeOptions) =>
      withRuntime(async ({ service }) => {
        const scope = await scopeOf(service, options);
        if (scope === undefined) return refuse('resume-actions', noSource());
        const controls = createControlStore(service.pool);
        if (isNarrow(scope)) {
          const released = await controls.release(scope, operator());
          process.stdout.write(words(`Đã nhả ${released} phanh.\n`, `${released} brakes released.\n`));
        } else {
          await controls.resumeActions(operator());
          process.stdout.write(words('Thao tác chạy lại.\n', 'Actions go on.\n'));
        }
        await service.queues.ring('act', {}, { dedupe: 'act-0' });
        await listBrakes(service);
        return undefined;
      }),
    );
}

/** `sang brakes`: what holds back actions, in plain words. */
export function registerBrakes(program: Command): void {
  program
    .command('brakes')
    .description('phanh và lệnh dừng đang có / brakes and stops that stand')
    .action(() =>
      withRuntime(async ({ service }) => {
        if ((await listBrakes(service)) > 0) return;
        process.stdout.write(words('Không có phanh nào đang kéo.\n', 'No brake stands.\n'));
      }),
    );
}

/** Prints the global stop and the brakes that stand, each with what releases it; resolves to how many. */
async function listBrakes({ pool, timeZone }: Runtime['service']): Promise<number> {
  const controls = createControlStore(pool);
  const [stop, brakes] = await Promise.all([controls.stopped(), controls.brakes()]);
  const lang = language();
  const since = (at: Date): string => words('từ', 'since') + ` ${moment(at, lang, timeZone)}`;
  const lines = brakes.map((brake) => {
    const how = [
      ...(brake.source === undefined ? [] : [`--source ${brake.source}`]),
      ...(brake.rule === undefined ? [] : [`--rule ${brake.rule}`]),
    ].join(' ');
    return `${brakeScopeInWords(brake, lang)}: ${words('phanh kéo', 'braked')} ${since(brake.at)} (${brakeCauseInWords(brake, lang)})\n  ${words('nhả', 'release')}: sang resume-actions ${how}\n`;
  });
  if (stop !== undefined) {
    const what = words('Mọi thao tác đang dừng', 'All actions are stopped');
    lines.unshift(
      `${what} ${since(stop.at)} (${stop.why ?? stop.by})\n  ${words('chạy lại', 'go on')}: sang resume-actions\n`,
    );
  }
  process.stdout.write(lines.join(''));
  return lines.length;
}

const noSource = (): string =>
  words(
    '--source: không có nguồn này; xem sang source list',
    '--source: no such source; see sang source list',
  );

async function scopeOf(
  service: Runtime['service'],
  { source, rule }: BrakeOptions,
): Promise<BrakeScope | undefined> {
  if (source !== undefined && (await service.sources.get(source)) === undefined) return undefined;
  return {
    ...(source === undefined ? {} : { source }),
    ...(rule === undefined ? {} : { rule }),
  };
}

const isNarrow = ({ source, rule }: BrakeScope): boolean => source !== undefined || rule !== undefined;
