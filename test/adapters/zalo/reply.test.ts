import { afterEach, describe, expect, test } from '@jest/globals';
import { withoutMentions } from '../../../src/adapters/platforms/zalo/reply.ts';
import type { Ensured } from '../../../src/pipeline/ports/platform.ts';
import type { ZaloSimulatorOptions } from '../../../src/simulators/zalo/index.ts';
import type { Message, User } from '../../../src/simulators/zalo/world.ts';
import { conversationKey, zaloWorld, type ZaloWorld } from './world.ts';
import { failed } from '../../contract/failed.ts';

const HOUR = 3_600_000;
const SEND = '/v3.0/oa/message/cs';

let world: ZaloWorld;
let person: User;
let message: Message;
afterEach(() => world.stop());

async function start(options: ZaloSimulatorOptions = {}, timeoutMs = 3_000): Promise<void> {
  world = await zaloWorld(options, { timeoutMs });
  person = world.simulator.addUser('Bác Bảy');
  message = world.simulator.say(person, 'Còn bánh không con?');
}

const reply = (text: string, attemptedAt?: Date): Promise<Ensured> =>
  world.platform.ensure(world.context(), {
    verb: 'reply',
    comment: message.id,
    post: conversationKey(person.id),
    kind: 'message',
    text,
    answerTo: person.id,
    ...(attemptedAt && { attemptedAt }),
  });
const terms = () => world.platform.replyTerms?.(world.context(), person.id);
const sent = () => world.simulator.log.filter(({ verb }) => verb.endsWith('reply')).map(({ text }) => text);

describe('what an answer costs, known before it is sent', () => {
  test('since 2026: free and unlimited for 48 hours, billed up to seven days, then closed', async () => {
    await start();
    const last = world.simulator.clock.now();
    const free = await terms();
    expect(free).toMatchObject({ state: 'free' });
    expect(free?.until?.getTime()).toBeCloseTo(last + 48 * HOUR, -4);
    expect(free?.remaining).toBeUndefined();
    world.simulator.clock.advance(49 * HOUR);
    const billed = await terms();
    expect(billed).toMatchObject({ state: 'billed' });
    expect(billed?.until?.getTime()).toBeCloseTo(last + 168 * HOUR, -4);
    world.simulator.clock.advance(120 * HOUR);
    expect(await terms()).toEqual({ state: 'closed' });
  });

  test('before: eight messages, then billed; a new message opens them again', async () => {
    await start({ modes: { freeReplies: 'eight' } });
    for (let i = 0; i < 8; i++) {
      expect(await terms()).toMatchObject({ state: 'free', remaining: 8 - i });
      await reply(`câu ${i}`);
    }
    expect(await terms()).toMatchObject({ state: 'billed' });
    world.simulator.say(person, 'alo');
    expect(await terms()).toMatchObject({ state: 'free', remaining: 8 });
  });

  test('somebody who never wrote cannot be answered', async () => {
    await start();
    person = world.simulator.addUser('Người mới', { follower: false });
    expect(await terms()).toEqual({ state: 'closed' });
  });

  test('asking sends nothing and may be repeated after a fault', async () => {
    await start();
    world.simulator.faults.add({ path: '/v3.0/oa/quota/message', effect: { status: 502 }, times: 1 });
    expect(await terms()).toMatchObject({ state: 'free' });
    expect(world.simulator.log).toEqual([]);
  });
});

