import { afterEach, describe, expect, test } from '@jest/globals';
import type { Modes } from '../../../src/simulators/zalo/modes.ts';
import type { Message, User } from '../../../src/simulators/zalo/world.ts';
import { conversationKey, zaloWorld, type ZaloWorld } from './world.ts';
import { failed } from '../../contract/failed.ts';

const HOUR = 3_600_000;

/** Every setting of what the documents leave open. */
const MODES: readonly Partial<Modes>[] = [
  {},
  { unknownPath: '404' },
  { readableDepth: 10, beyondDepth: 'empty' },
  { readableDepth: 10, beyondDepth: 'error' },
  { readableDepth: 50, beyondDepth: 'error' },
  { freeReplies: 'eight' },
  { billing: 'money' },
  { srcMissing: true },
  { numericIds: true },
  { srcMissing: true, numericIds: true },
  { eventIds: 'different' },
  { errorAs: 'string' },
  { consumedRefresh: 'empty' },
  { refreshRotates: false },
  { expiresIn: 'number' },
  { oldAccessDies: false },
  { tagStrangers: false },
  { verifyBusy: 0 },
  { verifyBusy: 3 },
  { updateEatsQuota: true },
  { groupCount: 5 },
];

let world: ZaloWorld;
afterEach(() => world.stop());

const reply = (person: User, message: Message, text: string, attemptedAt?: Date) =>
  world.platform.ensure(world.context(), {
    verb: 'reply',
    comment: message.id,
    post: conversationKey(person.id),
    kind: 'message',
    text,
    answerTo: person.id,
    ...(attemptedAt && { attemptedAt }),
  });

describe('four days of an OA', () => {
  test.each(MODES)('under %j: every message once, every answer once', async (modes) => {
    world = await zaloWorld({ modes });
    const { simulator } = world;
    const people = Array.from({ length: 5 }, (_, i) => simulator.addUser(`Người ${i}`));
    const group = simulator.addGroup('Nhóm', people);
    const article = simulator.addArticle('Bài viết');
    const wanted = new Set<string>();
    const answers: string[] = [];

    for (let day = 0; day < 4; day++) {
      for (const [i, person] of people.entries()) {
        for (let n = 0; n < 4; n++) {
          simulator.clock.advance(2_000);
          wanted.add(simulator.say(person, `ngày ${day} câu ${n} của ${i}`).id);
        }
        wanted.add(simulator.sayInGroup(group, person, `ngày ${day} nhóm ${i}`).id);
      }
      await world.poll();
      const [person] = people;
      if (person === undefined) throw new Error('no person');
      const message = simulator.say(person, `hỏi ngày ${day}`);
      wanted.add(message.id);
      await world.poll();
      expect(await world.platform.replyTerms?.(world.context(), person.id)).toMatchObject({ state: 'free' });
      // Each answer is lost on its way back once, and tried again.
      simulator.faults.add({ path: '/v3.0/oa/message/cs', effect: { drop: 'after' }, times: 1 });
      const attemptedAt = simulator.clock.date();
      expect(await failed(reply(person, message, `đáp ngày ${day}`))).toMatchObject({
        maybeApplied: true,
      });
      await reply(person, message, `đáp ngày ${day}`, attemptedAt);
      answers.push(`đáp ngày ${day}`);
      await world.platform.ensure(world.context(), { verb: 'tag', answerTo: person.id, tag: `ngày ${day}` });
      simulator.clock.advance(24 * HOUR);
    }
    await world.platform.ensure(world.context(), { verb: 'comments-off', post: article.id });
    await world.poll();

    const mine = [...world.store.comments.values()].filter(({ byPage }) => !byPage);
    expect(mine.map(({ externalId }) => externalId).sort()).toEqual([...wanted].sort());
    expect(mine.every(({ texts }) => texts.length === 1)).toBe(true);
    expect(simulator.log.filter(({ verb }) => verb === 'reply').map(({ text }) => text)).toEqual(answers);
    expect(article.fields['comment']).toBe('hide');
  });
});

test('faults at one call in twenty: nothing missed, nothing twice', async () => {
  world = await zaloWorld({ seed: 7 });
  const { simulator } = world;
  const faults = [
    { status: 502 },
    { drop: 'before' },
    { drop: 'after' },
    { empty: true },
    { error: -32 },
    { error: -200 },
    { error: -216 },
  ] as const;
  for (const effect of faults)
    simulator.faults.add({ probability: 0.05 / faults.length, effect, path: /^\/v[23]/ });
  const people = Array.from({ length: 30 }, (_, i) => simulator.addUser(`Người ${i}`));
  const wanted = new Set<string>();
  let polls = 0;
  for (let minute = 0; minute < 150; minute++) {
    for (let n = 0; n < 1 + (minute % 7); n++) {
      const person = people[(minute * 7 + n) % people.length];
      if (person !== undefined) wanted.add(simulator.say(person, `phút ${minute} câu ${n}`).id);
    }
    simulator.clock.advance(60_000);
    // A poll that fails is made good by the next.
    await world.poll().then(
      () => (polls += 1),
      (error: { kind?: string }) => expect(['wait', 'retry', 'give-up']).toContain(error.kind),
    );
  }
  simulator.faults.clear();
  await world.poll();
  expect([...world.store.comments.keys()].sort()).toEqual([...wanted].sort());
  expect(world.store.inserted).toBe(wanted.size);
  expect(simulator.faults.struck).toBeGreaterThan(5);
  expect(polls).toBeGreaterThan(100);
});
