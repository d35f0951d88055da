import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { startConsole } from '../../../workers/console.ts';
import { ROLES, startWorkers } from '../../../workers/main.ts';
import { watchRules } from '../../../workers/rules.ts';
import { createAccessStore } from '../../adapters/postgres/access.ts';
import type { Environment } from '../../config/config.ts';
import { shippedRules } from '../../rulebook/files.ts';
import { stopSignal } from '../ending.ts';
import { facebookVariables, zaloVariables } from '../../simulators/variables.ts';
import { renderFaults } from '../faults.ts';
import { configOrExit, openRuntime, type Runtime } from '../runtime.ts';
import { claimFolder } from './claim.ts';
import { openStage, type Stage } from './stage.ts';
import { openTerminal } from './terminal.ts';

/** Voices that have spoken before the service starts, and the pause between the later ones in milliseconds. */
const BEFORE = 40;
const PAUSE = 700;
/** The first digest is written when this many comments were screened, or after this many milliseconds. */
const FIRST_DIGEST_AFTER = 60;
const FIRST_DIGEST_LATEST = 40_000;
const POLL_SECONDS = 3;
const DRAIN = 10_000;

/** `sang demo`: the whole service on this machine, with simulated platforms and invented people. */
export function register(program: Command): void {
  program
    .command('demo')
    .description('chạy thử trọn bộ với trang và người giả lập / the whole service with simulated platforms')
    .option('--once', 'tự kết thúc sau bản tin đầu tiên / end by itself after the first digest')
    .action(async (options: { once?: boolean }) => {
      await demo(options.once === true);
    });
}

async function demo(once: boolean): Promise<void> {
  const { environment } = configOrExit(process.env);
  const data = path.join(environment.SANG_DATA, 'demo');
  const release = claimFolder(data);
  try {
    await demoIn(data, environment, once);
  } finally {
    release();
  }
}

async function demoIn(data: string, environment: Environment, once: boolean): Promise<void> {
  const vi = environment.SANG_LANG === 'vi';
  const terminal = openTerminal(process.stdout, environment.SANG_LANG);
  terminal.say(
    vi
      ? 'Sàng chạy thử: trang, tài khoản và người viết đều là giả lập.'
      : 'Sàng demo: the page, the account and the people are simulated.',
  );
  const ended = new AbortController();
  // Heard from the first moment: Ctrl-C while things are opened closes them in order too.
  const stopped = stopSignal(() => undefined).then(() => ended.abort());
  rmSync(data, { recursive: true, force: true });
  const stage = await openStage();
  const runtime = await openRuntime({ roles: ROLES, env: demoEnvironment(stage, data), logLevel: 'warn' });
  const { service } = runtime;
  const directory = environment.SANG_RULES ?? shippedRules();
  const rules = await watchRules(service, directory);
  if (!rules.first.published) {
    process.stderr.write(renderFaults(rules.first.faults, directory, environment.SANG_LANG));
    process.exitCode = 2;
  } else if (!ended.signal.aborted) {
    await run(once, vi, stage, runtime, terminal, { signal: ended.signal, stopped });
  }
  ended.abort();
  await rules.stop();
  await runtime.close(DRAIN);
  await stage.stop();
}

async function run(
  once: boolean,
  vi: boolean,
  stage: Stage,
  { service, secret }: Runtime,
  terminal: ReturnType<typeof openTerminal>,
  { signal, stopped }: { signal: AbortSignal; stopped: Promise<void> },
): Promise<void> {
  await addSources(service, stage);
  for (let voice = 0; voice < BEFORE; voice += 1) stage.speak();
  let digested: (path: string) => void = () => undefined;
  const firstDigest = new Promise<string>((resolve) => {
    digested = resolve;
  });
  const console = await startConsole(service, { host: '127.0.0.1', port: 0, key: secret });
  // The console's address is known only now; digests link there.
  const running = await startWorkers({ ...service, consoleUrl: console.url }, ROLES, {
    onJudged: (judged) => terminal.judged(judged),
    onDigest: (written, count) => {
      terminal.say(
        vi
          ? `\nBản tin: ${count} bình luận cần xem, mở tệp: ${written}\n`
          : `\nDigest: ${count} comments to look at, open: ${written}\n`,
      );
      digested(written);
    },
  });
  terminal.say(`${vi ? 'Bảng điều khiển' : 'Console'}: ${await signInLink(service, console.url)}\n`);
  const quiet = new AbortController();
  const talking = talk(stage, AbortSignal.any([signal, quiet.signal]));
  await untilScreened(terminal, signal);
  if (!signal.aborted) await service.queues.ring('digest', {}, { dedupe: 'digest' });
  const written = await Promise.race([firstDigest, stopped.then(() => undefined)]);
  if (written !== undefined && !once) {
    terminal.say(vi ? 'Ctrl-C để dừng.' : 'Ctrl-C to stop.');
    await stopped;
  }
  quiet.abort();
  await talking;
  await console.stop();
  await running.stop(DRAIN);
  if (written !== undefined) terminal.say(`digest: ${written}`);
}

/** A link that signs the reader in as the demo's administrator, once. */
async function signInLink(service: Runtime['service'], url: string): Promise<string> {
  const access = createAccessStore(service.pool);
  const id = await access.addMember(
    { email: 'demo@sang.example', name: 'Trực trang', role: 'admin' },
    'sang demo',
  );
  return new URL(`link?s=${await access.makeLink(id, 'sign-in', 12 * 60)}`, url).href;
}

/** People go on writing until the demo ends. */
async function talk(stage: Stage, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted && !stage.speak()) return;
  }
}

async function untilScreened(terminal: { readonly screened: number }, signal: AbortSignal): Promise<void> {
  const latest = Date.now() + FIRST_DIGEST_LATEST;
  while (terminal.screened < FIRST_DIGEST_AFTER && Date.now() < latest && !signal.aborted) {
    await sleep(200, undefined, { signal }).catch(() => undefined);
  }
}

async function addSources(service: Runtime['service'], stage: Stage): Promise<void> {
  const { facebook, zalo } = stage;
  const page = await service.sources.add(
    { platform: 'facebook', externalId: facebook.pageId, name: facebook.pageName, pollSeconds: POLL_SECONDS },
    'sang demo',
  );
  await service.tokens.write(page.id, { accessToken: facebook.tokens.page });
  const oa = await service.sources.add(
    {
      platform: 'zalo',
      externalId: zalo.world.oa.id,
      name: zalo.world.oa.name,
      pollSeconds: POLL_SECONDS,
    },
    'sang demo',
  );
  await service.tokens.write(oa.id, zalo.issue());
}

/** The service's own settings, with simulators in the platforms' place and everything in one folder. */
function demoEnvironment(stage: Stage, data: string): Record<string, string | undefined> {
  return {
    ...process.env,
    DATABASE_URL: undefined,
    // The queues of a running installation are not the demo's to hear, nor is its address the demo's.
    REDIS_URL: undefined,
    SANG_URL: undefined,
    // Invented people write to nobody's mailbox.
    SMTP_URL: undefined,
    SANG_DATA: data,
    ...facebookVariables(stage.facebook),
    ...zaloVariables(stage.zalo),
  };
}