describe('sending', () => {
  test('goes to the person and returns its id; the next poll shows it as the answer of the OA', async () => {
    await start();
    const { already, externalId } = await reply('Dạ còn ạ');
    expect(already).toBe(false);
    await world.poll();
    expect(world.store.comments.get(externalId ?? '')).toMatchObject({ byPage: true, text: 'Dạ còn ạ' });
  });

  test.each([
    [8 * 24 * HOUR, {}, 'zalo.-230', true],
    [49 * HOUR, { billing: 'no-account' }, 'zalo.-320', false],
    [49 * HOUR, { billing: 'no-money' }, 'zalo.-321', false],
  ] as const)(
    'after %i ms with %j: %s, given up; for a person’s hands: %p',
    async (age, modes, code, byHand) => {
      await start({ modes });
      world.simulator.clock.advance(age);
      // A fresh pair: the token is not what is tested here.
      world.vault.pair = { accessToken: world.simulator.issue().accessToken };
      expect(await failed(reply('Dạ'))).toMatchObject({ kind: 'give-up', code, byHand });
      expect(sent()).toEqual([]);
    },
  );

  test.each(['quota', 'money'] as const)('a billed answer goes out (%s)', async (billing) => {
    await start({ modes: { billing } });
    world.simulator.clock.advance(49 * HOUR);
    world.vault.pair = { accessToken: world.simulator.issue().accessToken };
    expect(await reply('Dạ')).toMatchObject({ already: false });
  });

  test('a bought quota that is used up: -211', async () => {
    await start();
    world.simulator.world.paidQuota = 0;
    world.simulator.clock.advance(49 * HOUR);
    world.vault.pair = { accessToken: world.simulator.issue().accessToken };
    expect(await failed(reply('Dạ'))).toMatchObject({ kind: 'give-up', code: 'zalo.-211' });
  });

  test('a person who never interacted: -232', async () => {
    await start();
    person = world.simulator.addUser('Người mới', { follower: false });
    expect(await failed(reply('Dạ'))).toMatchObject({ kind: 'give-up', code: 'zalo.-232' });
  });

  test.each([-213, -217, -218, -227, -244])('a person out of reach (%i) is given up', async (code) => {
    await start();
    person.unreachable = code;
    expect(await failed(reply('Dạ'))).toMatchObject({ kind: 'give-up', code: `zalo.${code}` });
  });

  test('2,000 characters count after NFC', async () => {
    await start();
    const decomposed = 'ế'.normalize('NFD').repeat(2_000);
    expect(decomposed.length).toBe(6_000);
    expect(await reply(decomposed)).toMatchObject({ already: false });
    expect(sent()[0]).toBe('ế'.normalize('NFC').repeat(2_000));
    expect(await failed(reply('ế'.repeat(2_001)))).toMatchObject({
      kind: 'give-up',
      code: 'zalo.reply.too-long',
    });
    expect(sent()).toHaveLength(1);
  });

  test('an empty answer is not sent', async () => {
    await start();
    expect(await failed(reply(' \n'))).toMatchObject({ kind: 'give-up', code: 'zalo.reply.empty' });
    expect(await failed(reply('[@123]'))).toMatchObject({ kind: 'give-up', code: 'zalo.reply.empty' });
  });

  test('mentions copied from a comment ring nobody', async () => {
    await start();
    await reply('Anh hỏi "[@3120036654733951001] ơi [@all]" phải không ạ?');
    expect(sent()).toEqual(['Anh hỏi " ơi " phải không ạ?']);
  });

  test.each([
    ['[@1]', ''],
    ['a [@1] b', 'a  b'],
    ['[[@1]@2]', ''],
    ['[@[@1]2]', ''],
    ['[@ chưa đóng', '@ chưa đóng'],
    ['[a@b.example]', '[a@b.example]'],
  ])('%s becomes %s', (text, expected) => {
    const clean = withoutMentions(text);
    expect(clean).toBe(expected);
    expect(clean).not.toMatch(/\[@[^\]]*\]/);
  });

  test('without the id of the person the answer is by hand', async () => {
    await start();
    const order = { verb: 'reply', comment: 'x', post: 'y', kind: 'message', text: 'Dạ' } as const;
    expect(await failed(world.platform.ensure(world.context(), order))).toMatchObject({
      kind: 'give-up',
      code: 'zalo.reply.no-recipient',
    });
  });

  test('comments of an article cannot be answered', async () => {
    await start();
    const order = { verb: 'reply', comment: 'x', post: 'y', kind: 'article', text: 'Dạ' } as const;
    expect(await failed(world.platform.ensure(world.context(), order))).toMatchObject({
      kind: 'give-up',
      code: 'unsupported',
    });
  });
});

