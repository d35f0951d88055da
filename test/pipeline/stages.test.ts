import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { gateInWords } from '../../src/domain/decide/gate-words.ts';
import { askStage, listRules, reviewStages } from '../../src/pipeline/stages.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { batchOf, openWorld, RULES, seen, type World } from './world.ts';

/** A rule of the page's own; `phrase` is what it detects. */
const rule = (more: { stage?: string; phrase?: string; reviewBy?: string; category?: string } = {}) => [
  RULES[0]!,
  {
    path: 'own.yaml',
    text: `id: own.test
title: Mời gọi
category: ${more.category ?? 'sexual'}
stage: ${more.stage ?? 'hide'}
severity: high
owner: trúc
why: Mời gọi tình dục
review_by: ${more.reviewBy ?? '2099-01-01'}
when:
  phrase: [${more.phrase ?? 'đi khách qua đêm'}]
examples:
  match: ["em đi khách qua đêm", "nhận đi khách qua đêm nha", "ai đi khách qua đêm không"]
  no_match: ["đi chơi qua đêm với lớp", "đẹp quá", "hay quá", "ngon quá", "xa quá"]
`,
  },
];

let database: FreshDatabase;
let pool: Pool;
let world: World;
let source: number;
let first: number;
let second: number;

beforeEach(async () => {
  database = await freshDatabase();
  pool = database.pool;
});
afterEach(async () => {
  await database.drop();
});

async function open(files = rule(), shipped = false): Promise<void> {
  world = await openWorld(pool, files, () => shipped);
  source = await world.addPage();
  first = await person('Trúc');
  second = await person('Mai');
}

async function person(name: string): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    'insert into moderators (email, name) values ($1, $2) returning id',
    [`${name}@example.vn`, name],
  );
  return Number(rows[0]?.id);
}

let written = 0;
/** So many comments the rule finds something in, screened. */
async function write(count: number, copies = false): Promise<void> {
  const comments = Array.from({ length: count }, () => {
    const number = (written += 1);
    return seen(`c${number}`, `em đi khách qua đêm nha ${copies ? '' : number}`);
  });
  world.platform.batches.push(batchOf(comments));
  await world.poll(source);
  await world.screen();
}

/** So many findings of the rule that were not judged yet, judged. */
async function judge(confirmed: number, refuted = 0): Promise<void> {
  for (const [yes, count] of [
    [true, confirmed],
    [false, refuted],
  ] as const) {
    const { rowCount } = await pool.query(
      `insert into judgements (rule, source_id, revision_id, confirmed, accents, by)
       select f.rule, $1, v.revision_id, $2, 'full', 'case' from findings f join verdicts v on v.id = f.verdict_id
       where not exists (select 1 from judgements j where j.revision_id = v.revision_id and j.rule = f.rule)
       group by f.rule, v.revision_id order by v.revision_id limit $3`,
      [source, yes, count],
    );
    expect(rowCount).toBe(count);
  }
}

const review = () => reviewStages(world.staging);
const listed = async () => (await listRules(world.staging, new Date(0)))[0]!;
const stage = async () => (await listed()).rule.stage;
const ask = (to: 'shadow' | 'flag' | 'hide', moderatorId = first) =>
  askStage(world.staging, { rule: 'own.test', to, actor: { kind: 'person', moderatorId } });
const told = async (): Promise<string[]> =>
  (await pool.query<{ what: string }>('select what from audit where rule is not null order by id')).rows.map(
    ({ what }) => what,
  );

