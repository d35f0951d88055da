import { expect, jest, test } from '@jest/globals';
import { recentReports } from '../../../src/adapters/console/recent-reports.ts';
import { createReportStore } from '../../../src/adapters/postgres/reports.ts';
import { freshDatabase } from '../../servers/postgres.ts';

const MINUTE = 60_000;
const WINDOW = {
  from: new Date('2026-11-01T00:00:00Z'),
  to: new Date('2026-12-01T00:00:00Z'),
  timeZone: 'Asia/Ho_Chi_Minh',
};

test('a report is counted once for all who ask within ten minutes; a count that failed is made again', async () => {
  const database = await freshDatabase();
  try {
    const store = createReportStore(database.pool);
    const read = jest.spyOn(store, 'read');
    let clock = 0;
    const count = recentReports(store, () => clock);
    const [one, two] = await Promise.all([count(WINDOW), count({ ...WINDOW })]);
    expect(two).toBe(one);
    expect(one).toMatchObject({ at: new Date(0), report: { screened: 0 } });
    clock = 9 * MINUTE;
    expect(await count(WINDOW)).toBe(one);
    // Other pages are another report.
    expect(await count({ ...WINDOW, sources: [1] })).not.toBe(one);
    clock = 11 * MINUTE;
    expect(await count(WINDOW)).toMatchObject({ at: new Date(11 * MINUTE) });
    expect(read).toHaveBeenCalledTimes(3);

    clock = 30 * MINUTE;
    await database.pool.query('alter table verdicts rename to gone');
    await expect(count(WINDOW)).rejects.toThrow();
    await database.pool.query('alter table gone rename to verdicts');
    expect(await count(WINDOW)).toMatchObject({ at: new Date(30 * MINUTE) });
  } finally {
    await database.drop();
  }
});
