import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { startFacebookSimulator } from '../simulators/facebook/index.ts';
import { facebookVariables, zaloVariables } from '../simulators/variables.ts';
import { type Voice, voicesOnPage, voicesToOa } from '../simulators/voices.ts';
import { startZaloSimulator } from '../simulators/zalo/index.ts';
import { refuse } from './command.ts';
import { stopSignal } from './ending.ts';
import { words } from './language.ts';

interface Options {
  port: number;
  every: number;
}

/** A simulated platform that runs until told to stop. */
interface Simulated {
  /** What the operator must set to use it. */
  readonly says: readonly string[];
  readonly voices: readonly Voice[];
  stop(): Promise<void>;
}

/** `sang simulate`: a platform's double on loopback, with people who write, for trying out an installation. */
export function register(program: Command): void {
  program
    .command('simulate <platform>')
    .description('nền tảng giả lập để thử cài đặt / a simulated platform: facebook, zalo')
    .option('--port <port>', 'cổng trên máy này / port on this machine; 0 = any free', whole, 0)
    .option(
      '--every <seconds>',
      'cứ bao nhiêu giây có người viết; 0 = im lặng / seconds between voices',
      whole,
      3,
    )
    .action(async (platform: string, options: Options) => {
      const start = platform === 'facebook' ? facebook : platform === 'zalo' ? zalo : undefined;
      if (start === undefined) {
        return refuse(
          'simulate',
          words(
            `không có nền tảng ${platform} (chỉ có: facebook, zalo)`,
            `no such platform: ${platform} (facebook, zalo)`,
          ),
        );
      }
      await run(start, options);
    });
}

async function run(start: (port: number) => Promise<Simulated>, options: Options): Promise<void> {
  let simulated: Simulated;
  try {
    simulated = await start(options.port);
  } catch (error) {
    const code =
      typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
    return refuse(
      'simulate',
      words(
        `không mở được cổng ${options.port} (${code}); hãy chọn --port khác`,
        `port ${options.port} cannot be opened (${code}); choose another --port`,
      ),
    );
  }
  process.stdout.write(`${simulated.says.join('\n')}\n`);
  const ended = new AbortController();
  const talking = options.every === 0 ? undefined : talk(simulated, options.every * 1000, ended.signal);
  await stopSignal(() => undefined);
  ended.abort();
  await talking;
  await simulated.stop();
}

/** The voices of the demo, one after the other, again and again. */
async function talk(simulated: Simulated, pause: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    for (const voice of simulated.voices) {
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      voice.speak();
    }
  }
}

async function facebook(port: number): Promise<Simulated> {
  const simulator = await startFacebookSimulator({ port, clock: 'running' });
  return {
    says: [
      ...exportLines(facebookVariables(simulator)),
      `printf '%s' '${simulator.tokens.page}' | npm exec -- sang source add facebook ${simulator.pageId} --name '${simulator.pageName}' --token-stdin`,
      `# curl ${simulator.url}/_control`,
    ],
    voices: voicesOnPage(simulator),
    stop: () => simulator.stop(),
  };
}

async function zalo(port: number): Promise<Simulated> {
  const simulator = await startZaloSimulator({ port });
  const { oa } = simulator.world;
  const pair = simulator.issue();
  return {
    says: [
      ...exportLines(zaloVariables(simulator)),
      `printf '%s' '${pair.accessToken} ${pair.refreshToken}' | npm exec -- sang source add zalo ${oa.id} --name '${oa.name}' --token-stdin`,
      `# curl ${simulator.apiUrl}/_control`,
    ],
    voices: voicesToOa(simulator),
    stop: () => simulator.stop(),
  };
}

const exportLines = (variables: Readonly<Record<string, string>>): string[] =>
  Object.entries(variables).map(([name, value]) => `export ${name}=${value}`);

function whole(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError(words('cần một số nguyên', 'a whole number'));
  return number;
}