describe('what a rule has earned', () => {
  test('a rule of the page starts as a shadow, one that is shipped at flag', async () => {
    await open();
    expect(await stage()).toBe('shadow');
    await write(1);
    expect((await pool.query('select 1 from cases')).rowCount).toBe(0);
    expect((await pool.query(`select 1 from findings where stage = 'shadow'`)).rowCount).toBe(1);
    await database.drop();
    database = await freshDatabase();
    pool = database.pool;
    await open(rule(), true);
    expect(await stage()).toBe('flag');
  });

  test('rises to flag by twenty judgements, and every worker follows', async () => {
    await open();
    await write(20);
    await judge(19);
    await review();
    expect(await stage()).toBe('shadow');
    await judge(1);
    expect(await review()).toEqual({ moved: 1 });
    expect(await review()).toEqual({ moved: 0 });
    expect(await stage()).toBe('flag');
    expect(await told()).toEqual(['stage.promoted']);
    await write(1);
    expect((await pool.query('select 1 from cases')).rowCount).toBe(1);
    expect((await pool.query('select 1 from rulebooks where active')).rowCount).toBe(1);
  });

  test('copies of one text count once, and are asked once', async () => {
    await open();
    await write(40, true);
    expect(await world.checking.count(undefined, 100)).toBe(1);
    await judge(40);
    await review();
    expect((await listed()).line).toMatchObject({ hits: 40, judged: 1, confirmed: 1 });
    expect(await stage()).toBe('shadow');
  });

  test('falls one stage after twenty more judgements below its gate', async () => {
    await open(rule(), true);
    await write(60);
    await judge(0, 20);
    await review();
    await judge(0, 19);
    await review();
    expect(await stage()).toBe('flag');
    await judge(0, 1);
    await review();
    expect(await stage()).toBe('shadow');
    expect(await told()).toEqual(['stage.demoted']);
  });

  test('the detection of people at risk is never taken back by itself', async () => {
    await open(rule({ category: 'at-risk', stage: 'flag' }), true);
    await write(60);
    await judge(0, 30);
    await review();
    await judge(0, 30);
    await review();
    expect(await stage()).toBe('flag');
    // Nor by a change of its words: it goes on at the stage it had.
    world = await openWorld(
      pool,
      rule({ category: 'at-risk', stage: 'flag', phrase: 'khách qua đêm' }),
      () => false,
    );
    expect(await stage()).toBe('flag');
  });

  test('belongs to what the rule detects: a changed rule earns anew, changed back it has it again', async () => {
    await open();
    await write(20);
    await judge(20);
    await review();
    expect(await stage()).toBe('flag');
    await world.publish(rule({ phrase: 'đi khách qua đêm, đi khách theo giờ' }));
    expect(await stage()).toBe('shadow');
    expect(await listed()).toMatchObject({ line: { judged: 0, changed: { what: 'rule.changed' } } });
    await review();
    expect(await stage()).toBe('shadow');
    await world.publish(rule());
    expect(await stage()).toBe('flag');
    expect(await listed()).toMatchObject({ line: { judged: 20, confirmed: 20, hits: 20 } });
  });

  test('past review_by hiding is off, detection goes on, told once; a new date brings it back', async () => {
    await open(rule(), true);
    await write(73);
    await judge(73);
    await ask('hide');
    await ask('hide', second);
    expect(await stage()).toBe('hide');
    await world.publish(rule({ reviewBy: '2026-11-01' }));
    expect(await stage()).toBe('flag');
    await review();
    await review();
    expect((await ask('hide')).kind).toBe('refused');
    await world.publish(rule({ reviewBy: '2098-01-01' }));
    expect(await stage()).toBe('hide');
    await review();
    expect(await told()).toEqual(['stage.proposed', 'stage.raised', 'stage.lapsed', 'stage.renewed']);
  });
});

describe('a person asks for another stage', () => {
  test('is told in words why the gate stays shut', async () => {
    await open(rule({ stage: 'flag' }), true);
    await write(3);
    await judge(2, 1);
    const answer = await ask('hide');
    if (answer.kind !== 'refused') throw new Error(answer.kind);
    expect(answer.reasons.map((reason) => gateInWords(reason, 'vi'))).toEqual([
      'tệp luật chỉ ghi bậc “flag” (stage); hãy đổi trong tệp trước',
      'mới có 3 lần được người duyệt trả lời đúng/sai, cần 73',
      'độ chính xác chắc chắn đạt 20%, cần 95% (cận dưới Wilson 95%)',
    ]);
    expect((await listed()).missing).toEqual(answer.reasons);
  });

  test('automatic hiding needs a second person', async () => {
    await open(rule(), true);
    await write(73);
    await judge(73);
    await review();
    expect(await stage()).toBe('flag');
    expect(await ask('hide')).toEqual({ kind: 'proposed' });
    expect(await ask('hide')).toEqual({ kind: 'proposed' });
    expect(await stage()).toBe('flag');
    expect(await listed()).toMatchObject({ line: { proposal: { name: 'Trúc' }, changed: { by: 'Trúc' } } });
    const operator = { kind: 'operator', name: 'root' } as const;
    expect(await askStage(world.staging, { rule: 'own.test', to: 'hide', actor: operator })).toMatchObject({
      kind: 'refused',
    });
    expect(await ask('hide', second)).toEqual({ kind: 'done', stage: 'hide' });
    expect(await stage()).toBe('hide');
    // Once the numbers no longer hold, so does the agreement.
    await write(60);
    await judge(0, 30);
    await review();
    await judge(0, 30);
    await review();
    expect(await stage()).toBe('flag');
    expect(await told()).toEqual(['stage.proposed', 'stage.raised', 'stage.demoted']);
  });

  test('what a person lowered no numbers lift, also when the rule changes; the person does', async () => {
    await open(rule(), true);
    await write(40);
    await judge(40);
    expect(await ask('shadow')).toEqual({ kind: 'done', stage: 'shadow' });
    await review();
    expect(await stage()).toBe('shadow');
    await world.publish(rule({ phrase: 'đi khách qua đêm, đi khách theo giờ' }));
    expect(await stage()).toBe('shadow');
    await world.publish(rule());
    expect(await ask('flag')).toEqual({ kind: 'done', stage: 'flag' });
    expect(await stage()).toBe('flag');
    expect(await told()).toEqual(['stage.lowered', 'rule.changed', 'rule.changed', 'stage.raised']);
  });

  test('an unknown rule is missing', async () => {
    await open();
    const actor = { kind: 'operator', name: 'root' } as const;
    expect(await askStage(world.staging, { rule: 'no.such', to: 'flag', actor })).toEqual({
      kind: 'missing',
    });
  });
});

