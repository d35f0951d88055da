import { describe, expect, test } from '@jest/globals';
import { createBoardStore } from '../../src/adapters/postgres/board.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import type { CommentSeen } from '../../src/pipeline/ports/platform.ts';
import { replyDrafts } from '../../src/pipeline/reply-drafts.ts';
import { Ground } from '../e2e/ground.ts';
import { AUTOMATIC_RULES } from './automatic-rules.ts';
import { eachGround } from './each-ground.ts';
import { seen } from './world.ts';

const ground = eachGround((pool) => Ground.open(pool, AUTOMATIC_RULES));

const set = (settings: Record<string, unknown>) =>
  ground.world.sources.update(ground.source, { settings }, 'test');

async function drafts(text: string, validUntil?: string): Promise<Record<string, string>> {
  const id = await ground.aCase(text);
  const found = await createBoardStore(ground.pool).get(id, undefined);
  if (found === undefined) throw new Error('no case');
  const { sources, platforms, screenDeps } = ground.world;
  const { rulebook } = await screenDeps.rulebook();
  const claims = rulebook.claims.map((claim) => ({ ...claim, ...(validUntil && { validUntil }) }));
  const dated = () => Promise.resolve({ rulebook: { ...rulebook, claims } });
  const list = await replyDrafts({ rulebook: dated, sources, platforms }, found);
  return Object.fromEntries(list.map((draft) => [draft.id, draft.text]));
}

describe('drafts', () => {
  test('the most fitting first, filled in, and none with a gap', async () => {
    expect(await drafts('cái này bao nhiêu tiền vậy')).toEqual({ received: 'Trang đã nhận câu hỏi.' });
    await set({ hotline: '1900 0000 {page}' });
    const filled = await drafts('cái này bao nhiêu tiền vậy');
    expect(Object.keys(filled)).toEqual(['price', 'received']);
    expect(filled['price']).toBe('Gọi 1900 0000 {page} nhé.');
  });

  test('a claim: correction, publisher and link', async () => {
    expect(await drafts('cầu Bến Mới đóng cửa ba tháng từ ngày mai')).toEqual({
      correction: 'Cầu vẫn mở, chỉ sửa lan can ban đêm. Theo Báo Ví Dụ: https://bao.vi-du.vn/cau',
    });
  });

  test('a correction whose time is over is cited no more', async () => {
    expect(await drafts('cầu Bến Mới đóng cửa ba tháng từ ngày mai', '2020-01-31')).toEqual({});
  });

  test('someone at risk comes before their question', async () => {
    const list = await drafts('bao nhiêu tiền cũng vậy, em không muốn sống nữa');
    expect(Object.keys(list)).toEqual(['despair', 'received']);
  });

  test('too long for the platform is not offered; a platform without answers has none', async () => {
    const { platform } = ground.world;
    const before = platform.capabilities.reply;
    Object.assign(platform.capabilities, { reply: { maxLength: 10 } });
    expect(await drafts('cái này bao nhiêu tiền vậy')).toEqual({});
    Object.assign(platform.capabilities, { reply: false });
    expect(await drafts('cái này bao nhiêu tiền vậy')).toEqual({});
    Object.assign(platform.capabilities, { reply: before });
  });

  test('settings of the wrong shape are as if not set', async () => {
    await set({ hotline: { evil: true }, hours: 7, answerHours: 'yes', appealWords: 'x' });
    expect(await drafts('cái này bao nhiêu tiền vậy')).toEqual({ received: 'Trang đã nhận câu hỏi.' });
  });
});

