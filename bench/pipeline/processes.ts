import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, median, type Suite } from '../measure.ts';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROUNDS = 5;

/** Screening alone, a process pinned to each of two cores against one process on one. */
async function run(say: (line: string) => void): Promise<readonly Figure[]> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const alone = await screened(0);
    const both = await Promise.all([screened(0), screened(1)]);
    ratios.push(both.reduce((sum, rate) => sum + rate, 0) / alone);
    say(`one process ${Math.round(alone)}/s, two ${both.map((rate) => Math.round(rate)).join(' + ')}/s`);
  }
  return [{ name: 'screen.two-processes', value: median(ratios), unit: 'x one process', least: 1.8 }];
}

/** Texts a second of one process on a core of its own. */
async function screened(core: number): Promise<number> {
  const child = spawn(
    'taskset',
    [
      '-c',
      String(core),
      process.execPath,
      '--import',
      path.join(HERE, '..', '..', 'scripts', 'typescript.mjs'),
      '--disable-warning=ExperimentalWarning',
      path.join(HERE, 'screener.ts'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return Number(printed);
}

export const processes: Suite = { name: 'processes', run };
