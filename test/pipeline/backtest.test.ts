import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPastStore } from '../../src/adapters/postgres/past.ts';
import { backtestBeside, backtestDraft, backtestFiles } from '../../src/pipeline/backtest.ts';
import type { CommentSeen } from '../../src/pipeline/ports/platform.ts';
import { review } from '../../src/pipeline/review.ts';
import type { PastComment } from '../../src/rulebook/backtest.ts';
import { compileFiles } from '../../src/rulebook/load.ts';
import { sang } from '../e2e/cli.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { batchOf, openWorld, RULES, seen, type World } from './world.ts';

const NOW = new Date('2026-11-20T00:00:00Z');
const SINCE = new Date('2026-10-01T00:00:00Z');
/** More than two pages of reading, many of them of the same second. */
const MANY = 1_100;

let database: FreshDatabase;
let world: World;
let folder: string;
const sources: number[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sang-backtest-'));
  database = await freshDatabase();
  world = await openWorld(database.pool);
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into moderators (email, name) values ('truc@example.vn', 'Trúc') returning id`,
  );
  const actor = { kind: 'person', moderatorId: Number(rows[0]?.id) } as const;
  await written('Trang A', [
    seen('1', 'em nhận đi khách qua đêm nha'),
    seen('2', 'em nhan di khach qua dem'),
    seen('3', 'cái này bao nhiêu tiền vậy shop'),
    seen('4', 'còn hàng không shop, nhắn zalo 0912 345 678'),
    seen('5', 'đẹp quá'),
    seen('6', 'đi khách qua đêm là gì vậy ạ'),
    ...Array.from({ length: MANY }, (_, index) => seen(`m${index}`, `đẹp quá ${index}`)),
  ]);
  await written('Trang B', [seen('1', 'nhận đi khách qua đêm')]);
  const decide = async (source: number, externalId: string, event: 'hide' | 'keep'): Promise<void> => {
    const { rows: found } = await database.pool.query<{ id: string }>(
      'select k.id from cases k join comments c on c.id = k.comment_id where c.source_id = $1 and c.external_id = $2',
      [source, externalId],
    );
    const { cases: store, platforms, queues } = world;
    const wish = { caseId: Number(found[0]?.id), event, actor, category: 'sexual' } as const;
    expect((await review({ store, platforms, queues }, wish)).kind).toBe('done');
  };
  await decide(sources[0]!, '1', 'hide');
  await decide(sources[0]!, '2', 'hide');
  await decide(sources[0]!, '6', 'keep');
  await decide(sources[1]!, '1', 'hide');
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function written(name: string, comments: readonly CommentSeen[]): Promise<void> {
  const id = await world.addPage(name);
  sources.push(id);
  world.platform.batches.push(batchOf(comments));
  await world.poll(id);
  await world.screen();
}

const deps = () => ({
  past: createPastStore(database.pool),
  compile: (files: Parameters<typeof compileFiles>[0]) => compileFiles(files, { now: NOW }),
  store: world.rulebooks,
});

const changed = RULES.map(({ path: name, text }) => ({
  path: name,
  text: text
    .replace('[đi khách qua đêm]', '[nhận đi khách qua đêm]')
    .replace('[bao nhiêu tiền]', '[bao nhiêu tiền, còn hàng không]'),
}));

describe('stored comments', () => {
  test('each once, with what was found and said, and what may be known of its author', async () => {
    const all: PastComment[] = [];
    for await (const comment of createPastStore(database.pool).comments(SINCE)) all.push(comment);
    expect(all).toHaveLength(MANY + 7);
    expect(new Set(all.map(({ id }) => id)).size).toBe(MANY + 7);
    expect(all[0]).toMatchObject({
      source: 'Trang A',
      found: ['sexual.test'],
      decision: 'hide',
      input: {
        text: 'em nhận đi khách qua đêm nha',
        author: { commentsOnPage: 20 },
        post: { text: 'Bài đầu' },
      },
    });
    expect(all[0]?.words).toContainEqual({ rule: 'sexual.test', category: 'sexual', confirmed: true });
    const ofB: PastComment[] = [];
    for await (const comment of createPastStore(database.pool).comments(SINCE, [sources[1]!]))
      ofB.push(comment);
    expect(ofB.map(({ source }) => source)).toEqual(['Trang B']);
    for await (const comment of createPastStore(database.pool).comments(NOW)) throw new Error(comment.id);
  });
});

describe('backtest', () => {
  test('what a changed rulebook would have done, and how often people agree', async () => {
    const { report, faults } = await backtestFiles(deps(), changed, { since: SINCE });
    expect(faults.map(({ code }) => code)).toEqual([]);
    expect(report?.comments).toBe(MANY + 7);
    expect(report?.flagged).toEqual({ before: 5, now: 5, newly: 1, noLonger: 1 });
    const sexual = report?.rules.find(({ rule }) => rule === 'sexual.test');
    expect(sexual).toMatchObject({ hits: 3, judged: 3, confirmed: 3, newlyFound: 0, noLongerFound: 1 });
    expect(sexual?.bySource).toMatchObject({ 'Trang A': { hits: 2 }, 'Trang B': { hits: 1, confirmed: 1 } });
    expect(sexual?.byAccents).toMatchObject({ full: { hits: 2 }, none: { hits: 1 } });
    expect(sexual?.examples.noLongerFound.map(({ text }) => text)).toEqual(['đi khách qua đêm là gì vậy ạ']);
  });

  test('a draft file before it is saved, beside the active rulebook’s packs', async () => {
    const text = `id: spam.nhap
title: Nháp
category: spam
stage: draft
why: thử
when: { phrase: [còn hàng không], contact: phone }
`;
    const { report, faults } = await backtestDraft(
      deps(),
      { path: 'nhap.yaml', text },
      { since: SINCE, most: 500 },
    );
    expect(faults).toEqual([]);
    expect(report).toMatchObject({ comments: 500, rules: [{ rule: 'spam.nhap', hits: 1, newlyFound: 1 }] });
    const broken = { path: 'nhap.yaml', text: text.replace('when:', 'khi:') };
    const refused = await backtestDraft(deps(), broken, { since: SINCE });
    expect(refused.report).toBeUndefined();
    expect(refused.faults.map(({ file }) => file)).toContain('nhap.yaml');
  });

  test('a draft file whose rule asks for a named condition', async () => {
    const conditions = `- id: asks-for-goods
  title: Hỏi hàng
  when: { phrase: [còn hàng không] }
`;
    const text = `id: spam.nhap
title: Nháp
category: spam
stage: draft
why: thử
when: { holds: asks-for-goods, contact: phone }
`;
    const files = [...RULES, { path: 'conditions.yaml', text: conditions }];
    const draft = { path: 'nhap.yaml', text };
    const { report, faults } = await backtestBeside(deps(), files, draft, { since: SINCE });
    expect(faults).toEqual([]);
    expect(report).toMatchObject({ rules: [{ rule: 'spam.nhap', hits: 1 }] });
  });

  test('sang rules backtest, and sang rules stage', async () => {
    for (const { path: name, text } of changed) writeFileSync(path.join(folder, name), text);
    const env = {
      DATABASE_URL: database.url,
      SANG_SECRET: 'x'.repeat(32),
      SANG_DATA: path.join(folder, 'data'),
    };
    const run = (...args: string[]) => sang(['rules', ...args], '', env);
    const shown = await run('backtest', '--since', '2026-10-01', '--rules', folder);
    expect(shown.err).toBe('');
    expect(shown.code).toBe(0);
    expect(shown.out).toContain(`Thử trên ${MANY + 7} bình luận.`);
    expect(shown.out).toContain('Cần người xem: trước 5, nay 5 (thêm 1, bớt 1).');
    expect(shown.out).toContain(
      'sexual.test: bắt 3 câu, đúng 3/3 (chắc chắn ≥ 0.43); mới bắt 0, không còn bắt 1',
    );
    expect(shown.out).toContain('    Không còn bắt: “đi khách qua đêm là gì vậy ạ”');
    const json = await run(
      'backtest',
      '--since',
      '2026-10-01',
      '--rules',
      folder,
      '--rule',
      'reply.test',
      '--json',
    );
    expect(JSON.parse(json.out)).toMatchObject({ ok: true, rules: [{ rule: 'reply.test', newlyFound: 1 }] });
    expect((await run('backtest', '--since', 'hôm qua')).code).toBe(2);
    const stages = await run('stage', 'sexual.test');
    expect(stages.out).toMatch(/^sexual\.test {2}flag {2}7 ngày: bắt \d lần; đúng 3\/4/u);
    expect((await run('stage', 'sexual.test', '--to', 'hide')).out).toContain('tệp luật chỉ ghi bậc “flag”');
    const lowered = await run('stage', 'sexual.test', '--to', 'shadow', '--lang', 'en');
    expect(lowered).toMatchObject({ code: 0, out: 'sexual.test: now at stage shadow\n' });
    expect((await run('stage', 'sexual.test', '--json')).out).toContain('"stage":"shadow"');
  }, 120_000);
});
