import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { hideOffer } from '../../src/adapters/console/decisions.ts';
import { createBoardStore } from '../../src/adapters/postgres/board.ts';
import { judge } from '../../src/pipeline/judge.ts';
import type { Claim, Settled } from '../../src/pipeline/ports/screening.ts';
import { type Decide, type Decided, review } from '../../src/pipeline/review.ts';
import { eachGround } from './each-ground.ts';
import { OFFER, seen } from './world.ts';

const OTHER_OFFER = `${OFFER}, ib em nha`;
const CIVIL = 'xin lỗi mọi người';
const ground = eachGround();
let person: number;
let comment: string;
beforeEach(async () => {
  person = await ground.person();
  comment = `c${Math.random()}`;
});

const say = (text: string) => ground.say(comment, text);
const store = (text: string) => ground.store([seen(comment, text)]);
const isHidden = () => ground.isHidden(comment);
async function decide(id: number, event: Decide['event'], at?: Decide['seen']): Promise<Decided> {
  const { reviewing } = ground.world;
  const decided = await review(reviewing, {
    caseId: id,
    event,
    actor: { kind: 'person', moderatorId: person },
    seen: at ?? (await ground.seen(id)),
    ...(event === 'hide' ? { category: 'sexual' } : {}),
  });
  await ground.act();
  return decided;
}
const look = async (id: number) =>
  (
    await ground.pool.query<{
      state: string;
      decision: string;
      text: string;
      expires: boolean;
      moderator: number | null;
    }>(
      `select k.state, k.decision, r.text, k.expires_at > sang_now() + interval '23 hours' as expires,
         k.moderator_id::int as moderator
       from cases k join verdicts v on v.id = k.verdict_id join revisions r on r.id = v.revision_id where k.id = $1`,
      [id],
    )
  ).rows[0];

describe('a person hides a comment and its author changes it', () => {
  let id: number;
  beforeEach(async () => {
    await say(OFFER);
    id = await ground.caseOf(comment);
    expect(await decide(id, 'hide')).toMatchObject({ kind: 'done', state: 'hidden' });
    expect(isHidden()).toBe(true);
  });

  test('into another text to hide: a person is asked, and it stays hidden for a while only', async () => {
    await say(OTHER_OFFER);
    await ground.act();
    expect(await look(id)).toMatchObject({
      state: 'open',
      decision: 'hide',
      text: OTHER_OFFER,
      expires: true,
    });
    expect(isHidden()).toBe(true);
    // Judged once more, or changed once more, it gets no longer.
    const until = 'select expires_at from cases where id = $1';
    const { rows: first } = await ground.pool.query(until, [id]);
    await ground.rescreen(comment);
    await say(`${OTHER_OFFER} nhé`);
    expect((await ground.pool.query(until, [id])).rows).toEqual(first);
    await ground.expire(id);
    await ground.act();
    // Visible again, it still waits for a person.
    expect(await look(id)).toMatchObject({ state: 'open', decision: 'hide', text: `${OTHER_OFFER} nhé` });
    expect(isHidden()).toBe(false);
  });

  test('and a person confirms: it is hidden by a decision again', async () => {
    await say(OTHER_OFFER);
    expect(await decide(id, 'hide')).toMatchObject({ kind: 'done', state: 'hidden' });
    await ground.expire(id);
    expect(await look(id)).toMatchObject({ state: 'hidden', expires: null });
    expect(isHidden()).toBe(true);
    expect(ground.world.platform.calls.filter(({ verb }) => verb === 'hide')).toHaveLength(1);
  });

  test.each([
    ['one nobody would hide', CIVIL],
    ['one that asks as well', `${OFFER}, bao nhiêu tiền`],
  ])('into %s: it is shown, and a person is asked', async (_, text) => {
    await say(text);
    await ground.act();
    expect(isHidden()).toBe(false);
    expect(await look(id)).toMatchObject({ state: 'open', text, expires: null });
    const board = createBoardStore(ground.pool);
    const page = await board.list({ lane: 'all' }, { limit: 100, sources: [ground.source] });
    expect(page.cases.map(({ item }) => item.caseId)).toEqual([id]);
    // Only a person ends what a person had decided about.
    await ground.rescreen(comment);
    expect(await look(id)).toMatchObject({ state: 'open' });
  });

  test('before the hide was sent: what gives no reason is never hidden', async () => {
    await decide(id, 'undo');
    await say(OTHER_OFFER);
    const { reviewing } = ground.world;
    await review(reviewing, {
      caseId: id,
      event: 'hide',
      category: 'sexual',
      actor: { kind: 'person', moderatorId: person },
    });
    await say(CIVIL);
    await ground.act();
    expect(isHidden()).toBe(false);
    expect(ground.world.platform.calls.filter(({ verb }) => verb === 'hide')).toHaveLength(1);
  });

  test('and changes it back: the decision on that text holds again, whoever made it', async () => {
    await say(OTHER_OFFER);
    await say(OFFER);
    await ground.expire(id);
    await ground.act();
    expect(await look(id)).toEqual({
      state: 'hidden',
      decision: 'hide',
      text: OFFER,
      expires: null,
      moderator: person,
    });
    expect(isHidden()).toBe(true);
  });

  test('while the appeal is heard: the appeal was about the former text', async () => {
    await decide(id, 'appeal');
    await say(OTHER_OFFER);
    expect(await look(id)).toMatchObject({ state: 'open', expires: true });
    await ground.expire(id);
    await ground.act();
    expect(isHidden()).toBe(false);
  });
});

