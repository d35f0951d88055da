import { beforeEach, expect, test } from '@jest/globals';
import { createTokenVault } from '../../src/adapters/postgres/tokens.ts';
import { createSealer } from '../../src/adapters/secrets/sealer.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import { review } from '../../src/pipeline/review.ts';
import { eachGround } from './each-ground.ts';
import { OFFER } from './world.ts';

const WAIT = new PlatformFailure('wait', 'facebook.80001', { until: new Date(Date.now() + 3_600_000) });
const LOST = new PlatformFailure('retry', 'http.dropped', { maybeApplied: true });
const NO_TOKEN = new PlatformFailure('stop-source', 'facebook.no-token');

const ground = eachGround();
let person: number;
beforeEach(async () => {
  person = await ground.person();
});

/** A case whose comment a rule wants hidden; nothing has been sent yet. */
async function wanted(): Promise<{ id: number; comment: string }> {
  const comment = `c${Math.random()}`;
  await ground.say(comment, OFFER);
  const id = await ground.caseOf(comment);
  await ground.hideProvisionally(id);
  return { id, comment };
}
async function hidden(): Promise<{ id: number; comment: string }> {
  const one = await wanted();
  await ground.act();
  expect(isHidden(one)).toBe(true);
  return one;
}
const isHidden = ({ comment }: { comment: string }) => ground.isHidden(comment);
const actions = async ({ id }: { id: number }) =>
  (
    await ground.pool.query<{ line: string }>(
      `select concat_ws(' ', kind, detail->>'verb', state, code) as line from actions where case_id = $1 order by number, id`,
      [id],
    )
  ).rows.map(({ line }) => line);
const standing = async ({ id }: { id: number }) =>
  (
    await ground.pool.query<{ state: string; expires: Date | null }>(
      'select state, expires_at as expires from cases where id = $1',
      [id],
    )
  ).rows[0];
const answer = async (id: number) => {
  await ground.pool.query(
    `insert into actions (case_id, source_id, number, kind, category, by, rule, detail)
     values ($1, $2, 1, 'reply', 'needs-reply', 'rule', 'reply.hours', '{"text":"Mở cửa 8h"}')`,
    [id, ground.source],
  );
};
const setMode = (mode: 'observe' | 'enforce') => ground.world.sources.setMode(ground.source, mode, 'test');
const remove = () => ground.world.sources.setStatus(ground.source, 'removed', 'test');
const later = () =>
  ground.pool.query('update actions set not_before = null where source_id = $1', [ground.source]);

test('observe: what waits for a budget or a platform is not sent any more, and is taken back', async () => {
  const one = await wanted();
  const asked = await ground.aCase('cái này bao nhiêu tiền vậy shop');
  await answer(asked);
  ground.world.platform.faults.push(WAIT);
  await ground.act();
  await setMode('observe');
  await ground.pool.query('update sources set writes_not_before = null where id = $1', [ground.source]);
  await later();
  ground.world.platform.calls.length = 0;
  await ground.act();
  expect(ground.world.platform.calls).toEqual([]);
  await ground.sweep();
  expect(await actions({ id: asked })).toEqual(['reply cancelled observe']);
  // Tried, so nobody knows: it ends in time like one that stands.
  await ground.expire(one.id);
  await ground.act();
  expect(await actions(one)).toEqual(['hide cancelled superseded', 'unhide done']);
  await setMode('enforce');
  await ground.act();
  expect(isHidden(one)).toBe(false);
});

test('observe: a hide nobody has sent leaves its case open and the comment visible', async () => {
  const one = await wanted();
  await setMode('observe');
  await ground.sweep();
  expect(await actions(one)).toEqual(['hide cancelled observe']);
  expect(await standing(one)).toEqual({ state: 'open', expires: null });
});

test('observe: people go on deciding, and what stands hidden is still taken back', async () => {
  const [one, other] = [await hidden(), await ground.aCase()];
  await setMode('observe');
  await ground.decide(other, 'hide', person);
  await ground.expire(one.id);
  await ground.act();
  expect(isHidden(one)).toBe(false);
  expect(await actions({ id: other })).toEqual(['hide done']);
});

