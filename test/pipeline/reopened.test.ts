import { describe, expect, test } from '@jest/globals';
import { hideOffer } from '../../src/adapters/console/decisions.ts';
import { createBoardStore } from '../../src/adapters/postgres/board.ts';
import { createRescreenStore } from '../../src/adapters/postgres/rescreen.ts';
import { rescreen } from '../../src/pipeline/rescreen.ts';
import { review } from '../../src/pipeline/review.ts';
import { eachGround } from './each-ground.ts';
import { RULES } from './world.ts';

const OFFERED = 'chị nào đi khách qua đêm thì nhắn';
const ground = eachGround();

const finding = (phrases: string): typeof RULES =>
  RULES.map((file) => ({ ...file, text: file.text.replace('[đi khách qua đêm]', `[${phrases}]`) }));
const RIGHT = RULES;
const TOO_NARROW = finding('em nhận đi khách qua đêm');
const CORRECTED = finding('đi khách qua đêm, khách qua đêm');

/** Publishes these rules and screens everything again; resolves to how many comments were owed. */
async function goOver(rules: typeof RULES): Promise<number> {
  const published = await ground.world.publish(rules);
  expect(published.published).toBe(true);
  const store = createRescreenStore(ground.pool);
  const owed = await rescreen({ store, ring: async () => undefined }, new Date('2026-10-01'));
  await ground.world.screen();
  return owed;
}

async function standing(id: number) {
  const { rows } = await ground.pool.query<Record<string, unknown>>(
    `select k.state, k.decision, k.categories, b.active as present from cases k
     join verdicts v on v.id = k.verdict_id join rulebooks b on b.id = v.rulebook_id where k.id = $1`,
    [id],
  );
  return rows[0];
}

const OPEN = { state: 'open', decision: 'hide', categories: ['sexual'], present: true };

describe('what rules closed', () => {
  test('they open again: under the former rules, and under corrected ones', async () => {
    const id = await ground.aCase(OFFERED);
    await goOver(TOO_NARROW);
    expect(await standing(id)).toMatchObject({ state: 'expired', decision: 'none', present: true });
    expect(await goOver(RIGHT)).toBeGreaterThan(0);
    expect(await standing(id)).toEqual(OPEN);
    await goOver(TOO_NARROW);
    expect(await standing(id)).toMatchObject({ state: 'expired' });
    await goOver(CORRECTED);
    expect(await standing(id)).toEqual(OPEN);
    expect(await goOver(CORRECTED)).toBe(0);
    const { rows } = await ground.pool.query(
      `select what, why from audit where case_id = $1 and what like 'case.%' order by id`,
      [id],
    );
    expect(rows.slice(1)).toEqual(
      ['closed', 'reopened', 'closed', 'reopened'].map((what) => ({ what: `case.${what}`, why: 'verdict' })),
    );
    await goOver(RIGHT);
  });

  test('is told of anew when it opens again as urgent', async () => {
    const id = await ground.aCase(OFFERED);
    const before = await ground.seen(id);
    await goOver(TOO_NARROW);
    await goOver(RIGHT);
    expect((await ground.seen(id)).number).toBe(before.number + 1);
  });
});

test('an open case goes by the rules in force again when these come back', async () => {
  const id = await ground.aCase(`${OFFERED}, bao nhiêu tiền`);
  await goOver(TOO_NARROW);
  expect(await standing(id)).toMatchObject({ state: 'open', decision: 'reply', categories: ['needs-reply'] });
  await goOver(RIGHT);
  expect(await standing(id)).toMatchObject({ state: 'open', decision: 'hide', present: true });
});

test('what rules answered opens again for more than an answer, not for the same', async () => {
  const both = await ground.aCase(`${OFFERED}, bao nhiêu tiền`);
  const asked = await ground.aCase('cái này bao nhiêu tiền vậy');
  await goOver(TOO_NARROW);
  await ground.pool.query(
    `update cases set state = 'replied', decided_by = 'rule', decided_at = sang_now(), waiting_since = null
     where id = any($1)`,
    [[both, asked]],
  );
  await goOver(CORRECTED);
  expect(await standing(both)).toMatchObject({ state: 'open', decision: 'hide', present: true });
  expect(await standing(asked)).toMatchObject({ state: 'replied', present: true });
  const { rows } = await ground.pool.query('select waiting_since from cases where id = any($1)', [
    [both, asked],
  ]);
  expect(rows).toEqual([{ waiting_since: null }, { waiting_since: null }]);
  await goOver(RIGHT);
});

test('what a person decided stays so whatever rules come and go', async () => {
  const id = await ground.aCase(OFFERED);
  const person = await ground.person();
  expect(await ground.decide(id, 'keep', person)).toBe(true);
  for (const rules of [TOO_NARROW, RIGHT, CORRECTED, RIGHT]) {
    await goOver(rules);
    expect(await standing(id)).toMatchObject({ state: 'kept', decision: 'hide', categories: ['sexual'] });
  }
  expect(await goOver(RIGHT)).toBe(0);
});

test('under appeal and found by no rule any more: two people can uphold the hide', async () => {
  const id = await ground.aCase(OFFERED);
  const [first, second, third] = [await ground.person(), await ground.person(), await ground.person()];
  expect(await ground.decide(id, 'hide', first)).toBe(true);
  expect(await ground.decide(id, 'appeal', second)).toBe(true);
  await goOver(TOO_NARROW);
  expect(await standing(id)).toEqual({ state: 'open', decision: 'flag', categories: [], present: true });
  const shown = await createBoardStore(ground.pool).get(id, undefined);
  expect(shown && hideOffer(shown, undefined)).toBe('together');
  const upheld = (moderatorId: number, agreesWith?: number) =>
    review(ground.world.reviewing, {
      caseId: id,
      event: 'hide',
      category: 'sexual',
      actor: { kind: 'person', moderatorId },
      ...(agreesWith === undefined ? {} : { agreesWith }),
    });
  expect(await upheld(second)).toEqual({ kind: 'proposed' });
  expect(await upheld(third, second)).toMatchObject({ kind: 'done', state: 'hidden' });
  await goOver(RIGHT);
});
