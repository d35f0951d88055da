/**
 * Chaos: the service on real servers, broken on purpose.
 *
 *   npm run chaos -- --help
 */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makeTestFolder } from '../servers/folder.ts';
import { chaos } from './run.ts';
import { shortfall, table } from './table.ts';

const USAGE = `npm run chaos [-- OPTIONS]: the service on real servers, broken on purpose
  --seed N                  the order of the faults (1)
  --faults N                how many (500)
  --minutes N               at most so long (120)
  --queues redis|postgres   what the queues stand on (redis)
  --rate N                  how many times faster the clock of leases and expiries goes (60)
`;
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    faults: { type: 'string', default: '500' },
    minutes: { type: 'string', default: '120' },
    queues: { type: 'string', default: 'redis' },
    rate: { type: 'string', default: '60' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const folder = makeTestFolder();
process.env['TEST_FOLDER'] = folder;
const result = await chaos({
  seed: Number(values.seed),
  faults: Number(values.faults),
  queues: values.queues === 'postgres' ? 'postgres' : 'redis',
  lightest: 0,
  rate: Number(values.rate),
  minutes: Number(values.minutes),
  say: (line) => console.error(line),
});
console.log(table(result));
const { lost, doubled, broken } = result.findings;
const short = shortfall(result, Number(values.faults));
for (const line of short) console.error(line);
process.exitCode = lost.length + doubled.length + broken.length + short.length === 0 ? 0 : 1;
if (process.exitCode === 0) rmSync(folder, { recursive: true, force: true });
else console.error(`the processes' logs: ${folder}`);