describe('opening hours, answered without a person', () => {
  const ASK = 'shop ơi mấy giờ mở cửa';
  const now = () => ({ createdAt: new Date(Date.now() - 60_000) });
  const queued = async () => {
    const { rows } = await ground.pool.query<{ text: string; state: string; by: string; status: string }>(
      `select a.detail->>'text' as text, a.state, a.by, k.state as status
       from actions a join cases k on k.id = a.case_id where a.source_id = $1 order by a.id`,
      [ground.source],
    );
    return rows;
  };
  const optIn = async () => {
    await ground.world.sources.setMode(ground.source, 'enforce', 'test');
    await set({ answerHours: true, hours: '8h–17h' });
  };

  test('only where the page opted in, enforces and declared its hours', async () => {
    await ground.say('a', ASK, now());
    await set({ answerHours: true, hours: '8h–17h' });
    await ground.say('b', ASK, now());
    await ground.world.sources.setMode(ground.source, 'enforce', 'test');
    await set({ answerHours: false });
    await ground.say('c', ASK, now());
    expect(await queued()).toEqual([]);
  });

  test('sent once, and the case is answered by the rule', async () => {
    await optIn();
    await ground.say('d', ASK, now());
    expect(await queued()).toEqual([
      { text: 'Trang mở cửa 8h–17h.', state: 'pending', by: 'rule', status: 'open' },
    ]);
    await ground.act();
    expect(ground.world.platform.calls).toMatchObject([
      { verb: 'reply', comment: 'd', text: 'Trang mở cửa 8h–17h.' },
    ]);
    expect(await queued()).toMatchObject([{ state: 'done', status: 'replied' }]);
    // Reopened, edited, screened again: never a second time.
    const id = await ground.caseOf('d');
    expect(await ground.decide(id, 'undo', await ground.person())).toBe(true);
    await ground.say('d', `${ASK} vậy`, now());
    await ground.rescreen('d');
    await ground.act();
    expect(ground.world.platform.calls).toHaveLength(1);
    await expect(
      ground.pool.query(
        `insert into actions (case_id, source_id, number, kind, category, by, rule)
         values ($1, $2, 99, 'reply', 'needs-reply', 'rule', 'reply.hours')`,
        [id, ground.source],
      ),
    ).rejects.toThrow(/actions_answered_once/u);
  });

  test.each([
    ['someone at risk', `${ASK}, em không muốn sống nữa`, {}],
    ['another question beside', `${ASK}, bao nhiêu tiền vậy`, {}],
    ['harm beside', `${ASK}, có hàng cho thuê theo giờ`, {}],
    ['asked long ago', ASK, { createdAt: new Date(Date.now() - 30 * 3_600_000) }],
  ])('a person’s: %s', async (_, text, more) => {
    await optIn();
    await ground.say(`x${Math.random()}`, text, { ...now(), ...more });
    expect(await queued()).toEqual([]);
  });

  test('not where the page has answered, nor while all actions are stopped', async () => {
    await optIn();
    await ground.store([
      seen('q', ASK, now()),
      seen('r', 'Dạ 8h ạ', { ...now(), byPage: true, parentExternalId: 'q' }),
    ]);
    await ground.world.screen();
    await ground.pool.query(`insert into controls (name, value, by) values ('stop-actions', 'true', 'test')`);
    await ground.say('s', ASK, now());
    await ground.pool.query(`delete from controls`);
    expect(await queued()).toEqual([]);
  });

  test('an answer given at the platform itself ends what only asked for one, and the waiting of what is more', async () => {
    const answer = (to: string) =>
      seen(`to ${to}`, 'Dạ 8h ạ', { ...now(), byPage: true, parentExternalId: to });
    const stands = async (comment: string) => {
      const { rows } = await ground.pool.query<{ state: string; waits: boolean; number: number }>(
        `select k.state, k.waiting_since is not null as waits, k.decision_number as number
         from cases k join comments c on c.id = k.comment_id where c.external_id = $1`,
        [comment],
      );
      return rows[0];
    };
    await ground.say('h', ASK, now());
    await ground.say('i', `${ASK}, có hàng cho thuê theo giờ`, now());
    expect(await stands('h')).toEqual({ state: 'open', waits: true, number: 0 });
    await ground.store([answer('h'), answer('i')]);
    expect(await stands('h')).toEqual({ state: 'replied', waits: false, number: 1 });
    expect(await stands('i')).toEqual({ state: 'open', waits: false, number: 0 });
    // Looked at again, nothing begins to wait anew.
    for (const comment of ['h', 'i']) await ground.rescreen(comment);
    expect(await stands('h')).toMatchObject({ state: 'replied', waits: false });
    expect(await stands('i')).toMatchObject({ state: 'open', waits: false });
    // Answered before it was ever judged: nobody is asked.
    await ground.store([seen('j', ASK, now()), answer('j')]);
    await ground.world.screen();
    expect(await stands('j')).toBeUndefined();
    const { rows } = await ground.pool.query(
      `select actor, count(*)::int as count from audit where what = 'case.answered-there' group by actor`,
    );
    expect(rows).toEqual([{ actor: 'service', count: 1 }]);
  });

  describe('in a conversation, whose rows name no other', () => {
    const at = (seconds: number) => new Date(Date.now() - 3_600_000 + seconds * 1000);
    const row = (id: string, text: string, seconds: number, more: Partial<CommentSeen> = {}) =>
      seen(id, text, { kind: 'message', canHide: false, createdAt: at(seconds), ...more });
    const byAccount = (id: string, seconds: number, post = 'p1') =>
      row(id, 'Dạ 8h ạ', seconds, { byPage: true, postExternalId: post });
    const state = async (comment: string) => {
      const { rows } = await ground.pool.query<{ state: string; waits: boolean }>(
        `select k.state, k.waiting_since is not null as waits
         from cases k join comments c on c.id = k.comment_id where c.source_id = $1 and c.external_id = $2`,
        [ground.source, comment],
      );
      return rows[0] && `${rows[0].state}${rows[0].waits ? ', waits' : ''}`;
    };
    const both = `${ASK}, có hàng cho thuê theo giờ`;

    test('what a colleague writes there ends the waiting of what came before', async () => {
      await ground.store([row('m1', ASK, 0), row('m2', both, 60), row('m4', ASK, 600)]);
      await ground.world.screen();
      await ground.store([byAccount('m3', 120)]);
      expect(await Promise.all(['m1', 'm2', 'm4'].map(state))).toEqual(['replied', 'open', 'open, waits']);
      // Read once more, as lists without a cursor are, and judged once more.
      await ground.store([byAccount('m3', 120)]);
      await ground.rescreen('m1');
      expect(await Promise.all(['m1', 'm2', 'm4'].map(state))).toEqual(['replied', 'open', 'open, waits']);
    });

    test('answered before it was ever judged: nobody is asked, and no second answer goes out by itself', async () => {
      await optIn();
      await ground.store([row('m5', ASK, 0), row('m6', both, 30), byAccount('m7', 60)]);
      await ground.world.screen();
      expect(await Promise.all(['m5', 'm6'].map(state))).toEqual([undefined, 'open']);
      expect(await queued()).toEqual([]);
    });

    test('a greeting, a chatbot and our own answer by a rule are no colleague; nor is one in another conversation', async () => {
      await ground.store([row('m8', ASK, 0), byAccount('greeting', 1)]);
      await ground.world.screen();
      expect(await state('m8')).toBe('open, waits');
      await ground.pool.query(
        `insert into actions (case_id, source_id, number, kind, category, by, rule, state, external_id)
         values ($1, $2, 0, 'reply', 'needs-reply', 'rule', 'reply.hours', 'done', 'ours')`,
        [await ground.caseOf('m8'), ground.source],
      );
      await ground.store([byAccount('ours', 60), byAccount('elsewhere', 60, 'p2')]);
      expect(await state('m8')).toBe('open, waits');
    });
  });

  test('a person who decides first takes it back; an edit too', async () => {
    await optIn();
    await ground.say('e', ASK, now());
    expect(await ground.decide(await ground.caseOf('e'), 'keep', await ground.person())).toBe(true);
    await ground.say('f', ASK, now());
    await ground.say('f', `${ASK}, em không muốn sống nữa`, now());
    await ground.act();
    expect(ground.world.platform.calls).toEqual([]);
    expect(await queued()).toMatchObject([
      { state: 'cancelled', status: 'kept' },
      { state: 'cancelled', status: 'open' },
    ]);
  });

  test('one that cannot be sent leaves the question waiting for a person', async () => {
    await optIn();
    await ground.say('g', ASK, now());
    ground.world.platform.faults.push(new PlatformFailure('give-up', 'facebook.gone'));
    await ground.act();
    expect(await queued()).toMatchObject([{ state: 'failed', status: 'open' }]);
  });

  test('the tables refuse an automatic answer to anything but a question', async () => {
    const id = await ground.aCase('em không muốn sống nữa, bao nhiêu tiền cũng vậy');
    const insert = (category: string | null, kind = 'reply') =>
      ground.pool.query(
        `insert into actions (case_id, source_id, number, kind, category, by, rule, expires_at)
         values ($1, $2, 50, $4, $3, 'rule', 'reply.hours', sang_now())`,
        [id, ground.source, category, kind],
      );
    await expect(insert('needs-reply')).rejects.toThrow(/for questions alone/u);
    await expect(insert('at-risk')).rejects.toThrow(/for questions alone|check constraint/u);
    await expect(insert('scam', 'hide')).rejects.toThrow(/never hidden automatically/u);
  });
});
