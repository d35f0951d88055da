import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { EVERY_DAY } from '../../src/domain/digest/settings.ts';
import type { CommentKind } from '../../src/domain/comment.ts';
import { compose, digest, digestFor, render } from '../../src/pipeline/digest.ts';
import { digestsDue, dueOf } from '../../src/pipeline/digest-due.ts';
import type { Subscriber } from '../../src/pipeline/ports/digests.ts';
import { type Desk, openDesk, SETTINGS, ZONE } from './digest-desk.ts';
import { seedCase, seedSource } from './seeded.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(() => desk.close());
beforeEach(() => desk.clear());

describe('a reader’s digest', () => {
  test('holds the pages of their team and nobody else’s, and is sent once', async () => {
    const mine = await seedSource(desk.pool, 'Trang của tôi');
    const other = await seedSource(desk.pool, 'Trang người khác');
    await seedCase(desk.pool, { sourceId: mine, text: 'chuyện ở trang tôi', age: 600 });
    await seedCase(desk.pool, { sourceId: other, text: 'chuyện ở trang khác', age: 600 });
    const audience = await desk.reader('truc@trang.vn', [mine]);
    const due = (mailing: boolean) => digestsDue({ ...desk.deps, mailing });
    expect([await due(true), await due(false)]).toEqual([1, 0]);
    await digestFor(desk.deps, audience);
    expect(await due(true)).toBe(0);
    await digestFor(desk.deps, audience);
    expect(desk.box.mails).toHaveLength(1);
    const [mail] = desk.box.mails;
    expect(mail?.recipients).toEqual(['truc@trang.vn']);
    expect(mail?.text).toContain('ện ở trang tôi');
    expect(mail?.raw).not.toContain('trang khác');
    expect(JSON.stringify(mail?.attachments.map((each) => each.content.toString()))).not.toMatch(
      /trang khác|Người Viết/u,
    );
    expect(await desk.rows()).toMatchObject([{ kind: 'regular', audience, failed_at: null, cases: '1' }]);
  });

  test('of an operator holds all pages, or those wished for', async () => {
    const one = await seedSource(desk.pool, 'Trang một');
    const two = await seedSource(desk.pool, 'Trang hai');
    for (const sourceId of [one, two]) await seedCase(desk.pool, { sourceId, age: 600 });
    await digestFor(desk.deps, await desk.reader('a@trang.vn', [], SETTINGS, 'operator'));
    await digestFor(
      desk.deps,
      await desk.reader('b@trang.vn', [], { ...SETTINGS, sources: [two] }, 'operator'),
    );
    const [all, some] = desk.box.mails;
    expect(all?.text).toContain('Trang một');
    expect(all?.text).toContain('Trang hai');
    expect(some?.text).not.toContain('Trang một');
    expect(some?.text).toContain('Trang hai');
  });

  test.each<{ kind: CommentKind; decision: 'hide' | 'urgent'; vi: string; en: string; instead: string }>([
    {
      kind: 'message',
      decision: 'hide',
      instead: 'none',
      vi: 'Đề xuất: đọc và quyết định (tin nhắn riêng: chỉ trang đọc được, không có gì để ẩn)',
      en: 'Suggested: read and decide (a private message: the page alone reads it',
    },
    {
      kind: 'group-message',
      decision: 'hide',
      instead: 'none',
      vi: 'Đề xuất: đọc và quyết định (tin nhắn trong nhóm: chỉ xoá hẳn được',
      en: 'Suggested: read and decide (a message in a group: it could only be deleted for good',
    },
    {
      kind: 'message',
      decision: 'urgent',
      instead: 'escalate',
      vi: 'Đề xuất: chuyển lên người phụ trách (tin nhắn riêng',
      en: 'Suggested: escalate (a private message',
    },
  ])('does not advise hiding where nothing can be hidden: $kind, $decision', async (each) => {
    const { kind, decision, instead } = each;
    const source = await seedSource(desk.pool, 'Trang');
    await seedCase(desk.pool, { sourceId: source, kind, decision, suggest: 'hide', age: 5 });
    const to = await desk.deps.store.now();
    const composed = await compose(desk.deps.store, { from: new Date(to.getTime() - 3_600_000), to });
    expect(composed.byDecision).toMatchObject({ hide: 0 });
    for (const lang of ['vi', 'en'] as const) {
      const { html, txt, csv, json } = render(composed, { lang, timeZone: ZONE });
      for (const form of [html, txt]) {
        expect(form).toContain(each[lang]);
        expect(form).not.toMatch(/(?:Đề xuất: ẩn|Đề xuất ẩn \(|Suggested: hide)(?!<\/div>)/u);
      }
      expect(parse(csv, { columns: true, bom: true })).toMatchObject([{ kind, suggest: instead }]);
      expect(JSON.parse(json).cases).toMatchObject([{ kind, suggest: instead }]);
    }
  });

  test('advises hiding a comment, under an article as well', async () => {
    const source = await seedSource(desk.pool, 'Trang');
    for (const kind of ['comment', 'article'] as const) {
      await seedCase(desk.pool, { sourceId: source, kind, decision: 'hide', suggest: 'hide', age: 5 });
    }
    const to = await desk.deps.store.now();
    const composed = await compose(desk.deps.store, { from: new Date(to.getTime() - 3_600_000), to });
    expect(composed.byDecision).toMatchObject({ hide: 2, flag: 0 });
    const { txt } = render(composed, { lang: 'vi', timeZone: ZONE });
    expect(txt.match(/Đề xuất: ẩn ·/gu)).toHaveLength(2);
  });

  test('that was asked for in settings of somebody without a team shows no page at all', async () => {
    const one = await seedSource(desk.pool, 'Trang một');
    await seedCase(desk.pool, { sourceId: one, age: 600 });
    await digestFor(desk.deps, await desk.reader('c@trang.vn', [], { ...SETTINGS, sources: [one] }));
    expect(desk.box.mails[0]?.text).not.toContain('Trang một');
  });

  test('is not delivered by whoever stood still until another had replaced it', async () => {
    const audience = await desk.reader('lau@trang.vn', [await seedSource(desk.pool, 'Trang')]);
    const { store } = desk.deps;
    const now = await store.now();
    const at = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
    const wanted = { audience, kind: 'regular', earliest: at(-60) } as const;
    const stood = await store.begin({ ...wanted, to: at(1) }, 0);
    const next = await store.begin({ ...wanted, to: at(2) }, 60);
    expect(await store.hold(stood!, 60)).toBe(false);
    expect(await store.hold(next!, 60)).toBe(true);
    await store.sent(stood!.id);
    await store.sent(next!.id);
    const { rows } = await desk.pool.query('select id from digests where sent_at is not null');
    expect(rows.map(({ id }) => Number(id))).toEqual([next!.id]);
  });

  test('windows follow one another without gap or overlap', async () => {
    const source = await seedSource(desk.pool, 'Trang');
    const audience = await desk.reader('truc@trang.vn', [source]);
    const earliest = new Date('2026-11-01T00:00:00Z');
    const at = (hour: number): Date => new Date(`2026-11-02T${String(hour).padStart(2, '0')}:00:00Z`);
    const first = await desk.deps.store.begin({ audience, kind: 'regular', to: at(1), earliest }, 60);
    expect(first).toMatchObject({ from: earliest, to: at(1) });
    // While it is on its way nobody begins the next one.
    expect(
      await desk.deps.store.begin({ audience, kind: 'regular', to: at(2), earliest }, 60),
    ).toBeUndefined();
    await desk.deps.store.sent(first?.id ?? 0);
    expect(
      await desk.deps.store.begin({ audience, kind: 'regular', to: at(1), earliest }, 60),
    ).toBeUndefined();
    const second = await desk.deps.store.begin({ audience, kind: 'regular', to: at(2), earliest }, 60);
    expect(second).toMatchObject({ from: at(1), to: at(2) });
    // It never went out: the third one holds what it would have.
    await desk.leasesEnd();
    const third = await desk.deps.store.begin({ audience, kind: 'regular', to: at(3), earliest }, 60);
    expect(third).toMatchObject({ from: at(1), to: at(3) });
    expect(await desk.deps.store.claim(second?.id ?? 0, 60)).toBeUndefined();
    expect(await desk.deps.store.lost(earliest, 10)).toEqual([]);
  });

  test('twenty at once begin it once', async () => {
    const source = await seedSource(desk.pool, 'Trang');
    await seedCase(desk.pool, { sourceId: source, age: 600 });
    const audience = await desk.reader('truc@trang.vn', [source]);
    await Promise.all(Array.from({ length: 20 }, () => digestFor(desk.deps, audience)));
    expect(desk.box.mails).toHaveLength(1);
  });

  test('tells the urgent at once, once, and gathers a storm', async () => {
    const source = await seedSource(desk.pool, 'Trang');
    const audience = await desk.reader('truc@trang.vn', [source], { ...SETTINGS, times: [] });
    await digestFor(desk.deps, audience);
    expect(desk.box.mails).toHaveLength(0);
    await seedCase(desk.pool, {
      sourceId: source,
      decision: 'urgent',
      category: 'at-risk',
      text: 'cứu tôi',
    });
    await digestFor(desk.deps, audience);
    await digestFor(desk.deps, audience);
    expect(desk.box.mails.map((mail) => mail.subject)).toEqual([
      '[Khẩn] Sàng: một bình luận khẩn cấp ở Trang',
    ]);
    // Another one a moment later waits for the pause to end.
    await seedCase(desk.pool, { sourceId: source, decision: 'urgent', category: 'threat', age: 0 });
    await digestFor(desk.deps, audience);
    expect(desk.box.mails).toHaveLength(1);
    await desk.pool.query(
      `update digests set window_from = window_from - interval '6 minutes', window_to = window_to - interval '6 minutes'`,
    );
    await desk.pool.query(
      `update cases set opened_at = sang_now() - interval '3 seconds' where id = (select max(id) from cases)`,
    );
    await digestFor(desk.deps, audience);
    expect(desk.box.mails).toHaveLength(2);
  });

  test('ends when it is ended, and a disabled person gets none', async () => {
    const source = await seedSource(desk.pool, 'Trang');
    const audience = await desk.reader('truc@trang.vn', [source]);
    const first = await desk.deps.subscribers.get(audience);
    await desk.deps.subscribers.change(audience, { ...SETTINGS, times: ['09:00'] }, 'test');
    expect((await desk.deps.subscribers.get(audience))?.subscription).toBe(first?.subscription);
    await desk.deps.subscribers.change(audience, undefined, 'test');
    expect(await desk.deps.subscribers.all()).toEqual([]);
    await desk.deps.subscribers.change(audience, SETTINGS, 'test');
    expect((await desk.deps.subscribers.get(audience))?.subscription).not.toBe(first?.subscription);
    await desk.pool.query('update moderators set disabled_at = sang_now()');
    expect(await desk.deps.subscribers.all()).toEqual([]);
    expect(await digestFor(desk.deps, audience)).toEqual([]);
    const { rows: audit } = await desk.pool.query(
      `select what, why from audit where what = 'digest.settings'`,
    );
    expect(audit.length).toBeGreaterThanOrEqual(4);
  });

  test('near-identical texts are one item, whatever their number', async () => {
    const source = await seedSource(desk.pool, 'Trang');
    for (let index = 0; index < 5; index += 1) {
      await seedCase(desk.pool, {
        sourceId: source,
        text: `inbox  nha ${' '.repeat(index)}`,
        groupKey: '77',
        age: 10,
      });
    }
    const { from, to } = { from: new Date(Date.now() - 3_600_000), to: new Date() };
    const composed = await compose(desk.deps.store, { from, to });
    expect(composed.count).toBe(5);
    expect(composed.pages[0]?.sections[0]?.items).toMatchObject([{ similar: 4 }]);
    // Whoever appealed waits for an answer of their own.
    await desk.pool.query(
      `update cases set appealed_at = opened_at where id = (select max(id) from cases where source_id = $1)`,
      [source],
    );
    const again = await compose(desk.deps.store, { from, to });
    expect(again.count).toBe(5);
    expect(again.pages[0]?.sections[0]?.items.map(({ similar }) => similar).toSorted()).toEqual([0, 3]);
  });

  test('a standing provisional hide is in every digest until somebody decides; old cases are counted', async () => {
    const source = await seedSource(desk.pool, 'Trang');
    const old = await seedCase(desk.pool, { sourceId: source, age: 3_000 });
    await seedCase(desk.pool, { sourceId: source, age: 4_000 });
    await desk.pool.query(`update cases set expires_at = sang_now() + interval '2 hours' where id = $1`, [
      old,
    ]);
    const composed = await compose(desk.deps.store, {
      from: new Date(Date.now() - 3_600_000),
      to: new Date(),
    });
    expect(composed).toMatchObject({ provisional: 1, earlier: { count: 1 } });
    expect(composed.pages[0]?.sections[0]?.items).toMatchObject([{ caseId: old }]);
  });
});

describe('what went wrong is told', () => {
  test('from the audit, brakes and notices, for the reader’s pages', async () => {
    const { pool } = desk;
    const source = await seedSource(pool, 'Trang');
    const other = await seedSource(pool, 'Trang khác');
    const caseId = await seedCase(pool, { sourceId: source });
    await pool.query(`update sources set status = 'stopped', stopped_code = 'facebook.token'`);
    for (const id of [source, other]) {
      await pool.query(
        `insert into audit (actor, source_id, what) values ('service', $1, 'source.stopped')`,
        [id],
      );
    }
    await pool.query(
      `insert into audit (actor, source_id, case_id, what, why) values ('service', $1, $2, 'action.failed', 'facebook.gone')`,
      [source, caseId],
    );
    await pool.query(
      `insert into actions (case_id, source_id, number, kind, by, state, code) values ($1, $2, 1, 'unhide', 'sweep', 'failed', 'facebook.gone')`,
      [caseId, source],
    );
    await pool.query(`insert into audit (actor, rule, what, after) values ('service', 'spam.x', 'stage.demoted', '{"stage":"flag"}'),
        ('service', 'spam.z', 'stage.demoted', '{"stage":"shadow"}'), ('service', 'spam.w', 'stage.lapsed', '{}')`);
    await pool.query(
      `insert into audit (actor, what, why, after) values ('operator', 'rulebook.refused', 'sang start', '{"faults":3}')`,
    );
    await pool.query(`insert into brakes (source_id, rule, why) values ($1, 'scam.y', 'share')`, [source]);
    await pool.query(
      `insert into notices (case_id, recipient, kind, number, revision_id, state, code) values ($1, 'channel:1', 'urgent', 0, 1, 'failed', 'webhook.404')`,
      [caseId],
    );
    const window = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 1_000) };
    const { trouble } = await compose(desk.deps.store, { ...window, sources: [source] });
    expect(new Set(trouble.map(({ kind, subject, code }) => [kind, subject, code].join(' ')))).toEqual(
      new Set(
        [
          ['action-failed', String(caseId), 'facebook.gone'],
          ['brake', 'scam.y', undefined],
          ['notice-failed', String(caseId), 'webhook.404'],
          ['rule-demoted', 'spam.x', undefined],
          ['rules-refused', '3', undefined],
          ['rule-shadowed', 'spam.z', undefined],
          ['rule-overdue', 'spam.w', undefined],
          ['source-stopped', 'Trang', 'facebook.token'],
        ].map((each) => each.join(' ')),
      ),
    );
  });
});

