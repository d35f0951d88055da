import { expect, test } from '@jest/globals';
import { describeWith } from '../servers/describe-with.ts';
import { chaos } from './run.ts';
import { shortfall, table } from './table.ts';

const FAULTS = 20;
/** What takes longest to be noticed (half-open connections, long outages) the long form has. */
const LIGHTEST = 1;
/** Others work on the machine at the same time: leases are given twice the time they have in the long form. */
const RATE = 30;

test('a run that was too slow for what it was asked is none that passed', () => {
  expect(shortfall({ struck: 500, kills: 50 }, 500)).toEqual([]);
  expect(shortfall({ struck: 499, kills: 50 }, 500)).toHaveLength(1);
  expect(shortfall({ struck: 500, kills: 49 }, 500)).toHaveLength(1);
  expect(shortfall({ struck: 0, kills: 0 }, 20)).toHaveLength(2);
});

/** The short form; `npm run chaos` strikes 500. */
describeWith('redis', 'chaos', () => {
  test(`${FAULTS} faults: nothing lost, nothing doubled, no invariant broken`, async () => {
    const told: string[] = [];
    const result = await chaos({
      seed: 20,
      faults: FAULTS,
      queues: 'redis',
      lightest: LIGHTEST,
      rate: RATE,
      minutes: 8,
      say: (line) => told.push(line),
    });
    const { lost, doubled, broken } = result.findings;
    if (lost.length + doubled.length + broken.length > 0)
      process.stderr.write(`${told.join('\n')}\n${table(result)}\n`);
    expect({ lost, doubled, broken }).toEqual({ lost: [], doubled: [], broken: [] });
    expect(shortfall(result, FAULTS)).toEqual([]);
  }, 600_000);
});
