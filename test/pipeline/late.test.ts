import { beforeEach, expect, test } from '@jest/globals';
import { PlatformFailure } from '../../src/domain/failure.ts';
import { eachGround } from './each-ground.ts';
import { OFFER, seen } from './world.ts';

const TIMEOUT = new PlatformFailure('retry', 'http.timeout', { maybeApplied: true });
const ground = eachGround();
let person: number;
let comment: string;
let id: number;
beforeEach(async () => {
  person = await ground.person();
  comment = `c${Math.random()}`;
  await ground.say(comment, OFFER);
  id = await ground.caseOf(comment);
});

/** A person hides, the platform does not answer in time, and the person takes it back. */
async function hiddenAndTakenBack(): Promise<void> {
  ground.world.platform.faults.push(TIMEOUT);
  await ground.decide(id, 'hide', person);
  await ground.act();
  await ground.decide(id, 'undo', person);
  await ground.act();
  expect(isHidden()).toBe(false);
}
/** What was given up on is applied all the same. */
const landsLate = () => ground.world.platform.hidden.add(comment);
const isHidden = () => ground.isHidden(comment);
async function minutes(count: number): Promise<void> {
  await ground.pool.query(
    `update actions set look_again_at = look_again_at - make_interval(mins => $2)
     where case_id = $1 and look_again_at < 'infinity'`,
    [id, count],
  );
  await ground.sweep();
  await ground.act();
}
const unhides = () => ground.world.platform.calls.filter(({ verb }) => verb === 'unhide').length;
const actions = async () =>
  (
    await ground.pool.query<{ line: string }>(
      `select concat_ws(' ', kind, state, code) as line from actions where case_id = $1 order by number, id`,
      [id],
    )
  ).rows.map(({ line }) => line);

test('a hide that lands after it was taken back is seen, and the comment shown again, once', async () => {
  await hiddenAndTakenBack();
  landsLate();
  await minutes(4);
  expect(isHidden()).toBe(true);
  await minutes(2);
  expect(isHidden()).toBe(false);
  expect(await actions()).toEqual(['hide cancelled superseded', 'unhide done']);
  await minutes(60);
  expect(unhides()).toBe(2);
});

test('also where a poll has seen it hidden before', async () => {
  await hiddenAndTakenBack();
  landsLate();
  await ground.store([seen(comment, OFFER, { hidden: true })]);
  await minutes(6);
  expect(isHidden()).toBe(false);
  // From then on whoever hides it there is somebody else.
  landsLate();
  await ground.store([seen(comment, OFFER, { hidden: false })]);
  await ground.store([seen(comment, OFFER, { hidden: true })]);
  const { rows } = await ground.pool.query('select hidden_by from comments where external_id = $1', [
    comment,
  ]);
  expect(rows).toEqual([{ hidden_by: 'other' }]);
});

test('a hide that succeeded at a second try may still land a second time', async () => {
  ground.world.platform.faults.push(TIMEOUT);
  await ground.decide(id, 'hide', person);
  await ground.act();
  await ground.pool.query('update actions set not_before = null where case_id = $1', [id]);
  await ground.act();
  expect(isHidden()).toBe(true);
  await ground.decide(id, 'undo', person);
  await ground.act();
  landsLate();
  await minutes(6);
  expect(isHidden()).toBe(false);
});

test('whoever hides it in the meantime is left alone', async () => {
  await hiddenAndTakenBack();
  await ground.decide(id, 'hide', person);
  await ground.act();
  await minutes(6);
  expect(isHidden()).toBe(true);
  expect(unhides()).toBe(1);
  // Nor is it due for ever.
  const { rows } = await ground.pool.query(
    'select 1 from actions where case_id = $1 and look_again_at < $2',
    [id, 'infinity'],
  );
  expect(rows).toEqual([]);
});

test('what was hidden at the first answer is not looked at again', async () => {
  await ground.decide(id, 'hide', person);
  await ground.act();
  await ground.decide(id, 'undo', person);
  await ground.act();
  await minutes(6);
  expect(unhides()).toBe(1);
});

test('gone from the platform by then, nothing has failed', async () => {
  await hiddenAndTakenBack();
  ground.world.platform.faults.push(new PlatformFailure('give-up', 'facebook.gone', { gone: true }));
  await minutes(6);
  expect((await actions()).at(-1)).toMatch(/^unhide done/u);
  const { rows } = await ground.pool.query<{ line: string }>(
    `select concat_ws(' ', what, why) as line from audit where case_id = $1 and what like 'action.%' order by id`,
    [id],
  );
  expect(rows.at(-1)?.line).toBe('action.done facebook.gone');
  expect(rows.map(({ line }) => line)).not.toContain('action.failed facebook.gone');
});
