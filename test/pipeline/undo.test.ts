import { beforeEach, describe, expect, test } from '@jest/globals';
import { createBoardStore } from '../../src/adapters/postgres/board.ts';
import { createControlStore } from '../../src/adapters/postgres/controls.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import type { Seen } from '../../src/pipeline/ports/cases.ts';
import { review } from '../../src/pipeline/review.ts';
import { eachGround } from './each-ground.ts';
import { OFFER } from './world.ts';

const ground = eachGround();
let person: number;
beforeEach(async () => {
  person = await ground.person();
});

async function offer(): Promise<{ id: number; comment: string }> {
  const comment = `c${Math.random()}`;
  await ground.say(comment, OFFER);
  return { id: await ground.caseOf(comment), comment };
}
const state = async (id: number) =>
  (
    await ground.pool.query<{ state: string; judged: number; hidden: boolean; expires: Date | null }>(
      `select k.state, c.hidden, k.expires_at as expires, (select count(*)::int from judgements j
         join verdicts v on v.revision_id = j.revision_id where v.id = k.verdict_id) as judged
       from cases k join comments c on c.id = k.comment_id where k.id = $1`,
      [id],
    )
  ).rows[0];

describe('undo restores platform, case and statistics', () => {
  test.each(['hide', 'keep', 'reply', 'escalate'] as const)('of one: %s', async (event) => {
    const { id, comment } = await offer();
    const before = await state(id);
    const wish = { caseId: id, event, actor: { kind: 'person', moderatorId: person } } as const;
    await review(ground.world.reviewing, {
      ...wish,
      ...(event === 'hide' ? { category: 'sexual' as const } : {}),
      ...(event === 'reply' ? { reply: 'Chào bạn' } : {}),
    });
    await ground.act();
    expect(ground.isHidden(comment)).toBe(event === 'hide');
    // An answer and handing up say nothing of whether it was an offer.
    expect((await state(id))?.judged).toBe(event === 'hide' || event === 'keep' ? 1 : 0);
    expect(await ground.decide(id, 'undo', person)).toBe(true);
    await ground.act();
    expect(await state(id)).toEqual(before);
    expect(ground.isHidden(comment)).toBe(false);
  });

  test('of a rule since a time: standing and confirmed hides end, what people kept or what expired stays as it is', async () => {
    const [standing, confirmed, kept, expired] = [await offer(), await offer(), await offer(), await offer()];
    const cases = [standing, confirmed, kept, expired];
    for (const { id } of cases) await ground.hideProvisionally(id);
    await ground.act();
    await ground.decide(confirmed.id, 'hide', person);
    await ground.decide(kept.id, 'keep', person);
    await ground.expire(expired.id);
    await ground.act();
    const touched = await ground.world.cases.touchedByRule('sexual.test', new Date(Date.now() - 60_000));
    const own = touched.filter((id) => cases.some((each) => each.id === id));
    expect([...own].sort((a, b) => a - b)).toEqual([standing.id, confirmed.id].sort((a, b) => a - b));
    for (const caseId of own) {
      const done = await review(ground.world.reviewing, {
        caseId,
        event: 'undo',
        actor: { kind: 'operator', name: 'trúc' },
      });
      expect(done.kind).toBe('done');
    }
    await ground.act();
    expect(cases.map(({ comment }) => ground.isHidden(comment))).toEqual([false, false, false, false]);
    expect(await state(standing.id)).toEqual({ state: 'open', hidden: false, judged: 0, expires: null });
    expect(await state(confirmed.id)).toMatchObject({ state: 'open', judged: 0 });
    expect(await state(kept.id)).toMatchObject({ state: 'kept', judged: 1 });
    expect(await state(expired.id)).toMatchObject({ state: 'open', expires: null });
    // Nothing left to undo, and nothing done twice.
    expect(await ground.world.cases.touchedByRule('sexual.test', new Date(Date.now() - 60_000))).toEqual([]);
  });

  const standing = async (id: number) =>
    (
      await ground.pool.query<{ state: string; by: string | null; expires: Date | null; appealed: boolean }>(
        `select state, decided_by as by, expires_at as expires, appealed_at is not null as appealed
         from cases where id = $1`,
        [id],
      )
    ).rows[0];
  const decide = (caseId: number, event: 'keep' | 'reply') =>
    review(ground.world.reviewing, {
      caseId,
      event,
      actor: { kind: 'person', moderatorId: person },
      ...(event === 'reply' ? { reply: 'Chào bạn' } : {}),
    });

  test.each(['keep', 'reply'] as const)(
    'of %s: a provisional hide comes back with the end it had',
    async (event) => {
      const { id, comment } = await offer();
      await ground.hideProvisionally(id);
      await ground.act();
      const before = await standing(id);
      await decide(id, event);
      await ground.act();
      expect(ground.isHidden(comment)).toBe(false);
      expect(await ground.decide(id, 'undo', person)).toBe(true);
      await ground.act();
      expect(ground.isHidden(comment)).toBe(true);
      expect(await standing(id)).toEqual(before);
      const { rows } = await ground.pool.query(
        `select by, rule, moderator_id as who, expires_at as expires from actions
       where case_id = $1 and kind = 'hide' order by number desc limit 1`,
        [id],
      );
      expect(rows).toEqual([{ by: 'rule', rule: 'sexual.test', who: null, expires: before?.expires }]);
      await ground.expire(id);
      await ground.act();
      expect(ground.isHidden(comment)).toBe(false);
    },
  );

  test('of keep after its end, or while the rule is braked: the comment stays visible', async () => {
    const [late, braked] = [await offer(), await offer()];
    for (const { id } of [late, braked]) await ground.hideProvisionally(id);
    await ground.pool.query(`update cases set expires_at = sang_now() + interval '1 second' where id = $1`, [
      late.id,
    ]);
    await ground.act();
    for (const { id } of [late, braked]) await decide(id, 'keep');
    await ground.act();
    await ground.pool.query(`select pg_sleep(1.1)`);
    const controls = createControlStore(ground.pool);
    expect(await ground.decide(late.id, 'undo', person)).toBe(true);
    await controls.pull({ rule: 'sexual.test' }, 'test', undefined);
    try {
      expect(await ground.decide(braked.id, 'undo', person)).toBe(true);
    } finally {
      await controls.release({ rule: 'sexual.test' }, 'test');
    }
    await ground.act();
    for (const { id, comment } of [late, braked]) {
      expect(ground.isHidden(comment)).toBe(false);
      expect(await standing(id)).toMatchObject({ state: 'open', expires: null });
    }
  });

  test('of keep by whoever hears an appeal: hidden again, and the appeal is heard on', async () => {
    const { id, comment } = await offer();
    await ground.decide(id, 'hide', person);
    await ground.act();
    await ground.decide(id, 'appeal', person);
    const other = await ground.person();
    await ground.decide(id, 'keep', other);
    await ground.act();
    expect(ground.isHidden(comment)).toBe(false);
    expect(await ground.decide(id, 'undo', other)).toBe(true);
    await ground.act();
    expect(ground.isHidden(comment)).toBe(true);
    expect(await standing(id)).toMatchObject({ state: 'open', expires: null, appealed: true });
  });

  test.each(['keep', 'reply', 'escalate'] as const)(
    'of %s: whoever waited has waited all along',
    async (event) => {
      const comment = `c${Math.random()}`;
      await ground.say(comment, 'cái này bao nhiêu tiền vậy shop');
      const id = await ground.caseOf(comment);
      const clocks = async () =>
        (
          await ground.pool.query<{ opened_at: Date; waiting_since: Date | null }>(
            'select opened_at, waiting_since from cases where id = $1',
            [id],
          )
        ).rows[0];
      await ground.pool.query(
        `update cases set opened_at = sang_now() - interval '5 hours', waiting_since = sang_now() - interval '6 hours'
       where id = $1`,
        [id],
      );
      const before = await clocks();
      await review(ground.world.reviewing, {
        caseId: id,
        event,
        actor: { kind: 'person', moderatorId: person },
        ...(event === 'reply' ? { reply: 'Chào bạn' } : {}),
      });
      expect((await clocks())?.waiting_since).toBeNull();
      await ground.decide(id, 'undo', person);
      expect(await clocks()).toEqual(before);
    },
  );

  test('an open case without a hide has nothing to undo', async () => {
    const { id } = await offer();
    expect(await ground.decide(id, 'undo', person)).toBe(false);
  });
});

