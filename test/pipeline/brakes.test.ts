import { describe, expect, test } from '@jest/globals';
import { createControlStore } from '../../src/adapters/postgres/controls.ts';
import { ruleBrake, sourceBrake } from '../../src/domain/act/brake.ts';
import { needOf } from '../../src/domain/act/need.ts';
import { provisionalHide } from '../../src/domain/act/provisional.ts';
import type { Judged } from '../../src/pipeline/ports/screening.ts';
import { Ground } from '../e2e/ground.ts';
import { AUTOMATIC_RULES, earnHiding } from './automatic-rules.ts';
import { eachGround } from './each-ground.ts';
import { seen } from './world.ts';

const HARM = 'có hàng cho thuê theo giờ';
const ground = eachGround(openPage);

async function openPage(pool = ground.pool): Promise<Ground> {
  const page = await Ground.open(pool, AUTOMATIC_RULES);
  await earnHiding(pool, page.world);
  await page.world.sources.setMode(page.source, 'enforce', 'test');
  return page;
}

let written = 0;
const talk = (count: number) =>
  Array.from({ length: count }, () => seen(`t${(written += 1)}`, `bài hay lắm, lần ${written}`));
const harm = (count: number, text = HARM) =>
  Array.from({ length: count }, () => seen(`h${(written += 1)}`, `${text} ${written}`));
