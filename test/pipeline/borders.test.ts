import { beforeEach, describe, expect, test } from '@jest/globals';
import { createRetentionStore } from '../../src/adapters/postgres/retention.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import { judge } from '../../src/pipeline/judge.ts';
import { review } from '../../src/pipeline/review.ts';
import { Ground } from '../e2e/ground.ts';
import { eachGround } from './each-ground.ts';
import { OFFER, seen } from './world.ts';

const ground = eachGround();
let person: number;
let comment: string;
beforeEach(async () => {
  person = await ground.person();
  comment = `c${Math.random()}`;
});

const isHidden = () => ground.isHidden(comment);
async function offer(): Promise<number> {
  await ground.say(comment, OFFER);
  return ground.caseOf(comment);
}
async function done(id: number, event: 'hide' | 'undo'): Promise<void> {
  expect(await ground.decide(id, event, person)).toBe(true);
  await ground.act();
}

describe('whose a hide is', () => {
  test('a page read before and stored after our doing makes no later hide of ours somebody else’s', async () => {
    const id = await offer();
    await done(id, 'hide');
    await done(id, 'undo');
    // Read while it was hidden, stored when it was shown again.
    await ground.store([seen(comment, OFFER, { hidden: true })]);
    await done(id, 'hide');
    expect(isHidden()).toBe(true);
    await done(id, 'undo');
    expect(isHidden()).toBe(false);
  });

  test('what a full budget held back before its first call was not tried: hidden meanwhile, it is another’s', async () => {
    const id = await offer();
    ground.world.platform.faults.push(
      new PlatformFailure('wait', 'budget.full', { until: new Date(Date.now() + 3_600_000) }),
    );
    await done(id, 'hide');
    expect(isHidden()).toBe(false);
    const { rows } = await ground.pool.query('select state, attempted_at from actions where case_id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ state: 'postponed', attempted_at: null }]);
    ground.world.platform.hidden.add(comment);
    await ground.pool.query('update actions set not_before = null where case_id = $1', [id]);
    await ground.act();
    await done(id, 'undo');
    expect(isHidden()).toBe(true);
  });
});

test('a fault of our own at one source ends the job when the others have ended, not before', async () => {
  const id = await offer();
  const other = await Ground.open(ground.pool);
  const second = `d${Math.random()}`;
  await other.say(second, OFFER);
  const { world } = ground;
  const calls: string[] = [];
  world.platform.ensure = async (_context, order) => {
    if (!('comment' in order)) throw new TypeError('no comment');
    if (order.comment === comment) throw new TypeError('a fault of ours');
    await new Promise((resolve) => setTimeout(resolve, 300));
    calls.push(order.comment);
    return { already: false };
  };
  expect(await ground.decide(id, 'hide', person)).toBe(true);
  expect(await ground.decide(await other.caseOf(second), 'hide', person)).toBe(true);
  await expect(ground.act()).rejects.toThrow('a fault of ours');
  expect(calls).toEqual([second]);
});

test('a row the database does not take is left out alone: what else was read is kept, and the source goes on', async () => {
  const { world } = ground;
  const id = (name: string) => `${name}-${comment}`;
  const comments = ['a', 'b', 'c', 'd', 'e'].map((name) => seen(id(name), `câu ${name}`));
  const [good, spoilt] = [
    { externalId: id('p'), kind: 'post', text: 'bài' },
    { externalId: id('q'), kind: 'post', createdAt: new Date(-8.64e15) },
  ] as const;
  const batch = {
    posts: [good, spoilt],
    comments: [
      ...comments,
      seen(id('nul\0'), 'không lưu được'),
      seen(id('deep'), 'câu dưới bài hỏng', { postExternalId: spoilt.externalId }),
    ],
    gone: [],
    cursor: { n: 2 },
  };
  world.platform.batches.push(batch);
  expect(await world.poll(ground.source)).toMatchObject({ fresh: 6, owed: 6, refused: 1 });
  const { rows } = await ground.pool.query<{ id: string; cursor: unknown; failure: string | null }>(
    `select c.external_id as id, s.cursor, s.last_failure as failure
     from comments c join sources s on s.id = c.source_id where s.id = $1 order by c.id`,
    [ground.source],
  );
  expect(rows.map((row) => row.id)).toEqual(['a', 'b', 'c', 'd', 'e', 'deep'].map(id));
  expect(rows[0]).toMatchObject({ cursor: { n: 2 }, failure: null });
  // Many comments of which it takes none are a fault of ours: the place in the source is kept.
  const none = Array.from({ length: 10 }, (_, i) => seen(`${i}\0`, 'không lưu được'));
  world.platform.batches.push({ ...batch, comments: none, cursor: { n: 3 } });
  await expect(world.poll(ground.source)).rejects.toThrow('invalid byte sequence');
});

test('the sweep waits for no batch that is slow: it is judged by whoever has it, once', async () => {
  await ground.store([seen(comment, OFFER)]);
  const { screening, rulebook, screenDeps } = ground.world;
  await screening.claim({ kind: 'fresh', limit: 10 }, async (claim) => {
    await ground.pool.query(`update batches set started_at = sang_now() - interval '1 minute'`);
    const start = performance.now();
    await ground.sweep();
    expect(performance.now() - start).toBeLessThan(5_000);
    const { id, rulebook: rules } = await rulebook();
    return claim.settle(await judge(screenDeps, rules, claim), id);
  });
  expect(await ground.caseOf(comment)).toBeGreaterThan(0);
  expect((await ground.pool.query('select 1 from unscreened')).rowCount).toBe(0);
});

describe('a source that is called for', () => {
  const due = async () => (await ground.world.sources.due(1_000)).includes(ground.source);
  const external = async () =>
    (
      await ground.pool.query<{ id: string }>('select external_id as id from sources where id = $1', [
        ground.source,
      ])
    ).rows[0]?.id ?? '';

  test('while it is being read is read again right after', async () => {
    await ground.pool.query('update sources set poll_seconds = 3600 where id = $1', [ground.source]);
    const { sources, platform } = ground.world;
    const poll = platform.poll.bind(platform);
    const name = await external();
    platform.poll = async function* called() {
      yield* poll();
      await sources.hurry('facebook', name);
    };
    await ground.store([seen(comment, 'đẹp quá')]);
    platform.poll = poll;
    expect(await due()).toBe(true);
    await ground.store([]);
    expect(await due()).toBe(false);
  });

  test('and whose reader died is due with the end of its lease', async () => {
    const { polls } = ground.world;
    await ground.pool.query('update sources set poll_due_at = sang_now() where id = $1', [ground.source]);
    expect(await polls.lease(ground.source, 20)).toBeDefined();
    expect(await due()).toBe(false);
    await ground.pool.query('update sources set poll_lease_until = sang_now() where id = $1', [
      ground.source,
    ]);
    expect(await due()).toBe(true);
    expect(await polls.lease(ground.source, 20)).toBeDefined();
  });
});

test('tasks for people’s hands ring no worker', async () => {
  const id = await offer();
  await ground.pool.query('delete from actions');
  await ground.pool.query(
    `insert into actions (case_id, source_id, number, kind, detail, by, moderator_id)
     values ($1, $2, 1, 'by-hand', '{"verb":"hide"}', 'person', $3)`,
    [id, ground.source, person],
  );
  expect(await ground.world.sweeping.actionsDue()).toBe(0);
});

test('a text that was to be judged and is forgotten at its author’s wish holds up no decision', async () => {
  const id = await offer();
  await ground.hideProvisionally(id);
  await ground.act();
  await ground.store([seen(comment, `${OFFER} nhé`)]);
  const { people, reviewing } = ground.world;
  await createRetentionStore(ground.pool, people).purgeAuthor(ground.source, 'u1');
  const decided = await review(reviewing, {
    caseId: id,
    event: 'keep',
    seen: await ground.seen(id),
    actor: { kind: 'person', moderatorId: person },
  });
  expect(decided).toMatchObject({ kind: 'done', state: 'kept' });
});
