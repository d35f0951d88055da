// A worker process for the contract suite: works on `act`, prints what it hears, never finishes on its own.
// Arguments: database URL, Redis URL or "-", and how long to stand still in the middle, in milliseconds: with it the
// timing is that of production.
import { setTimeout as sleep } from 'node:timers/promises';
import { openQueues } from '../../../src/adapters/queue/queues.ts';

const [databaseUrl = '', redisUrl, still] = process.argv.slice(2);
const queues = openQueues({
  databaseUrl,
  redisUrl: redisUrl === '-' ? undefined : redisUrl,
  observer: { threw: () => undefined, stalled: () => undefined, broken: () => undefined },
  ...(still === undefined && { timing: { lock: 1_000, stalledCheck: 500 } }),
});
await queues.work('act', async ({ payload }) => {
  console.log(`heard ${JSON.stringify(payload)}`);
  if (still !== undefined) {
    const until = performance.now() + Number(still);
    while (performance.now() < until); // as a long compilation does
    console.log('still here');
  }
  await sleep(600_000);
});
