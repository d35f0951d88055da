import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createControlStore } from '../../src/adapters/postgres/controls.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import { review } from '../../src/pipeline/review.ts';
import { eachGround } from './each-ground.ts';
import { OFFER, seen } from './world.ts';

const LOST = new PlatformFailure('retry', 'http.dropped', { maybeApplied: true });
const FULL = new PlatformFailure('wait', 'budget.full', { until: new Date(Date.now() + 3_600_000) });

const ground = eachGround();
let person: number;
let controls: ReturnType<typeof createControlStore>;
beforeEach(async () => {
  controls = createControlStore(ground.pool);
  person = await ground.person();
});
afterEach(() => controls.resumeActions('test'));

interface Hidden {
  readonly id: number;
  readonly comment: string;
}

/** A provisional hide whose first try ended as `fault` says. */
async function hidden(fault?: PlatformFailure | { applied: PlatformFailure }): Promise<Hidden> {
  const comment = `c${Math.random()}`;
  await ground.say(comment, OFFER);
  const id = await ground.caseOf(comment);
  await ground.hideProvisionally(id);
  if (fault !== undefined) ground.world.platform.faults.push(fault);
  await ground.act();
  return { id, comment };
}
const brake = () => controls.pull({ source: ground.source }, 'trúc', 'thử');
const isHidden = ({ comment }: Hidden) => ground.isHidden(comment);
const actions = async ({ id }: Hidden) =>
  (
    await ground.pool.query<{ line: string }>(
      `select concat_ws(' ', kind, state, code) as line from actions where case_id = $1 order by number, id`,
      [id],
    )
  ).rows.map(({ line }) => line);
const audited = async ({ id }: Hidden) =>
  (
    await ground.pool.query<{ line: string }>(
      `select concat_ws(' ', what, why, after ->> 'kind') as line from audit
       where case_id = $1 and what like 'action.%' order by id`,
      [id],
    )
  ).rows.map(({ line }) => line);

test('a hide that was applied though its answer was lost, then a brake: its end makes the comment visible with the next sweep', async () => {
  const one = await hidden({ applied: LOST });
  expect(isHidden(one)).toBe(true);
  await brake();
  await ground.expire(one.id);
  await ground.act();
  expect(isHidden(one)).toBe(false);
  expect(await actions(one)).toEqual(['hide cancelled superseded', 'unhide done']);
  expect(await audited(one)).toEqual(['action.cancelled superseded hide', 'action.done unhide']);
  // Released, the brake brings nothing back.
  await controls.release({ source: ground.source }, 'trúc');
  await ground.pool.query('update actions set not_before = null where source_id = $1', [ground.source]);
  await ground.act();
  expect(isHidden(one)).toBe(false);
});

test.each(['undo', 'keep'] as const)(
  'a person’s %s goes through a brake and a stop of everything',
  async (event) => {
    const one = await hidden({ applied: LOST });
    await brake();
    await controls.stopActions('trúc', 'thử');
    expect(await ground.decide(one.id, event, person)).toBe(true);
    await ground.act();
    expect(isHidden(one)).toBe(false);
    expect(await actions(one)).toEqual(['hide cancelled superseded', 'unhide done']);
  },
);

test('a hide for which the budget had no call left was never sent: the brake withdraws it', async () => {
  const one = await hidden(FULL);
  await brake();
  await ground.expire(one.id);
  await ground.act();
  // Never sent, so the brake took it back at once.
  expect(await actions(one)).toEqual(['hide cancelled braked']);
});

test('a hide the platform has shown us meanwhile was carried out, and counts as one', async () => {
  const one = await hidden({ applied: LOST });
  await ground.store([seen(one.comment, OFFER, { hidden: true })]);
  await brake();
  await ground.expire(one.id);
  await ground.act();
  expect(isHidden(one)).toBe(false);
  expect(await actions(one)).toEqual(['hide done', 'unhide done']);
  expect(await audited(one)).toEqual(['action.done hide', 'action.done unhide']);
});

test('a hide that is being sent at this moment is waited for, and taken back right after', async () => {
  const comment = `c${Math.random()}`;
  await ground.say(comment, OFFER);
  const one = { id: await ground.caseOf(comment), comment };
  await ground.hideProvisionally(one.id);
  const { actions: store, platform } = ground.world;
  const [hide] = await store.claim(20, 5, 60);
  if (hide === undefined) throw new Error('nothing claimed');
  await store.attempt(hide, 60);
  await ground.decide(one.id, 'undo', person);
  await brake();
  expect(await ground.act()).toBe(0);
  expect(platform.calls).toEqual([]);
  platform.hidden.add(comment);
  await store.failed(hide, { kind: 'retry', code: 'http.dropped' });
  await ground.act();
  expect(isHidden(one)).toBe(false);
  expect(await actions(one)).toEqual(['hide cancelled superseded', 'unhide done']);
});

test('an answer that cannot be sent holds nothing up either', async () => {
  const comment = `c${Math.random()}`;
  await ground.say(comment, OFFER);
  const one = { id: await ground.caseOf(comment), comment };
  const { reviewing, platform } = ground.world;
  const actor = { kind: 'person', moderatorId: person } as const;
  platform.faults.push(LOST);
  await review(reviewing, { caseId: one.id, event: 'reply', reply: 'Chào', actor });
  await ground.act();
  await ground.decide(one.id, 'undo', person);
  await ground.decide(one.id, 'hide', person);
  await controls.stopActions('trúc', 'thử');
  await ground.decide(one.id, 'undo', person);
  await ground.act();
  expect(await actions(one)).toEqual([
    'reply postponed http.dropped',
    'hide cancelled superseded',
    'unhide done',
  ]);
});

test.each(['undo', 'keep'] as const)(
  'a person’s %s also ends a hide that was given up and stands at the platform all the same',
  async (event) => {
    const one = await hidden({ applied: new PlatformFailure('give-up', 'facebook.unreadable') });
    expect(await actions(one)).toEqual(['hide failed facebook.unreadable']);
    await ground.store([seen(one.comment, OFFER, { hidden: true })]);
    expect(await ground.decide(one.id, event, person)).toBe(true);
    await ground.act();
    expect(isHidden(one)).toBe(false);
    expect(await actions(one)).toContain('unhide done');
  },
);

test('nor is it lost sight of when another decision has overtaken what failed', async () => {
  const one = await hidden({ applied: new PlatformFailure('give-up', 'facebook.unreadable') });
  await ground.store([seen(one.comment, OFFER, { hidden: true })]);
  expect(await ground.decide(one.id, 'escalate', person)).toBe(true);
  await ground.act();
  expect(await actions(one)).toEqual(['hide cancelled superseded']);
  expect(await ground.decide(one.id, 'keep', person)).toBe(true);
  await ground.act();
  expect(isHidden(one)).toBe(false);
});

test('who undoes the keeping of such a comment has it hidden again', async () => {
  const one = await hidden({ applied: LOST });
  await ground.decide(one.id, 'keep', person);
  await ground.act();
  expect(isHidden(one)).toBe(false);
  expect(await ground.decide(one.id, 'undo', person)).toBe(true);
  await ground.act();
  expect(isHidden(one)).toBe(true);
});