async function write(comments: ReturnType<typeof seen>[], page = ground): Promise<void> {
  await page.store(comments);
  await page.world.screen();
}
const hides = async (page = ground) => {
  const { rows } = await ground.pool.query<{ state: string; n: number }>(
    `select state, count(*)::int as n from actions where source_id = $1 and kind = 'hide' group by state`,
    [page.source],
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
};
const audited = async (what: string) => {
  const { rows } = await ground.pool.query<{ actor: string; rule: string | null; why: string }>(
    'select actor, rule, why from audit where source_id = $1 and what = $2 order by id',
    [ground.source, what],
  );
  return rows;
};

describe('the numbers', () => {
  test('a rule: more than two and more than a twentieth', () => {
    expect(ruleBrake({ hits: 2, comments: 3 })).toBeUndefined();
    expect(ruleBrake({ hits: 3, comments: 60 })).toBeUndefined();
    expect(ruleBrake({ hits: 3, comments: 59 })).toBe('rule-share');
  });
  test('a page: more than ten and a tenth, or a burst', () => {
    expect(sourceBrake({ hides: 10, burst: 10, comments: 20 })).toBeUndefined();
    expect(sourceBrake({ hides: 11, burst: 11, comments: 109 })).toBe('source-share');
    expect(sourceBrake({ hides: 61, burst: 60, comments: 10_000 })).toBeUndefined();
    expect(sourceBrake({ hides: 61, burst: 61, comments: 10_000 })).toBe('source-burst');
  });
});

test('two hits hide; the third of few comments brakes the rule here, takes back what was not sent, and elsewhere nothing changes', async () => {
  await write([...talk(20), ...harm(2)]);
  expect(await hides()).toEqual({ pending: 2 });
  await ground.act();
  await write(harm(1));
  expect(await hides()).toEqual({ done: 2 });
  expect(await audited('brake.pulled')).toEqual([{ actor: 'rule', rule: 'sexual.hides', why: 'rule-share' }]);
  // What is found goes to people all the same.
  const { rows } = await ground.pool.query(`select 1 from cases where source_id = $1 and state = 'open'`, [
    ground.source,
  ]);
  expect(rows).toHaveLength(3);
  const other = await openPage();
  await write([...talk(10), ...harm(1)], other);
  expect(await hides(other)).toEqual({ pending: 1 });
});

test('hides still waiting are withdrawn, and their cases are visible and open', async () => {
  await write([...talk(20), ...harm(2)]);
  await write(harm(1));
  expect(await hides()).toEqual({ cancelled: 2 });
  await ground.act();
  expect(await hides()).toEqual({ cancelled: 2 });
  const { rows } = await ground.pool.query<{ expires: Date | null }>(
    'select expires_at as expires from cases where source_id = $1',
    [ground.source],
  );
  expect(rows.every(({ expires }) => expires === null)).toBe(true);
  expect(await audited('case.hide-withdrawn')).toHaveLength(2);
});

test('many comments, few hits: no brake', async () => {
  await write([...talk(300), ...harm(10)]);
  expect(await hides()).toEqual({ pending: 10 });
  expect(await audited('brake.pulled')).toEqual([]);
});

test('all at once in one batch: none is hidden', async () => {
  await write([...talk(50), ...harm(30)]);
  expect(await hides()).toEqual({});
});

test('a person releases it by hand; counting starts anew', async () => {
  await write([...talk(20), ...harm(3)]);
  const controls = createControlStore(ground.pool);
  expect(await controls.brakes()).toContainEqual(
    expect.objectContaining({
      source: ground.source,
      rule: 'sexual.hides',
      why: 'rule-share',
      automatic: true,
    }),
  );
  expect(await controls.release({ source: ground.source, rule: 'sexual.hides' }, 'trúc')).toBe(1);
  expect(await audited('brake.released')).toEqual([{ actor: 'operator', rule: 'sexual.hides', why: 'trúc' }]);
  await write(harm(2));
  expect(await hides()).toEqual({ pending: 2 });
  await write(harm(1));
  expect(await hides()).toEqual({ cancelled: 2 });
});

test('pulled by hand on a page, a rule, or both: nothing goes out by itself, people still act', async () => {
  const controls = createControlStore(ground.pool);
  for (const scope of [
    { source: ground.source },
    { rule: 'sexual.hides' },
    { source: ground.source, rule: 'sexual.hides' },
  ]) {
    const page = ground;
    await write([...talk(60), ...harm(1)], page);
    const before = await hides();
    expect(await controls.pull(scope, 'trúc', 'thử')).toBe(true);
    expect(await controls.pull(scope, 'trúc', 'thử')).toBe(false);
    await write([...talk(60), ...harm(1)], page);
    expect((await hides())['pending']).toBeUndefined();
    expect(before['pending']).toBe(1);
    expect(await controls.release(scope, 'trúc')).toBe(1);
  }
  const id = await ground.aCase();
  await controls.pull({ source: ground.source }, 'trúc', undefined);
  expect(await ground.decide(id, 'hide', await ground.person())).toBe(true);
  await ground.act();
  expect((await hides())['done']).toBe(1);
});

test('two workers side by side do not pass the brake together', async () => {
  // With 60 comments a third hit is still within the twentieth, a fourth is not; each worker sees its own only.
  await write([...talk(56), ...harm(2)]);
  await ground.store(harm(2));
  const { rows } = await ground.pool.query<{ id: string }>(
    'select revision_id as id from unscreened order by 1',
  );
  expect(rows).toHaveLength(2);
  const { id, rulebook } = await ground.world.rulebook();
  let reading = 0;
  let bothRead: () => void = () => undefined;
  const barrier = new Promise<void>((resolve) => {
    bothRead = resolve;
  });
  const work = (revision: number) =>
    ground.world.screening.claim({ kind: 'these', revisionIds: [revision] }, async (claim) => {
      reading += 1;
      if (reading === 2) bothRead();
      await barrier;
      const judged = claim.owed.map((owed): Judged => {
        const verdict = rulebook.screen({ text: owed.text }, claim.now);
        const need = needOf(verdict);
        const hide = provisionalHide(verdict, {
          mode: 'enforce',
          brakedRules: owed.source.brakedRules,
          stopped: false,
          canHide: true,
          decidedByPerson: false,
          expiresAt: new Date(claim.now.getTime() + 3_600_000),
        });
        if (need === undefined || hide === undefined) throw new Error('not found');
        return { owed, verdict, need, hide };
      });
      return claim.settle(judged, id);
    });
  await Promise.all(rows.map((row) => work(Number(row.id))));
  expect(await audited('brake.pulled')).toHaveLength(1);
  expect(await hides()).toEqual({ cancelled: 3 });
});
