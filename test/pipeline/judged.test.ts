import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { review } from '../../src/pipeline/review.ts';
import { Ground } from '../e2e/ground.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';

let database: FreshDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await freshDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());

test('a decision judges the rules of what it is about, and no others', async () => {
  const ground = await Ground.open(pool);
  const person = await ground.person();
  const { cases, platforms, queues } = ground.world;
  await ground.say('c1', `em nhận đi khách qua đêm, cái này bao nhiêu tiền vậy shop`);
  const caseId = await ground.caseOf('c1');
  const judged = async () =>
    (
      await pool.query<{ rule: string; confirmed: boolean }>(
        `select j.rule, j.confirmed from judgements j join verdicts v on v.revision_id = j.revision_id
         join cases k on k.verdict_id = v.id where k.id = $1 order by j.rule`,
        [caseId],
      )
    ).rows.map(({ rule, confirmed }) => `${rule} ${confirmed}`);
  const actor = { kind: 'person', moderatorId: person } as const;
  const decisions = [
    [{ event: 'escalate' }, []],
    [{ event: 'reply', reply: 'Chào bạn' }, ['reply.test true']],
    [{ event: 'hide', category: 'sexual' }, ['sexual.test true']],
    [{ event: 'keep' }, ['reply.test false', 'sexual.test false']],
  ] as const;
  for (const [wish, said] of decisions) {
    expect((await review({ store: cases, platforms, queues }, { caseId, actor, ...wish })).kind).toBe('done');
    expect(await judged()).toEqual(said);
    await ground.decide(caseId, 'undo', person);
    expect(await judged()).toEqual([]);
  }
});