test('an open case that becomes more pressing is news to digests; one that does not keeps its place', async () => {
  const openedAt = async () =>
    (await ground.pool.query<{ opened_at: Date }>('select opened_at from cases where id = $1', [id])).rows[0];
  await say('cái này bao nhiêu tiền vậy shop');
  const id = await ground.caseOf(comment);
  const told = await openedAt();
  await say('cái này bao nhiêu tiền vậy shop ơi');
  expect((await openedAt())?.opened_at).toEqual(told?.opened_at);
  await say(`bao nhiêu tiền, ${OFFER}`);
  const pressing = await openedAt();
  expect(pressing?.opened_at.getTime()).toBeGreaterThan(told?.opened_at.getTime() ?? Number.NaN);
  await say('cái này bao nhiêu tiền vậy');
  expect((await openedAt())?.opened_at).toEqual(pressing?.opened_at);
});

test('what was to be hidden by hand is dropped with its text, and a person is asked', async () => {
  const { capabilities } = ground.world.platform;
  Object.assign(capabilities, { hide: false });
  try {
    await say(OFFER);
    const id = await ground.caseOf(comment);
    expect(await decide(id, 'hide')).toMatchObject({ kind: 'done', byHand: true });
    await say(CIVIL);
    await ground.act();
    expect(await look(id)).toMatchObject({ state: 'open', text: CIVIL, expires: null });
    const { rows } = await ground.pool.query('select kind, state from actions where case_id = $1', [id]);
    expect(rows).toEqual([{ kind: 'by-hand', state: 'cancelled' }]);
  } finally {
    Object.assign(capabilities, { hide: true });
  }
});

describe('a decision holds for the text it was made on', () => {
  test('a text that is stored and waits for its verdict is decided by nobody', async () => {
    await say(OFFER);
    const id = await ground.caseOf(comment);
    const read = await ground.seen(id);
    const board = createBoardStore(ground.pool);
    expect(await board.get(id, undefined)).toMatchObject({ edited: false });
    await store(CIVIL);
    expect(await decide(id, 'hide', read)).toMatchObject({ kind: 'conflict', state: 'open', edited: true });
    expect(await board.get(id, undefined)).toMatchObject({ edited: true, item: { text: OFFER } });
    expect(isHidden()).toBe(false);
    await store(OTHER_OFFER);
    await ground.world.screen();
    expect(await decide(id, 'hide', read)).toMatchObject({ kind: 'conflict', edited: true });
    expect(await decide(id, 'hide')).toMatchObject({ kind: 'done' });
  });

  test('kept, changed into something harmless and back again: nobody is asked twice', async () => {
    await say(OFFER);
    const id = await ground.caseOf(comment);
    await decide(id, 'keep');
    await say(CIVIL);
    expect(await look(id)).toMatchObject({ state: 'kept', text: CIVIL });
    await say(OFFER);
    expect(await look(id)).toMatchObject({ state: 'kept', text: OFFER });
    await say(OTHER_OFFER);
    expect(await look(id)).toMatchObject({ state: 'open', text: OTHER_OFFER });
  });

  test('also of what was decided before decisions noted their text', async () => {
    await say(OFFER);
    const id = await ground.caseOf(comment);
    await decide(id, 'keep');
    await ground.pool.query('update cases set decided_revision = null where id = $1', [id]);
    await ground.pool.query(await readFile('drizzle/0020_decided-before.sql', 'utf8'));
    await say(CIVIL);
    await say(OFFER);
    expect(await look(id)).toMatchObject({ state: 'kept', text: OFFER });
  });

  test('opened again, it is the text now there that a person reads', async () => {
    await say(OFFER);
    const id = await ground.caseOf(comment);
    await decide(id, 'keep');
    await say(CIVIL);
    expect(await decide(id, 'undo')).toMatchObject({ kind: 'done', state: 'open' });
    expect(await createBoardStore(ground.pool).get(id, undefined)).toMatchObject({ item: { text: CIVIL } });
  });
});

