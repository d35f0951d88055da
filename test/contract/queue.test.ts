import { describe } from '@jest/globals';
import { describeWith } from '../servers/describe-with.ts';
import { Bench } from './queue/bench.ts';
import { endings } from './queue/endings.ts';
import { outcomes } from './queue/outcomes.ts';
import { rings } from './queue/rings.ts';
import { schedules } from './queue/schedules.ts';

/** What both backends owe the pipeline. */
function contract(backend: 'postgres' | 'redis'): void {
  const bench = new Bench(backend);
  rings(bench);
  outcomes(bench);
  schedules(bench);
  endings(bench);
}

describe('queues on PostgreSQL', () => {
  contract('postgres');
});
describeWith('redis', 'queues on Redis', () => {
  contract('redis');
});
