import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BlockList } from 'node:net';
import { createGate } from '../../src/adapters/channels/address.ts';
import { readNetworks } from '../../src/config/networks.ts';
import { createMessenger } from '../../src/adapters/channels/messenger.ts';
import { createCaseStore } from '../../src/adapters/postgres/cases.ts';
import { createChannelStore } from '../../src/adapters/postgres/channels.ts';
import { createNoticeStore } from '../../src/adapters/postgres/notices.ts';
import { createSweepStore } from '../../src/adapters/postgres/sweeping.ts';
import { createSealer } from '../../src/adapters/secrets/sealer.ts';
import { notify, type NotifyDeps } from '../../src/pipeline/notify.ts';
import type { ChannelStore, NoticeStore } from '../../src/pipeline/ports/notices.ts';
import { review } from '../../src/pipeline/review.ts';
import { type Hook, openHook } from '../servers/hook.ts';
import { runScript, type Script } from '../servers/process.ts';
import { type Desk, openDesk } from './digest-desk.ts';
import { seedCase, seedMember, seedSource } from './seeded.ts';
import { QUIET } from './world.ts';

const TEXT = 'mình không thiết sống, gọi mình 0912345612';

let desk: Desk;
let hook: Hook;
let store: NoticeStore;
let channels: ChannelStore;
let deps: NotifyDeps;
beforeAll(async () => {
  desk = await openDesk();
  hook = await openHook();
  store = createNoticeStore(desk.pool);
  channels = createChannelStore(desk.pool, createSealer('x'.repeat(32)));
  const gate = createGate(readNetworks('127.0.0.1') ?? new BlockList());
  const { mailer } = desk.deps;
  deps = {
    store,
    channels,
    messenger: createMessenger(gate, mailer),
    log: QUIET,
    consoleUrl: 'https://sang.example.vn',
  };
}, 60_000);
afterAll(async () => {
  await hook.close();
  await desk.close();
});
beforeEach(async () => {
  await desk.clear();
  hook.heard.length = 0;
  hook.status = 200;
  hook.before = undefined;
});

const run = (): Promise<number> => notify(deps, new AbortController().signal);
const webhook = (sourceId: number, quiet?: { from: string; to: string; zone: string }): Promise<number> =>
  channels.add(
    {
      sourceId,
      name: 'Kênh trực',
      lang: 'vi',
      target: { kind: 'webhook', url: hook.url, secret: 'whsec_c2VjcmV0', preset: 'plain' },
      ...(quiet === undefined ? {} : { quiet }),
    },
    'test',
  );
const urgent = (sourceId: number): Promise<number> =>
  seedCase(desk.pool, { sourceId, decision: 'urgent', category: 'at-risk', text: TEXT, age: 3 });
/** Moves every notice into the past, as the passing of minutes would. */
const later = (minutes: number) =>
  desk.pool.query(
    `update notices set next_at = next_at - make_interval(mins => $1), sent_at = sent_at - make_interval(mins => $1),
       lease_until = lease_until - make_interval(mins => $1)`,
    [minutes],
  );
const states = async (): Promise<unknown[]> =>
  (await desk.pool.query('select recipient, kind, state, sent, code from notices order by id')).rows;
const decide = (caseId: number, event: 'keep' | 'escalate', moderatorId: number) =>
  review(
    { store: createCaseStore(desk.pool), platforms: new Map(), queues: { ring: () => Promise.resolve() } },
    { caseId, event, actor: { kind: 'person', moderatorId } },
  );

/** Numbers of the cases a webhook was told of. */
const casesOf = (body = ''): string[] => [...body.matchAll(/"case":(\d+)/gu)].map((match) => match[1] ?? '');

