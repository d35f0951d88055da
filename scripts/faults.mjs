// The long form of test/faults: 1,000 seeded runs and 50 kills on each queue backend, 10,000 actions under the limits.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const LONG = { SANG_FAULT_RUNS: '1000', SANG_FAULT_KILLS: '50', SANG_DRAIN_ACTIONS: '10000' };
const test = path.join(path.dirname(fileURLToPath(import.meta.url)), 'test.mjs');
const done = spawnSync(process.execPath, [test, 'test/faults', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...LONG, ...process.env },
});
process.exit(done.status ?? 1);
