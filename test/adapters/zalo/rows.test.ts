import { afterEach, describe, expect, test } from '@jest/globals';
import type { ZaloSimulatorOptions } from '../../../src/simulators/zalo/index.ts';
import type { User } from '../../../src/simulators/zalo/world.ts';
import { conversationKey, zaloWorld, type ZaloWorld } from './world.ts';

let world: ZaloWorld;
afterEach(() => world.stop());

async function start(options: ZaloSimulatorOptions = {}): Promise<User> {
  world = await zaloWorld(options);
  return world.simulator.addUser('Chị Tư');
}

const stored = (id: string) => world.store.comments.get(id);

describe('what a row says', () => {
  test('ids beyond 2^53 keep every digit, as strings and as bare numbers', async () => {
    const first = await start({ modes: { numericIds: true } });
    const second = world.simulator.addUser('Chị Năm');
    // Two neighbours that are one and the same double.
    expect(Number(first.id)).toBe(Number(second.id));
    const one = world.simulator.say(first, 'một');
    const two = world.simulator.say(second, 'hai');
    await world.poll();
    expect(stored(one.id)).toMatchObject({ authorId: first.id, answerTo: first.id });
    expect(stored(two.id)).toMatchObject({ authorId: second.id, answerTo: second.id });
  });

  test('a person is named in the comment alone: conversation and memory hold a keyed name', async () => {
    const person = await start();
    world.simulator.say(person, 'alo');
    await world.poll();
    const [post] = world.store.known.values();
    expect(post).toMatchObject({ externalId: conversationKey(person.id), kind: 'conversation' });
    expect(JSON.stringify([...world.store.known.values(), world.store.cursor])).not.toContain(person.id);
  });

  test('answers of the OA are context, by API and by hand', async () => {
    const person = await start();
    world.simulator.say(person, 'còn hàng không');
    const byHand = world.simulator.answerByHand(person, 'Dạ còn');
    await world.poll();
    expect(stored(byHand.id)).toMatchObject({ byPage: true, postExternalId: conversationKey(person.id) });
    expect(stored(byHand.id)?.authorId).toBeUndefined();
    expect(world.texts()).toEqual(['còn hàng không']);
  });

  test('rows without src: the sender tells who wrote', async () => {
    const person = await start({ modes: { srcMissing: true } });
    world.simulator.say(person, 'alo');
    const byHand = world.simulator.answerByHand(person, 'Dạ');
    await world.poll();
    expect(stored(byHand.id)).toMatchObject({ byPage: true, postExternalId: conversationKey(person.id) });
    expect(world.texts()).toEqual(['alo']);
  });

  test('the caption of a photo is screened', async () => {
    const person = await start();
    const photo = world.simulator.say(person, {
      type: 'photo',
      description: 'Nhận ngay 50 triệu, nhắn zalo 0900 000 000',
      url: 'https://photo.example/1',
      thumb: 'https://photo.example/t1',
    });
    await world.poll();
    expect(stored(photo.id)).toMatchObject({
      text: 'Nhận ngay 50 triệu, nhắn zalo 0900 000 000',
      attachment: 'photo',
    });
  });

  test('links are read with title, description and address, what repeats the text once', async () => {
    const person = await start();
    const link = world.simulator.say(person, {
      type: 'links',
      text: 'xem nè https://a.example',
      links: [{ title: 'Vay nhanh', description: 'không thế chấp', url: 'https://a.example' }],
    });
    await world.poll();
    expect(stored(link.id)?.text).toBe('xem nè https://a.example\nVay nhanh\nkhông thế chấp');
  });

  test.each(['voice', 'GIF', 'sticker', 'location', 'file', 'video'] as const)(
    'a %s without text is kept as an attachment',
    async (type) => {
      const person = await start();
      const message = world.simulator.say(person, { type, url: 'https://cdn.example/x' });
      await world.poll();
      expect(stored(message.id)).toMatchObject({ text: '', attachment: type.toLowerCase() });
    },
  );

  test.each([
    ['NFC', 'Tiền cọc chuyển khoản'.normalize('NFC')],
    ['NFD', 'Tiền cọc chuyển khoản'.normalize('NFD')],
    ['teencode', 'sốp ơi bn tiền z, ib e vs nha'],
    ['unaccented spam', 'kiem tien tai nha ngay 500k lien he zalo 0900 000 000'],
    ['a link', 'vào https://bit.example/abc nhận quà'],
    ['a mention', 'ê [@3120036654733951001] vào đây'],
    ['emoji', 'ngon quá 😍👍🏽'],
  ])('%s arrives as it was written', async (_name, text) => {
    const person = await start();
    const message = world.simulator.say(person, text);
    await world.poll();
    expect(stored(message.id)?.text).toBe(text);
  });

  test('a row that cannot be read does not cost the page', async () => {
    const person = await start();
    world.simulator.say(person, 'trước');
    world.simulator.world.messages.push({ id: '', time: Number.NaN, src: 1, from: '', user: person.id });
    world.simulator.say(person, 'sau');
    await world.poll();
    expect(world.texts()).toEqual(['trước', 'sau']);
  });
});