describe('an urgent case', () => {
  test('is told to the page’s channel and senior person at once, and to nobody else', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    const other = await seedSource(desk.pool, 'Trang khác');
    await webhook(page);
    await webhook(other);
    await seedMember(desk.pool, 'truong@trang.vn', [{ sourceId: page, senior: true }]);
    await seedMember(desk.pool, 'truc@trang.vn', [{ sourceId: page }]);
    await seedMember(desk.pool, 'sep@khac.vn', [{ sourceId: other, senior: true }]);
    const caseId = await urgent(page);
    await seedCase(desk.pool, { sourceId: page, decision: 'hide' });
    expect(await createSweepStore(desk.pool).noticesDue()).toBe(1);
    await run();
    expect(hook.heard).toHaveLength(1);
    expect(desk.box.mails.map((mail) => mail.recipients)).toEqual([['truong@trang.vn']]);
    const [mail] = desk.box.mails;
    expect(mail?.subject).toBe('[Khẩn] Bình luận khẩn cấp ở Trang Xanh');
    expect(mail?.text).toContain(`https://sang.example.vn/cases/${caseId}`);
    // Where it is and why it presses; what was written and by whom stays in the console.
    for (const told of [mail?.raw, mail?.text, hook.heard[0]?.body]) {
      expect(told).not.toMatch(/không thiết|0912|Người Viết|key/u);
    }
    expect(await run()).toBe(0);
    expect(await createSweepStore(desk.pool).noticesDue()).toBe(0);
  });

  test('of a page without channel and senior person goes to the admins, and the page is named', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    await seedMember(desk.pool, 'admin@sang.vn', [], 'admin');
    await urgent(page);
    expect(await store.unheard()).toEqual([{ id: page, name: 'Trang Xanh' }]);
    await run();
    expect(desk.box.mails.map((mail) => mail.recipients)).toEqual([['admin@sang.vn']]);
  });

  test('is told again, ever more rarely, until nobody answering is a fault of its own', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    await webhook(page);
    await urgent(page);
    const pauses: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      await run();
      const { rows } = await desk.pool.query<{ minutes: number }>(
        `select round(extract(epoch from next_at - sang_now()) / 60)::int as minutes from notices where state = 'pending'`,
      );
      pauses.push(...rows.map((row) => row.minutes));
      await later(rows[0]?.minutes ?? 0);
      await later(1);
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 320]);
    expect(hook.heard).toHaveLength(7);
    expect(new Set(hook.heard.map((heard) => heard.headers['webhook-id'])).size).toBe(7);
    const [lost] = await store.lost([page], 10);
    expect(lost).toMatchObject({ state: 'unanswered' });
    expect(await store.retry(lost?.id ?? 0, undefined)).toBe(true);
    expect(await run()).toBe(1);
  });

  test('stops being told when somebody takes notice', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    await webhook(page);
    const member = await seedMember(desk.pool, 'truong@trang.vn', []);
    const caseId = await urgent(page);
    await run();
    expect(await store.acknowledge(caseId, member)).toBe(true);
    expect(await store.acknowledge(caseId, member)).toBe(false);
    await later(60);
    expect(await run()).toBe(0);
    expect(await states()).toMatchObject([{ state: 'done', sent: 1 }]);
    const { rows } = await desk.pool.query(
      `select moderator_id, case_id from audit where what = 'case.acknowledged' order by id desc limit 1`,
    );
    expect(rows).toEqual([{ moderator_id: String(member), case_id: String(caseId) }]);
  });

  test('stops being told with any decision; opened again and edited it is told anew', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    await webhook(page);
    const member = await seedMember(desk.pool, 'truc@trang.vn', []);
    const caseId = await urgent(page);
    await run();
    await decide(caseId, 'keep', member);
    await later(60);
    expect(await run()).toBe(0);
    expect(await states()).toMatchObject([{ state: 'done' }]);
    await desk.pool.query(`update cases set state = 'open', decision_number = decision_number + 1`);
    expect(await run()).toBe(1);
  });
});

describe('a case a person hands up', () => {
  test('is told to the others who are senior, not to the one who did it', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    const self = await seedMember(desk.pool, 'toi@trang.vn', [{ sourceId: page, senior: true }]);
    await seedMember(desk.pool, 'truong@trang.vn', [{ sourceId: page, senior: true }]);
    const caseId = await seedCase(desk.pool, { sourceId: page, text: TEXT });
    await run();
    expect(desk.box.mails).toHaveLength(0);
    await decide(caseId, 'escalate', self);
    await run();
    expect(desk.box.mails.map((mail) => [mail.recipients, mail.subject])).toEqual([
      [['truong@trang.vn'], 'Hồ sơ được chuyển lên ở Trang Xanh'],
    ]);
  });

  test('waits out the channel’s quiet hours; an urgent one breaks through', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    const now = new Date(Date.now() + 7 * 3_600_000);
    const clock = (hours: number): string =>
      new Date(now.getTime() + hours * 3_600_000).toISOString().slice(11, 16);
    await webhook(page, { from: clock(-1), to: clock(2), zone: 'Asia/Ho_Chi_Minh' });
    const member = await seedMember(desk.pool, 'truc@trang.vn', []);
    await decide(await seedCase(desk.pool, { sourceId: page }), 'escalate', member);
    expect(await run()).toBe(0);
    expect(hook.heard).toHaveLength(0);
    const { rows } = await desk.pool.query<{ minutes: number }>(
      `select extract(epoch from next_at - sang_now()) / 60 as minutes from notices`,
    );
    expect(Number(rows[0]?.minutes)).toBeGreaterThan(118);
    expect(Number(rows[0]?.minutes)).toBeLessThanOrEqual(120);
    await urgent(page);
    expect(await run()).toBe(1);
    expect(JSON.parse(hook.heard[0]?.body ?? '')).toMatchObject({ cases: [{ kind: 'urgent' }] });
  });
});