describe('a text in which nothing is found any more', () => {
  const CLEAN = { state: 'open', decision: 'flag', text: CIVIL };
  const hidden = async (id: number, event: Decide['event'] = 'hide') => {
    const first = await decide(id, event);
    if (first.kind !== 'proposed') return first;
    const { reviewing } = ground.world;
    const actor = { kind: 'person', moderatorId: await ground.person() } as const;
    const hide = { caseId: id, event: 'hide', category: 'sexual', actor, agreesWith: person } as const;
    return review(reviewing, hide);
  };

  test('closes its case, which two people can still hide, or look at again', async () => {
    await say(OFFER);
    const id = await ground.caseOf(comment);
    await say(CIVIL);
    expect(await look(id)).toMatchObject({ state: 'expired', decision: 'none' });
    const shown = await createBoardStore(ground.pool).get(id, undefined);
    expect(shown && hideOffer(shown, undefined)).toBe('together');
    expect(await hidden(id)).toMatchObject({ kind: 'done', state: 'hidden' });
    expect(await decide(id, 'undo')).toMatchObject({ state: 'open' });
    expect(await look(id)).toMatchObject(CLEAN);
    const { cases } = await createBoardStore(ground.pool).list({ lane: 'harm' }, { limit: 50 });
    expect(cases.map(({ item }) => item.caseId)).toContain(id);
  });

  test('kept before: taking that back hides nothing that is harmless now, and the case is looked at', async () => {
    await say(OFFER);
    const id = await ground.caseOf(comment);
    await ground.hideProvisionally(id);
    await ground.act();
    await decide(id, 'keep');
    await say(CIVIL);
    expect(await decide(id, 'undo')).toMatchObject({ kind: 'done', state: 'open' });
    expect(isHidden()).toBe(false);
    expect(await look(id)).toMatchObject(CLEAN);
  });
});

test('who took an urgent case has it until it is another text or presses more', async () => {
  await say(OFFER);
  const id = await ground.caseOf(comment);
  const taken = async () =>
    (
      await ground.pool.query<{ by: number | null }>(
        'select acknowledged_by::int as by from cases where id = $1',
        [id],
      )
    ).rows[0]?.by;
  await ground.pool.query(
    'update cases set acknowledged_at = sang_now(), acknowledged_by = $2 where id = $1',
    [id, person],
  );
  await ground.rescreen(comment);
  expect(await taken()).toBe(person);
  await say(OTHER_OFFER);
  expect(await taken()).toBeNull();
});

describe('texts that follow each other faster than they are judged', () => {
  const claimOf = async (text: string, work: (claim: Claim) => Promise<Settled | undefined>) => {
    const { rows } = await ground.pool.query<{ id: number }>(
      `select r.id::int as id from revisions r join comments c on c.id = r.comment_id
       where c.external_id = $1 and r.text = $2`,
      [comment, text],
    );
    return ground.world.screening.claim({ kind: 'these', revisionIds: rows.map(({ id }) => id) }, work);
  };
  const settle = async (claim: Claim) => {
    const { id, rulebook } = await ground.world.rulebook();
    return claim.settle(await judge(ground.world.screenDeps, rulebook, claim), id);
  };
  const cases = async () =>
    (
      await ground.pool.query<{ state: string; text: string }>(
        `select k.state, r.text from cases k join comments c on c.id = k.comment_id
         join verdicts v on v.id = k.verdict_id join revisions r on r.id = v.revision_id where c.external_id = $1`,
        [comment],
      )
    ).rows;

  test('changed and changed back before a verdict: the text that is there counts', async () => {
    for (const text of [OFFER, CIVIL, OFFER]) await store(text);
    await ground.world.screen();
    expect(await cases()).toEqual([{ state: 'open', text: OFFER }]);
    expect((await ground.pool.query('select 1 from unscreened')).rowCount).toBe(0);
  });

  test.each([
    ['a slow verdict on a text that is gone opens nothing', OFFER, CIVIL, []],
    ['nor does it take the case of the present one', CIVIL, OFFER, [{ state: 'open', text: OFFER }]],
    ['nor the other way round', OFFER, OTHER_OFFER, [{ state: 'open', text: OTHER_OFFER }]],
  ])('%s', async (_, former, present, expected) => {
    await store(former);
    await claimOf(former, async (claim) => {
      await store(present);
      await ground.world.screen();
      return settle(claim);
    });
    expect(await cases()).toEqual(expected);
  });

  test('changed while the first case is being opened: the next verdict finds it', async () => {
    await store(OFFER);
    let stored = Promise.resolve();
    await claimOf(OFFER, async (claim) => {
      const settled = await settle(claim);
      stored = store(CIVIL);
      await Promise.race([stored, new Promise((resolve) => setTimeout(resolve, 300))]);
      await ground.world.screen();
      return settled;
    });
    await stored;
    await ground.world.screen();
    expect(await cases()).toEqual([{ state: 'expired', text: CIVIL }]);
  });

  test('a text that comes back while its old debt is being taken away is owed again', async () => {
    await store(OFFER);
    await store(CIVIL);
    let back = Promise.resolve();
    await claimOf(OFFER, async (claim) => {
      expect(claim.owed).toEqual([]);
      back = store(OFFER);
      await Promise.race([back, new Promise((resolve) => setTimeout(resolve, 300))]);
      return settle(claim);
    });
    await back;
    await ground.world.screen();
    expect(await cases()).toEqual([{ state: 'open', text: OFFER }]);
  });
});
