import os from 'node:os';
import type { Command } from 'commander';
import { createControlStore } from '../adapters/postgres/controls.ts';
import type { BrakeScope } from '../pipeline/ports/controls.ts';
import { createRescreenStore } from '../adapters/postgres/rescreen.ts';
import { createPeople } from '../adapters/secrets/people.ts';
import { rescreen } from '../pipeline/rescreen.ts';
import { retention } from '../pipeline/retention.ts';
import { review } from '../pipeline/review.ts';
import { openRuntime, type Runtime } from './runtime.ts';
import { parseSince } from './since.ts';

/** Who the audit names for what is done at the command line. */
export function operator(): string {
  try {
    return os.userInfo().username;
  } catch {
    return 'operator';
  }
}

/** `sang undo`: takes back one case, or everything a rule did by itself. */
export function registerUndo(program: Command): void {
  program
    .command('undo')
    .description(
      'hoàn tác một hồ sơ, hoặc mọi việc một luật tự làm / undo one case, or all a rule did by itself',
    )
    .option('--case <number>', 'số hồ sơ / number of the case')
    .option('--rule <id>', 'mã luật / id of the rule')
    .option('--since <time>', 'từ lúc nào / since when: 24h, 7d, or 2026-11-01T00:00:00Z')
    .action((options: { case?: string; rule?: string; since?: string }) =>
      withRuntime('undo', async ({ service }) => {
        const since =
          options.since === undefined ? undefined : parseSince(options.since, await service.digests.now());
        const byRule = options.rule !== undefined && since !== undefined;
        if (
          (options.case === undefined) === !byRule ||
          (options.since !== undefined && since === undefined)
        ) {
          return refuse('undo', 'give --case N, or --rule ID with --since 24h');
        }
        const cases =
          options.case === undefined
            ? await service.cases.touchedByRule(options.rule ?? '', since ?? new Date(0))
            : [Number(options.case)];
        let done = 0;
        for (const caseId of cases) {
          const decided = await review(service.reviewing, {
            caseId,
            event: 'undo',
            actor: { kind: 'operator', name: operator() },
            why: options.rule === undefined ? 'sang undo' : `sang undo --rule ${options.rule}`,
          });
          if (decided.kind === 'done') done += 1;
          else if (options.case !== undefined) {
            const why =
              decided.kind === 'missing'
                ? 'no such case'
                : `is ${'state' in decided ? decided.state : decided.kind}: nothing to undo`;
            refuse('undo', `case ${caseId} ${why}`);
          }
        }
        process.stdout.write(`${done} of ${cases.length} undone\n`);
      }),
    );
}

export function registerStop(program: Command): void {
  program
    .command('stop-actions')
    .description(
      'ngừng mọi thao tác tại nền tảng / stop all actions at the platforms (restoring visibility goes on)',
    )
    .option('--why <reason>', 'lý do / reason')
    .option('--source <number>', 'chỉ ngừng việc tự làm của nguồn này / only what this source does by itself')
    .option('--rule <id>', 'chỉ ngừng việc luật này tự làm / only what this rule does by itself')
    .action((options: BrakeOptions & { why?: string }) =>
      withRuntime('stop-actions', async ({ service }) => {
        const scope = await scopeOf(service, options);
        if (scope === undefined) return refuse('stop-actions', NO_SOURCE);
        const controls = createControlStore(service.pool);
        if (isNarrow(scope)) {
          const pulled = await controls.pull(scope, operator(), options.why);
          process.stdout.write(
            pulled
              ? 'brake pulled; sang resume-actions with the same options releases it\n'
              : 'the brake stood already\n',
          );
          return;
        }
        await controls.stopActions(operator(), options.why);
        process.stdout.write('actions stopped; sang resume-actions lets them go on\n');
      }),
    );
}

