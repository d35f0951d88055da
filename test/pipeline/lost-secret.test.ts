import { expect, test } from '@jest/globals';
import { createPeople } from '../../src/adapters/secrets/people.ts';
import type { CommentKind } from '../../src/domain/comment.ts';
import { act } from '../../src/pipeline/act.ts';
import { review } from '../../src/pipeline/review.ts';
import { eachGround } from './each-ground.ts';
import { OFFER, QUIET } from './world.ts';

const LOST = createPeople('a secret that nobody has any more, alas');
const PRESENT = createPeople('the present secret of this installation');

const ground = eachGround();

/** An open case whose writer's id was sealed under a secret that is not set any more. */
async function sealedUnderLost(kind: CommentKind): Promise<number> {
  const comment = `m${Math.random()}`;
  await ground.say(comment, OFFER, { kind, answerTo: '77' });
  await ground.pool.query('update comments set answer_to = $2 where external_id = $1', [
    comment,
    LOST.seal('77'),
  ]);
  return ground.caseOf(comment);
}

async function decide(caseId: number, event: 'reply' | 'hide', moderatorId: number): Promise<void> {
  const decided = await review(ground.world.reviewing, {
    caseId,
    event,
    actor: { kind: 'person', moderatorId },
    ...(event === 'reply' ? { reply: 'Dạ 250k ạ' } : { category: 'sexual' as const }),
  });
  expect(decided.kind).toBe('done');
}

const carryOut = () => {
  const { actions, platforms, budget } = ground.world;
  const { signal } = new AbortController();
  return act({ store: actions, platforms, budget, people: PRESENT, log: QUIET }, signal);
};

test('an answer whose recipient no secret opens becomes a task, and holds up nothing else of its page', async () => {
  const person = await ground.person();
  const [lost, hidden] = [await sealedUnderLost('message'), await sealedUnderLost('comment')];
  const next = await ground.aCase();
  await decide(lost, 'reply', person);
  // To hide it takes the comment's id alone.
  await decide(hidden, 'hide', person);
  await decide(next, 'hide', person);
  await carryOut();
  const { rows } = await ground.pool.query(
    `select case_id::int, kind, state, detail->>'because' as because, lease_until from actions
     where source_id = $1 order by id`,
    [ground.source],
  );
  expect(rows).toEqual([
    { case_id: lost, kind: 'by-hand', state: 'pending', because: 'secret.unreadable', lease_until: null },
    { case_id: hidden, kind: 'hide', state: 'done', because: null, lease_until: null },
    { case_id: next, kind: 'hide', state: 'done', because: null, lease_until: null },
  ]);
});