describe('never two answers', () => {
  test.each([
    ['a lost connection', { drop: 'after' }],
    ['a deadline passed', { delayMs: 700 }],
    ['an HTML 504 although it was sent', { status: 504, applied: true }],
    ['an empty body although it was sent', { empty: true, applied: true }],
  ] as const)('after %s the conversation is read before sending again', async (_name, effect) => {
    await start({}, 400);
    world.simulator.faults.add({ path: SEND, effect, times: 1 });
    const attemptedAt = world.simulator.clock.date();
    const failure = await failed(reply('Dạ còn ạ'));
    expect(failure).toMatchObject({ kind: 'retry', maybeApplied: true });
    const again = await reply('Dạ còn ạ', attemptedAt);
    expect(again.already).toBe(true);
    expect(sent()).toEqual(['Dạ còn ạ']);
  });

  test('a yes without an id is looked up at once', async () => {
    await start({ modes: { sending: 'nameless' } });
    const { already, externalId } = await reply('Dạ còn ạ');
    expect(already).toBe(false);
    expect(externalId).toBe(world.simulator.log.find(({ verb }) => verb === 'reply')?.id);
    expect(sent()).toEqual(['Dạ còn ạ']);
  });

  test('a yes without an id and without a message is no yes: it is said, and sent once when it works', async () => {
    await start({ modes: { sending: 'lost' } });
    const attemptedAt = world.simulator.clock.date();
    expect(await failed(reply('Dạ còn ạ'))).toMatchObject({
      kind: 'retry',
      code: 'zalo.reply.unconfirmed',
      maybeApplied: true,
    });
    world.simulator.world.modes.sending = 'named';
    expect(await reply('Dạ còn ạ', attemptedAt)).toMatchObject({ already: false });
    expect(await reply('Dạ còn ạ', attemptedAt)).toMatchObject({ already: true });
    expect(sent()).toEqual(['Dạ còn ạ']);
  });

  test('nothing found: it is sent', async () => {
    await start();
    world.simulator.faults.add({ path: SEND, effect: { status: 504 }, times: 1 });
    const attemptedAt = world.simulator.clock.date();
    await failed(reply('Dạ còn ạ'));
    expect(await reply('Dạ còn ạ', attemptedAt)).toMatchObject({ already: false });
    expect(sent()).toHaveLength(1);
  });

  test('the same words sent long before, or by the person, are not taken for our answer', async () => {
    await start();
    await reply('Dạ còn ạ');
    world.simulator.clock.advance(HOUR);
    world.simulator.say(person, 'Dạ có giao không ạ');
    expect(await reply('Dạ còn ạ', world.simulator.clock.date())).toMatchObject({ already: false });
    expect(await reply('Dạ có giao không ạ', world.simulator.clock.date())).toMatchObject({ already: false });
  });

  test('the same words that answered another question are not the answer to this one', async () => {
    await start();
    const first = await reply('Dạ còn ạ');
    const isTaken = async (id: string) => id === first.externalId;
    const again = () =>
      world.platform.ensure(world.context(), {
        verb: 'reply',
        comment: message.id,
        post: conversationKey(person.id),
        kind: 'message',
        text: 'Dạ còn ạ',
        answerTo: person.id,
        attemptedAt: world.simulator.clock.date(),
        isTaken,
      });
    message = world.simulator.say(person, 'Còn bánh không con?');
    const second = await again();
    expect(second.already).toBe(false);
    expect(await again()).toEqual({ already: true, externalId: second.externalId });
    expect(sent()).toEqual(['Dạ còn ạ', 'Dạ còn ạ']);
  });

  test.each(['empty', 'error'] as const)(
    'in a conversation that can no longer be read back far enough (then: %s) a person looks, and nothing is sent',
    async (beyondDepth) => {
      await start({ modes: { readableDepth: 20, beyondDepth } });
      const attemptedAt = world.simulator.clock.date();
      await reply('Dạ còn ạ');
      for (let i = 0; i < 25; i++) world.simulator.say(person, `câu ${i}`);
      expect(await failed(reply('Dạ còn ạ', attemptedAt))).toMatchObject({
        kind: 'give-up',
        code: 'reply.unseen',
        byHand: true,
      });
      expect(sent()).toEqual(['Dạ còn ạ']);
    },
  );

  test('found behind many newer messages, also where rows lack src', async () => {
    await start({ modes: { srcMissing: true } });
    const attemptedAt = world.simulator.clock.date();
    const { externalId } = await reply('Dạ  còn\nạ');
    for (let i = 0; i < 25; i++) world.simulator.say(person, `câu ${i}`);
    expect(await reply('Dạ còn ạ', attemptedAt)).toEqual({ already: true, externalId });
  });
});

describe('groups', () => {
  test('an answer goes to the group, once', async () => {
    await start();
    const group = world.simulator.addGroup('Hội mê bánh', [person]);
    const order = {
      verb: 'reply',
      comment: world.simulator.sayInGroup(group, person, 'ở đâu bán?').id,
      post: group.id,
      kind: 'group-message',
      text: 'Dạ ở quận 3',
    } as const;
    const attemptedAt = world.simulator.clock.date();
    world.simulator.faults.add({ path: '/v3.0/oa/group/message', effect: { drop: 'after' }, times: 1 });
    expect(await failed(world.platform.ensure(world.context(), order))).toMatchObject({
      maybeApplied: true,
    });
    expect(await world.platform.ensure(world.context(), { ...order, attemptedAt })).toMatchObject({
      already: true,
    });
    expect(sent()).toEqual(['Dạ ở quận 3']);
  });

  test('in a group that has gone on by more than can be read back a person looks, and nothing is sent twice', async () => {
    await start();
    const group = world.simulator.addGroup('Hội mê bánh', [person]);
    const order = {
      verb: 'reply',
      comment: world.simulator.sayInGroup(group, person, 'ở đâu bán?').id,
      post: group.id,
      kind: 'group-message',
      text: 'Dạ ở quận 3',
    } as const;
    const attemptedAt = world.simulator.clock.date();
    await world.platform.ensure(world.context(), order);
    for (let i = 0; i < 60; i++) world.simulator.sayInGroup(group, person, `câu ${i}`);
    expect(await failed(world.platform.ensure(world.context(), { ...order, attemptedAt }))).toMatchObject({
      kind: 'give-up',
      code: 'reply.unseen',
      byHand: true,
    });
    expect(sent()).toEqual(['Dạ ở quận 3']);
  });

  test.each([
    ['disabled', 'zalo.-237'],
    ['foreign', 'zalo.-403'],
  ])('a %s group: %s', async (kind, code) => {
    await start();
    const group = world.simulator.addGroup('Nhóm', [person], { own: kind !== 'foreign' });
    group.status = kind === 'disabled' ? 'disabled' : 'enabled';
    const order = { verb: 'reply', comment: 'x', post: group.id, kind: 'group-message', text: 'Dạ' } as const;
    expect(await failed(world.platform.ensure(world.context(), order))).toMatchObject({
      kind: 'give-up',
      code,
    });
  });
});