export function registerResume(program: Command): void {
  program
    .command('resume-actions')
    .description('cho thao tác chạy lại / let actions go on')
    .option('--source <number>', 'nhả phanh của nguồn này / release the brake of this source')
    .option('--rule <id>', 'nhả phanh của luật này / release the brake of this rule')
    .action((options: BrakeOptions) =>
      withRuntime('resume-actions', async ({ service }) => {
        const scope = await scopeOf(service, options);
        if (scope === undefined) return refuse('resume-actions', NO_SOURCE);
        const controls = createControlStore(service.pool);
        if (isNarrow(scope)) {
          process.stdout.write(`${await controls.release(scope, operator())} brakes released\n`);
        } else {
          await controls.resumeActions(operator());
          process.stdout.write('actions go on\n');
        }
        await service.queues.ring('act', {}, { dedupe: 'act-0' });
        for (const { source, rule, why, at } of await controls.brakes()) {
          const what = [
            source === undefined ? '' : `--source ${source}`,
            rule === undefined ? '' : `--rule ${rule}`,
          ];
          process.stdout.write(`braked: ${what.filter(Boolean).join(' ')} (${why}, ${at.toISOString()})\n`);
        }
        return undefined;
      }),
    );
}

interface BrakeOptions {
  source?: string;
  rule?: string;
}

const NO_SOURCE = '--source: no such source; sang source list shows them';

async function scopeOf(
  service: Runtime['service'],
  { source, rule }: BrakeOptions,
): Promise<BrakeScope | undefined> {
  if (source !== undefined && (await service.sources.get(Number(source) || 0)) === undefined)
    return undefined;
  return {
    ...(source === undefined ? {} : { source: Number(source) }),
    ...(rule === undefined ? {} : { rule }),
  };
}

const isNarrow = ({ source, rule }: BrakeScope): boolean => source !== undefined || rule !== undefined;

export function registerRescreen(program: Command): void {
  program
    .command('rescreen')
    .description('rà lại theo bộ luật hiện tại / screen again under the present rules')
    .requiredOption('--since <time>', 'bình luận từ lúc nào / comments since: 24h, 7d, or a date')
    .action((options: { since: string }) =>
      withRuntime('rescreen', async ({ service }) => {
        const since = parseSince(options.since, await service.digests.now());
        if (since === undefined)
          return refuse('rescreen', `--since ${options.since}: write 24h, 7d or a date`);
        const ring = (): Promise<void> => service.queues.ring('screen', {}, { dedupe: 'screen-0' });
        const put = await rescreen({ store: createRescreenStore(service.pool), ring }, since);
        process.stdout.write(`${put} comments will be screened again\n`);
      }),
    );
}

export function registerPurge(program: Command): void {
  program
    .command('purge')
    .description(
      'quên dữ liệu cũ, hoặc của một người theo yêu cầu / forget old texts, or one author’s on request',
    )
    .option('--author <id>', 'mã người dùng tại nền tảng / the person’s id at the platform')
    .option('--source <number>', 'nguồn của người đó / the source they wrote on')
    .option('--older-than <days>', 'quên chữ cũ hơn số ngày này / forget texts older than so many days')
    .action((options: { author?: string; source?: string; olderThan?: string }) =>
      withRuntime('purge', async ({ service, environment, secret }) => {
        const { store } = service.retaining;
        if (options.author !== undefined) {
          const source = Number(options.source);
          if (!Number.isInteger(source))
            return refuse('purge', '--author needs --source N (sang source list)');
          const people = createPeople(secret, environment.SANG_SECRET_PREVIOUS);
          const keys = [people.key(source, options.author)];
          if (people.previousKey !== undefined) keys.push(people.previousKey(source, options.author));
          process.stdout.write(`${await store.purgeAuthor(source, keys)} comments forgotten\n`);
          return undefined;
        }
        const days = Number(options.olderThan ?? environment.SANG_RETENTION_DAYS);
        if (!Number.isInteger(days) || days < 1)
          return refuse('purge', '--older-than: a whole number of days');
        const total = await retention({ ...service.retaining, days }, new AbortController().signal);
        process.stdout.write(`${total} comments forgotten\n`);
        return undefined;
      }),
    );
}

export async function withRuntime(role: string, work: (runtime: Runtime) => Promise<void>): Promise<void> {
  const runtime = await openRuntime({ roles: [role], logLevel: 'warn' });
  try {
    await work(runtime);
  } finally {
    await runtime.close(0);
  }
}

export function refuse(command: string, why: string): void {
  process.stderr.write(`sang ${command}: ${why}\n`);
  process.exitCode = 2;
}