test('a failed action tells its reason, and is tried again on a person’s wish', async () => {
  const { id, comment } = await offer();
  ground.world.platform.faults.push(new PlatformFailure('give-up', 'facebook.cannot-hide'));
  await ground.decide(id, 'hide', person);
  await ground.act();
  const { rows } = await ground.pool.query<{ id: string; state: string; code: string }>(
    'select id, state, code from actions where case_id = $1',
    [id],
  );
  expect(rows).toMatchObject([{ state: 'failed', code: 'facebook.cannot-hide' }]);
  expect(await ground.world.actions.retry(Number(rows[0]?.id), person)).toBe(true);
  expect(await ground.world.actions.retry(Number(rows[0]?.id), person)).toBe(false);
  await ground.act();
  expect(ground.isHidden(comment)).toBe(true);
});

describe('what the platform refused', () => {
  const failures = async (id: number) =>
    (
      await ground.pool.query<{ id: number; kind: string; state: string; code: string | null }>(
        `select id::int, kind, state, code from actions where case_id = $1 and kind <> 'untag' order by id`,
        [id],
      )
    ).rows;
  async function refused(event: 'hide' | 'reply', code = 'facebook.cannot-hide') {
    const { id, comment } = await offer();
    ground.world.platform.faults.push(new PlatformFailure('give-up', code));
    const actor = { kind: 'person', moderatorId: person } as const;
    await review(ground.world.reviewing, {
      caseId: id,
      event,
      actor,
      ...(event === 'hide' ? { category: 'sexual' } : { reply: 'Lần một' }),
    });
    await ground.act();
    const [action] = await failures(id);
    expect(action).toMatchObject({ kind: event, state: 'failed', code });
    return { id, comment, action: action?.id ?? 0 };
  }
  const listed = async (id: number) =>
    (await createBoardStore(ground.pool).list({ lane: 'failed' }, { limit: 100 })).cases.some(
      ({ item }) => item.caseId === id,
    );

  test('a later decision overtakes a hide: it is not tried again, nor listed', async () => {
    const { id, comment, action } = await refused('hide');
    expect(await listed(id)).toBe(true);
    expect(await ground.decide(id, 'undo', person)).toBe(true);
    expect(await ground.decide(id, 'keep', person)).toBe(true);
    expect(await ground.world.actions.retry(action, person)).toBe(false);
    expect((await failures(id))[0]).toMatchObject({ state: 'cancelled', code: 'superseded' });
    expect(await listed(id)).toBe(false);
    await ground.act();
    expect(ground.isHidden(comment)).toBe(false);
  });

  test('a later decision overtakes a reply', async () => {
    const { id, action } = await refused('reply', 'facebook.cannot-reply');
    await ground.decide(id, 'undo', person);
    const again = { caseId: id, event: 'reply', reply: 'Lần hai' } as const;
    await review(ground.world.reviewing, { ...again, actor: { kind: 'person', moderatorId: person } });
    expect(await ground.world.actions.retry(action, person)).toBe(false);
    await ground.act();
    const sent = ground.world.platform.calls.flatMap((call) => (call.verb === 'reply' ? [call.text] : []));
    expect(sent).toEqual(['Lần một', 'Lần hai']);
  });

  test('another text overtakes it too: what was meant for the old one is let be, never done to the new one', async () => {
    const { id, comment, action } = await refused('hide');
    await ground.say(comment, `${OFFER} nhé`);
    expect((await state(id))?.state).toBe('open');
    expect(await ground.world.actions.retry(action, person)).toBe(false);
    const { actions } = (await createBoardStore(ground.pool).get(id, undefined)) ?? {};
    expect(actions).toMatchObject([{ id: action, may: ['dismiss'] }]);
    expect(await ground.world.actions.dismiss(action, person)).toBe(true);
  });

  test('a provisional hide that failed and ran out is over', async () => {
    const { id } = await offer();
    await ground.hideProvisionally(id);
    ground.world.platform.faults.push(new PlatformFailure('give-up', 'facebook.cannot-hide'));
    await ground.act();
    await ground.expire(id);
    expect((await failures(id))[0]).toMatchObject({ kind: 'hide', state: 'cancelled', code: 'superseded' });
    await ground.act();
  });

  test('what is gone is dismissed by a person, once, and audited with why it had failed', async () => {
    const { id, action } = await refused('hide', 'facebook.gone');
    expect(await ground.world.actions.dismiss(action, person)).toBe(true);
    expect(await ground.world.actions.dismiss(action, person)).toBe(false);
    expect(await ground.world.actions.retry(action, person)).toBe(false);
    expect(await listed(id)).toBe(false);
    const { rows } = await ground.pool.query(
      `select actor, moderator_id::int as who, why, after from audit
       where case_id = $1 and what = 'action.dismissed'`,
      [id],
    );
    expect(rows).toEqual([{ actor: 'person', who: person, why: 'facebook.gone', after: { kind: 'hide' } }]);
  });

  test('a comment that is to be seen stays owed: not dismissed, and asked for anew by the next decision', async () => {
    const { id, comment } = await offer();
    await ground.hideProvisionally(id);
    await ground.act();
    ground.world.platform.faults.push(new PlatformFailure('give-up', 'facebook.cannot-hide'));
    await ground.expire(id);
    await ground.act();
    const failed = (await failures(id)).find(({ state }) => state === 'failed');
    expect(failed).toMatchObject({ kind: 'unhide' });
    expect(await ground.world.actions.dismiss(failed?.id ?? 0, person)).toBe(false);
    expect(await ground.decide(id, 'escalate', person)).toBe(true);
    await ground.act();
    expect(ground.isHidden(comment)).toBe(false);
  });

  test('an automatic hide that a person confirmed on its way is tried again on their wish', async () => {
    const { id, comment } = await offer();
    await ground.hideProvisionally(id);
    expect(await ground.decide(id, 'hide', person)).toBe(true);
    ground.world.platform.faults.push(new PlatformFailure('give-up', 'facebook.cannot-hide'));
    await ground.act();
    const [failed] = await failures(id);
    expect(failed).toMatchObject({ kind: 'hide', state: 'failed' });
    expect(await ground.world.actions.retry(failed?.id ?? 0, person)).toBe(true);
    await ground.act();
    expect(ground.isHidden(comment)).toBe(true);
  });
});

