/**
 * Measurements, as ratios against peers and ceilings in the same run.
 *
 *   npm run bench -- [--json] [--only screening,…]
 */
import { parseArgs } from 'node:util';
import { machine } from './machine.ts';
import type { Suite } from './measure.ts';
import { batches } from './pipeline/batches.ts';
import { day, freshness } from './pipeline/days.ts';
import { consoleSuite } from './console/suite.ts';
import { e2e } from './pipeline/e2e.ts';
import { growth } from './pipeline/growth.ts';
import { processes } from './pipeline/processes.ts';
import { screening } from './screening/suite.ts';

const SUITES: readonly Suite[] = [screening, processes, batches, e2e, consoleSuite, freshness, growth, day];

const USAGE = `npm run bench -- [--json] [--only ${SUITES.map((suite) => suite.name).join(',')}]`;
const values = read();
const wanted = values.only?.split(',') ?? SUITES.map((suite) => suite.name);
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`bench: no such suite: ${unknown.join(', ')}\n${USAGE}`);
  process.exit(2);
}
const say = (line: string): void => {
  if (!values.json) console.log(line);
};
const on = machine();
say(
  `Sàng ${on.sang}, Node ${on.node}, PostgreSQL ${on.postgresql}, Redis ${on.redis ?? '–'}, ${on.cores} × ${on.processor}`,
);
for (const suite of SUITES.filter(({ name }) => wanted.includes(name))) {
  for (const figure of await suite.run(say)) {
    // Also where it is no number: nothing was measured then.
    const { name, value, most, least } = figure;
    if (most !== undefined && !(value <= most))
      missed(`${name} is ${value.toPrecision(4)}, at most ${most} allowed`);
    if (least !== undefined && !(value >= least))
      missed(`${name} is ${value.toPrecision(4)}, at least ${least} asked`);
    if (values.json) console.log(JSON.stringify({ ...figure, on }));
    else if (!/\.rate-at-/u.test(figure.name)) {
      console.log(`${figure.name.padEnd(32)} ${figure.value.toPrecision(4)} ${figure.unit}`);
    }
  }
}

function missed(what: string): void {
  console.error(`bench: ${what}`);
  process.exitCode = 1;
}

function read(): { readonly json: boolean; readonly only?: string | undefined } {
  try {
    const { values: given } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!given.help) return given;
    console.log(USAGE);
    return process.exit(0);
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return process.exit(2);
  }
}