describe('delivery', () => {
  test('many cases at once are few messages, a minute apart', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    await webhook(page);
    for (let count = 0; count < 30; count += 1) await urgent(page);
    await run();
    await run();
    expect(hook.heard).toHaveLength(1);
    await later(1);
    await run();
    const told = hook.heard.map((heard) => casesOf(heard.body).length);
    expect(told).toEqual([20, 10]);
  });

  test('a receiver that is busy is tried again; one that is gone is given up, visibly', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    const id = await webhook(page);
    const caseId = await urgent(page);
    hook.status = 503;
    await run();
    expect(await states()).toMatchObject([{ state: 'pending', code: 'webhook.503', sent: 0 }]);
    await later(5);
    hook.status = 404;
    await run();
    expect(await store.lost(undefined, 10)).toMatchObject([
      { caseId, recipient: `channel:${id}`, state: 'failed', code: 'webhook.404' },
    ]);
    await later(600);
    expect(await run()).toBe(0);
    hook.status = 200;
    const [lost] = await store.lost(undefined, 10);
    await store.retry(lost?.id ?? 0, undefined);
    expect(await run()).toBe(1);
  });

  test('a receiver that is away for a night is told when it is back, and shown as lost meanwhile', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    await webhook(page);
    await urgent(page);
    hook.status = 503;
    for (let tries = 0; tries < 9; tries += 1) {
      await run();
      await later(61);
    }
    expect(await store.lost(undefined, 10)).toMatchObject([{ state: 'failed', code: 'webhook.503' }]);
    hook.status = 200;
    expect(await run()).toBe(1);
    expect(await store.lost(undefined, 10)).toEqual([]);
  });

  test('who is no longer told of a page hears no more of its cases', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    await webhook(page);
    await urgent(page);
    expect(await run()).toBe(1);
    await desk.pool.query('delete from channels');
    await later(15);
    expect(await run()).toBe(0);
    expect(await states()).toMatchObject([{ state: 'done', sent: 1 }]);
  });

  test('a channel that is removed is told nothing more, and its target is stored unreadable', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    const id = await webhook(page);
    await urgent(page);
    const { rows } = await desk.pool.query<{ target: Buffer }>('select target from channels');
    expect(rows[0]?.target.toString('latin1')).not.toMatch(/127\.0\.0\.1|whsec/u);
    expect(await channels.list(page)).toMatchObject([{ id, kind: 'webhook', name: 'Kênh trực' }]);
    expect(JSON.stringify(await channels.list(page))).not.toContain('whsec');
    hook.status = 503;
    await run();
    await channels.remove(id, 'test');
    hook.status = 200;
    await later(600);
    expect(await run()).toBe(0);
    expect(await channels.list(page)).toEqual([]);
  });

  test('without a mail server a senior person’s notice waits and says why', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    await seedMember(desk.pool, 'truong@trang.vn', [{ sourceId: page, senior: true }]);
    await urgent(page);
    const messenger = createMessenger(createGate(new BlockList()), undefined);
    await notify({ ...deps, messenger }, new AbortController().signal);
    expect(await states()).toMatchObject([{ state: 'pending', code: 'mail.not-configured' }]);
  });
});

describe('a notify worker that is killed', () => {
  test('before the answer: told again under the same id, which the receiver can drop', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    await webhook(page);
    await urgent(page);
    await urgent(page);
    let script: Script | undefined;
    hook.before = async () => {
      await script?.kill('SIGKILL');
    };
    script = runScript('test/pipeline/notify-process.ts', [desk.url]);
    await script.ended;
    hook.before = undefined;
    expect(await states()).toMatchObject([
      { state: 'pending', sent: 0 },
      { state: 'pending', sent: 0 },
    ]);
    // Somebody else's case comes in between: it does not slip into the message that is repeated.
    await urgent(page);
    expect(await run()).toBe(0);
    await later(5);
    await run();
    const [first, second] = hook.heard;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(casesOf(second?.body)).toEqual(casesOf(first?.body));
    await later(5);
    await run();
    expect(hook.heard).toHaveLength(3);
  }, 60_000);

  test('two processes: one message', async () => {
    const page = await seedSource(desk.pool, 'Trang Xanh');
    await webhook(page);
    for (let count = 0; count < 5; count += 1) await urgent(page);
    await Promise.all([run(), run(), run(), runScript('test/pipeline/notify-process.ts', [desk.url]).ended]);
    expect(hook.heard).toHaveLength(1);
  }, 60_000);
});