test('observe: undoing a decision brings no provisional hide back', async () => {
  const one = await hidden();
  await ground.decide(one.id, 'keep', person);
  await ground.act();
  await setMode('observe');
  expect(await ground.decide(one.id, 'undo', person)).toBe(true);
  await ground.act();
  expect(isHidden(one)).toBe(false);
  expect((await standing(one))?.expires).toBeNull();
});

test('a removed page: what stands hidden for a while is shown at once, what was not sent is taken back, cases close, the token goes last', async () => {
  const vault = createTokenVault(ground.pool, createSealer('a secret of this test, long enough for it'), {});
  await vault.write(ground.source, { accessToken: 'EAA' });
  const [stands, unknown] = [await hidden(), await wanted()];
  ground.world.platform.faults.push({ applied: LOST });
  await ground.act();
  expect(isHidden(unknown)).toBe(true);
  const unsent = await wanted();
  const open = await ground.aCase();
  await setMode('enforce');
  await remove();
  // One ends what stands, the next shows it.
  await ground.sweep();
  await ground.sweep();
  expect(await vault.read(ground.source)).toBeDefined();
  await ground.act();
  for (const one of [stands, unknown, unsent]) expect(isHidden(one)).toBe(false);
  expect(await actions(stands)).toEqual(['hide done', 'unhide done']);
  expect(await actions(unsent)).toEqual(['hide cancelled observe']);
  await ground.pool.query('update actions set look_again_at = null where source_id = $1', [ground.source]);
  await ground.sweep();
  for (const id of [stands.id, unknown.id, unsent.id, open])
    expect(await standing({ id })).toEqual({ state: 'expired', expires: null });
  expect(await vault.read(ground.source)).toBeUndefined();
  // Added again it begins like a new one.
  const { rows } = await ground.pool.query('select mode from sources where id = $1', [ground.source]);
  expect(rows).toEqual([{ mode: 'observe' }]);
});

test('a removed page: what a person decided stands, and is still carried out', async () => {
  const one = await ground.aCase();
  await ground.decide(one, 'hide', person);
  const done = await hidden();
  await ground.decide(done.id, 'hide', person);
  await remove();
  await ground.sweep();
  await ground.act();
  await ground.sweep();
  expect(await actions({ id: one })).toEqual(['hide done']);
  expect(await standing(done)).toEqual({ state: 'hidden', expires: null });
  expect(isHidden(done)).toBe(true);
});

test('a removed page whose token is no good any more: a person is asked to show the comment, and the page stays removed', async () => {
  const one = await hidden();
  await remove();
  await ground.sweep();
  await ground.sweep();
  ground.world.platform.faults.push(NO_TOKEN);
  await ground.act();
  expect(await actions(one)).toEqual(['hide done', 'by-hand unhide pending']);
  expect((await ground.world.sources.get(ground.source))?.status).toBe('removed');
});

test('a removed page whose token is no good: a person’s answer is theirs to give there', async () => {
  const { cases, platforms, queues } = ground.world;
  const actor = { kind: 'person', moderatorId: person } as const;
  const id = await ground.aCase();
  ground.world.platform.faults.push(NO_TOKEN);
  await review({ store: cases, platforms, queues }, { caseId: id, event: 'reply', reply: 'Chào', actor });
  await remove();
  await ground.act();
  expect(await actions({ id })).toEqual(['by-hand reply pending']);
});

test('a page that is removed while it is read stays removed, though its token is found dead then', async () => {
  const { polls } = ground.world;
  await ground.pool.query('update sources set poll_due_at = sang_now() where id = $1', [ground.source]);
  const lease = await polls.lease(ground.source, 20);
  if (lease === undefined) throw new Error('not leased');
  await remove();
  await polls.finish(lease, { nextAt: new Date(), code: 'facebook.190', stop: true });
  expect((await ground.world.sources.get(ground.source))?.status).toBe('removed');
});