test('the installation’s digest is written to the folder and sent to nobody', async () => {
  const source = await seedSource(desk.pool, 'Trang');
  await seedCase(desk.pool, { sourceId: source });
  const done = await digest(desk.deps);
  expect(done).toMatchObject({ count: 1, path: expect.stringContaining('installation') });
  expect(desk.box.mails).toHaveLength(0);
  expect(await desk.rows()).toMatchObject([{ audience: 'installation', path: done?.path }]);
});

describe('what is due', () => {
  const subscriber: Subscriber = {
    audience: 'moderator:1',
    email: 'a@b.vn',
    lang: 'vi',
    subscription: 's',
    since: new Date('2026-11-20T00:00:00Z'),
    settings: { times: ['07:30'], days: EVERY_DAY, zone: ZONE, urgent: false },
  };
  const regular = (now: string, more: Partial<Subscriber> = {}): string | undefined =>
    dueOf({ ...subscriber, ...more }, new Date(now), new Map())[0]?.to.toISOString();

  test('a regular one a moment after its time, until it was begun', () => {
    expect(regular('2026-11-25T00:30:05Z')).toBe('2026-11-24T00:30:00.000Z');
    expect(regular('2026-11-25T00:30:15Z')).toBe('2026-11-25T00:30:00.000Z');
    expect(regular('2026-11-25T09:00:00Z', { regularTo: new Date('2026-11-25T00:30:00Z') })).toBeUndefined();
  });

  test('nothing of the time before somebody subscribed', () => {
    expect(regular('2026-11-25T09:00:00Z', { since: new Date('2026-11-25T02:00:00Z') })).toBeUndefined();
  });

  test('an urgent one of the reader’s pages only', () => {
    const now = new Date('2026-11-25T09:00:00Z');
    const settings = { ...subscriber.settings, times: [], urgent: true };
    const at = new Map([[4, new Date('2026-11-25T08:59:00Z')]]);
    const kinds = (sources: number[]) =>
      dueOf({ ...subscriber, settings, sources }, now, at).map(({ kind }) => kind);
    expect(kinds([4])).toEqual(['urgent']);
    expect(kinds([5])).toEqual([]);
  });
});