test('two people at once: one decides, the other is told who did', async () => {
  const { id } = await offer();
  const people = [person, await ground.person()];
  const seen = await ground.seen(id);
  const done = await Promise.all(
    people.map((moderatorId) =>
      review(ground.world.reviewing, {
        caseId: id,
        event: 'keep',
        seen,
        actor: { kind: 'person', moderatorId },
      }),
    ),
  );
  expect(done.map(({ kind }) => kind).sort()).toEqual(['conflict', 'done']);
  expect(done.find(({ kind }) => kind === 'conflict')).toMatchObject({ state: 'kept', by: 'Trúc' });
});

test('a text that is changed under somebody’s hand is not decided unread', async () => {
  const { id, comment } = await offer();
  const mild = await ground.seen(id);
  await ground.say(comment, `${OFFER}, bao nhiêu tiền cũng đi`);
  const decide = (event: 'keep' | 'escalate', seen: Seen) =>
    review(ground.world.reviewing, {
      caseId: id,
      event,
      seen,
      actor: { kind: 'person', moderatorId: person },
    });
  for (const event of ['keep', 'escalate'] as const) {
    expect(await decide(event, mild)).toMatchObject({ kind: 'conflict', state: 'open', edited: true });
  }
  const now = await ground.seen(id);
  expect(now.number).toBe(mild.number);
  const board = createBoardStore(ground.pool);
  expect(await board.glance([id], undefined)).toMatchObject([{ seen: now }]);
  expect(await board.get(id, undefined)).toMatchObject({
    seen: now,
    item: { text: `${OFFER}, bao nhiêu tiền cũng đi` },
  });
  expect(await decide('keep', now)).toMatchObject({ kind: 'done' });
  // Judged anew by the same rules, the same text stays what was read.
  await ground.rescreen(comment);
  expect(await ground.seen(id)).toEqual({ ...now, number: now.number + 1 });
});

test('handing a Zalo conversation up marks it there, deciding takes the mark off; comments elsewhere carry none', async () => {
  const { platform } = ground.world;
  const comment = `m${Math.random()}`;
  Object.assign(platform.capabilities, { tag: true, hide: false });
  try {
    await ground.say(comment, OFFER, { kind: 'message', answerTo: '77' });
    const id = await ground.caseOf(comment);
    const other = await offer();
    await ground.decide(id, 'escalate', person);
    await ground.decide(other.id, 'escalate', person);
    await ground.act();
    await ground.decide(id, 'keep', person);
    await ground.act();
    const tag = 'sang-dang-xem-xet';
    expect(platform.calls).toEqual([
      { verb: 'tag', answerTo: '77', tag },
      { verb: 'untag', answerTo: '77', tag },
    ]);
  } finally {
    Object.assign(platform.capabilities, { tag: false, hide: true });
  }
});
