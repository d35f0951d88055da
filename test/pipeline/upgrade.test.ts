import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Compile, followRulebook, publishRulebook } from '../../src/pipeline/publish-rulebook.ts';
import { askStage, reviewStages } from '../../src/pipeline/stages.ts';
import { compileRulebook } from '../../src/rulebook/compile.ts';
import { compileFiles } from '../../src/rulebook/load.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { openWorld, QUIET, RULES, type World } from './world.ts';

/** A rule that passed when nobody had thought of the sentence it hits, and one whose example is read otherwise by now. */
const OPERATORS = {
  path: 'operators.yaml',
  text: `- id: sexual.fees
  title: Học phí
  category: sexual
  stage: flag
  why: thử
  when: { phrase: [học phí] }
  examples: { match: [học phí], no_match: [xin chào] }
- id: reply.hours
  title: Hỏi giờ
  category: needs-reply
  stage: flag
  why: thử
  when: { phrase: [mấy giờ mở cửa] }
  examples: { match: [shop mở cửa chưa], no_match: [xin chào] }
`,
};

/** The program as it was: without canaries, and content with every example. */
const former: Compile = (files, stages) => {
  const { trial, faults } = compileRulebook(files, { now: new Date(), stages, canaries: [] });
  return { ...(trial === undefined ? {} : { rulebook: trial }), faults };
};
const present: Compile = (files, stages) => compileFiles(files, { now: new Date(), stages });

let database: FreshDatabase;
let world: World;

beforeAll(async () => {
  database = await freshDatabase();
  world = await openWorld(database.pool);
});
afterAll(() => database.drop());

test('what the canaries of a newer program refuse does not run; everything else stays in force', async () => {
  const published = await publishRulebook(
    { ...world.publishing, compile: former },
    [...RULES, OPERATORS],
    'test',
  );
  expect(published).toMatchObject({ published: true, changed: true });

  const again = await publishRulebook(
    { ...world.publishing, compile: present },
    [...RULES, OPERATORS],
    'test',
  );
  expect(again.published).toBe(false);
  expect((await world.rulebooks.refused())?.faults.map(({ code, rule }) => [code, rule])).toEqual(
    expect.arrayContaining([
      ['canary-hidden', 'sexual.fees'],
      ['example-not-found', 'reply.hours'],
    ]),
  );

  const told: unknown[] = [];
  const log = { ...QUIET, error: (fields: unknown) => told.push(fields) };
  const follow = followRulebook({ store: world.rulebooks, compile: present, log });
  const { rulebook } = await follow();
  const found = (text: string) => rulebook.screen({ text }, new Date()).findings.map(({ rule }) => rule);
  expect(found('Học phí năm nay tăng gấp đôi')).toEqual([]);
  expect(found('cho hỏi mấy giờ mở cửa vậy')).toEqual(['reply.hours']);
  expect(found('em nhận đi khách qua đêm')).toEqual(['sexual.test']);
  expect(told).toContainEqual(expect.objectContaining({ rules: ['sexual.fees'] }));
});

test('what is refused by now still steps down when it must, and is not published again and again', async () => {
  const publishing = { ...world.publishing, compile: present };
  const rulebook = followRulebook(publishing);
  const staging = { ...world.staging, rulebook, publishing };
  const published = () =>
    database.pool.query(
      `select id from audit where what in ('rulebook.published', 'rulebook.refused') order by id`,
    );
  const before = await published();
  for (let round = 0; round < 3; round += 1) await reviewStages(staging);
  expect((await published()).rows).toEqual(before.rows);

  const actor = { kind: 'operator', name: 'test' } as const;
  expect(await askStage(staging, { rule: 'sexual.test', to: 'shadow', actor })).toEqual({
    kind: 'done',
    stage: 'shadow',
  });
  const after = await rulebook();
  const stages = Object.fromEntries(after.rulebook.rules.map(({ id, stage }) => [id, stage]));
  expect(stages).toMatchObject({ 'sexual.test': 'shadow', 'sexual.fees': 'draft', 'reply.hours': 'flag' });
  // The operator's files are still refused, and the page still says why.
  expect((await world.rulebooks.refused())?.faults.map(({ rule }) => rule)).toContain('sexual.fees');
  const rounds = await published();
  for (let round = 0; round < 3; round += 1) await reviewStages(staging);
  expect((await published()).rows).toEqual(rounds.rows);
});
