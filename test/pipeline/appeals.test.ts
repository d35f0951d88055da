import { beforeEach, expect, test } from '@jest/globals';
import { createOverturnedStore } from '../../src/adapters/postgres/overturned.ts';
import { review } from '../../src/pipeline/review.ts';
import { Ground } from '../e2e/ground.ts';
import { eachGround } from './each-ground.ts';
import { OFFER } from './world.ts';

const ground = eachGround();
let first: number;
let second: number;
beforeEach(async () => {
  [first, second] = [await ground.person(), await ground.person()];
});

const hide = (id: number, moderatorId: number) =>
  review(ground.world.reviewing, {
    caseId: id,
    event: 'hide',
    actor: { kind: 'person', moderatorId },
    category: 'sexual',
  });
const stateOf = async (id: number) => {
  const { rows } = await ground.pool.query<{ state: string; appealed: boolean }>(
    'select state, appealed_at is not null as appealed from cases where id = $1',
    [id],
  );
  return rows[0];
};
async function hiddenCase(author: string): Promise<{ id: number; comment: string }> {
  const comment = `c${Math.random()}`;
  await ground.say(comment, OFFER, { authorId: author });
  const id = await ground.caseOf(comment);
  expect(await hide(id, first)).toMatchObject({ kind: 'done' });
  await ground.act();
  return { id, comment };
}
const appeal = async (author: string, text = 'Tôi KHIEU NAI, ẩn nhầm rồi', parent?: string) => {
  await ground.say(`a${Math.random()}`, text, {
    authorId: author,
    ...(parent === undefined ? {} : { parentExternalId: parent }),
  });
  await ground.sweep();
};

test('the author’s word reopens the case for somebody else; what is overturned counts against the rule', async () => {
  const { id, comment } = await hiddenCase('u1');
  await appeal('u1', 'khiếu nại nha', comment);
  expect(await stateOf(id)).toEqual({ state: 'open', appealed: true });
  // Still hidden until somebody decides; whoever hid it does not hide it again, by no way round.
  expect(ground.isHidden(comment)).toBe(true);
  expect(await hide(id, first)).toMatchObject({ kind: 'refused', code: 'same-person' });
  expect(await ground.decide(id, 'escalate', first)).toBe(true);
  expect(await hide(id, first)).toMatchObject({ kind: 'refused', code: 'same-person' });
  expect(await ground.decide(id, 'keep', second)).toBe(true);
  await ground.act();
  expect(ground.isHidden(comment)).toBe(false);
  const { rows } = await ground.pool.query<{ confirmed: boolean; by: string }>(
    `select confirmed, by from judgements where source_id = $1`,
    [ground.source],
  );
  expect(rows).toEqual([{ confirmed: false, by: 'appeal' }]);
  // Offered as an example of what the rule should leave alone, until the text is forgotten.
  const overturned = createOverturnedStore(ground.pool);
  expect(await overturned.list('sexual.test', 10)).toMatchObject([
    { rule: 'sexual.test', caseId: id, text: OFFER },
  ]);
  expect(await overturned.list('reply.test', 10)).toEqual([]);
  expect(await ground.decide(id, 'undo', first)).toBe(false);
  expect(await ground.decide(id, 'undo', second)).toBe(true);
  expect(await hide(id, first)).toMatchObject({ kind: 'refused', code: 'same-person' });
  expect(await overturned.list(undefined, 10)).toEqual([]);
  expect(await ground.decide(id, 'keep', second)).toBe(true);
  await ground.pool.query(
    `update revisions set text = '' where comment_id = (select comment_id from cases where id = $1)`,
    [id],
  );
  expect(await overturned.list(undefined, 10)).toEqual([]);
});

test('upheld by somebody else, the author is not heard again, a moderator is', async () => {
  const { id, comment } = await hiddenCase('u2');
  await appeal('u2', 'khiếu nại', comment);
  expect(await hide(id, second)).toMatchObject({ kind: 'done', state: 'hidden' });
  await appeal('u2', 'khiếu nại lần nữa', comment);
  expect(await stateOf(id)).toEqual({ state: 'hidden', appealed: false });
  expect(await ground.decide(id, 'appeal', second)).toBe(true);
  expect(await hide(id, first)).toMatchObject({ code: 'same-person' });
  expect(await hide(id, second)).toMatchObject({ code: 'same-person' });
});

test('only the author, only on this page, only with the word', async () => {
  const { id, comment } = await hiddenCase('u3');
  await appeal('somebody-else', 'khiếu nại', comment);
  await appeal('u3', 'sao ẩn của tôi', comment);
  const other = await Ground.open(ground.pool);
  await other.say('z', 'khiếu nại', { authorId: 'u3' });
  await other.sweep();
  expect(await stateOf(id)).toEqual({ state: 'hidden', appealed: false });
});

test('without a reply the latest hidden one is meant; the word is the page’s own', async () => {
  await ground.world.sources.update(ground.source, { settings: { appealWords: ['xem lại giúp'] } }, 'test');
  const older = await hiddenCase('u4');
  const latest = await hiddenCase('u4');
  await appeal('u4', 'khiếu nại');
  expect(await stateOf(latest.id)).toEqual({ state: 'hidden', appealed: false });
  await appeal('u4', 'Xem lại giúp với');
  expect(await stateOf(latest.id)).toEqual({ state: 'open', appealed: true });
  expect(await stateOf(older.id)).toEqual({ state: 'hidden', appealed: false });
});

test('a provisional hide only shows the appeal, its end stays', async () => {
  const comment = `p${Math.random()}`;
  await ground.say(comment, OFFER, { authorId: 'u5' });
  const id = await ground.caseOf(comment);
  await ground.hideProvisionally(id);
  await ground.act();
  await appeal('u5', 'khiếu nại', comment);
  expect(await stateOf(id)).toEqual({ state: 'open', appealed: true });
  await ground.expire(id);
  await ground.act();
  expect(ground.isHidden(comment)).toBe(false);
});

test('the one who comes second is told who decided, also after an undo', async () => {
  const { id } = await hiddenCase('u6');
  expect(await ground.decide(id, 'undo', second)).toBe(true);
  await ground.pool.query(`update moderators set name = 'Lan' where id = $1`, [second]);
  const late = await review(ground.world.reviewing, {
    caseId: id,
    event: 'keep',
    seen: { ...(await ground.seen(id)), number: 1 },
    actor: { kind: 'person', moderatorId: first },
  });
  expect(late).toMatchObject({ kind: 'conflict', state: 'open', by: 'Lan' });
});

test('an edited text is a new matter: who hid the old one may hide the new one', async () => {
  const { id, comment } = await hiddenCase('u7');
  await appeal('u7', 'khiếu nại', comment);
  await ground.say(comment, `${OFFER} nữa`, { authorId: 'u7' });
  expect(await hide(id, first)).toMatchObject({ kind: 'done' });
});