describe('the check lane', () => {
  test('at most twenty a day and page, answers are judgements, nothing is acted on', async () => {
    await open();
    await write(15);
    await write(15);
    const { checking } = world;
    expect(await checking.count(undefined, 100)).toBe(20);
    const samples = await checking.next(50, [source]);
    expect(samples).toHaveLength(20);
    expect(samples[0]).toMatchObject({ rule: 'own.test', category: 'sexual', why: 'Mời gọi tình dục' });
    const [start, end] = samples[0]!.spans[0]!;
    expect(samples[0]!.text.slice(start, end)).toBe('đi khách qua đêm');
    for (const sample of samples)
      expect(await checking.answer(sample.id, 'yes', first, undefined)).toBe(true);
    expect(await checking.count(undefined, 100)).toBe(0);
    // Answering again corrects; what is unsure judges nothing.
    await checking.answer(samples[0]!.id, 'no', first, undefined);
    await checking.answer(samples[1]!.id, 'unsure', first, undefined);
    expect((await listed()).line).toMatchObject({ judged: 19, confirmed: 18 });
    expect((await pool.query('select 1 from cases')).rowCount).toBe(0);
    expect((await pool.query('select 1 from actions')).rowCount).toBe(0);
  });

  test('shows and takes answers for a person’s own pages only', async () => {
    await open();
    await write(1);
    const [sample] = await world.checking.next(1, undefined);
    expect(await world.checking.next(1, [source + 1])).toEqual([]);
    expect(await world.checking.answer(sample!.id, 'yes', first, [source + 1])).toBe(false);
    expect(await world.checking.answer(sample!.id, 'yes', first, [source])).toBe(true);
  });

  test('rules take turns, purged and withdrawn texts leave, and so does a rule that rose or changed', async () => {
    const files = rule();
    const other = files[1]!.text
      .replace('own.test', 'own.other')
      .replace('đi khách qua đêm]', 'qua đêm nha]');
    await open([
      ...files,
      {
        path: 'other.yaml',
        text: other
          .replace('em đi khách qua đêm"', 'qua đêm nha"')
          .replace('"ai đi khách qua đêm không"', '"qua đêm nha em"'),
      },
    ]);
    await write(30);
    const { rows } = await pool.query(
      'select rule, count(*)::int as n from samples group by rule order by rule',
    );
    expect(rows).toEqual([
      { rule: 'own.other', n: 10 },
      { rule: 'own.test', n: 10 },
    ]);
    await pool.query(
      `update comments set purged_at = sang_now() where current_revision in
         (select revision_id from samples where rule = 'own.other' order by id limit 2)`,
    );
    expect(await world.checking.count(undefined, 100)).toBe(16);
    await world.publish(files);
    expect(await world.checking.count(undefined, 100)).toBe(8);
    await world.publish(rule({ phrase: 'đi khách qua đêm, đi khách theo giờ' }));
    expect(await world.checking.count(undefined, 100)).toBe(0);
  });
});
