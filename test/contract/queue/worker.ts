// A worker process for the contract suite: works on `act`, prints what it hears, never finishes on its own.
// Arguments: database URL, Redis URL or "-".
import { setTimeout as sleep } from 'node:timers/promises';
import { openQueues } from '../../../src/adapters/queue/queues.ts';

const [databaseUrl = '', redisUrl] = process.argv.slice(2);
const queues = openQueues({
  databaseUrl,
  redisUrl: redisUrl === '-' ? undefined : redisUrl,
  observer: { threw: () => undefined, stalled: () => undefined, broken: () => undefined },
  timing: { lock: 1_000, stalledCheck: 500 },
});
await queues.work('act', async ({ payload }) => {
  console.log(`heard ${JSON.stringify(payload)}`);
  await sleep(600_000);
});
