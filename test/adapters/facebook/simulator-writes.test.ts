import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { FacebookSimulator } from '../../../src/simulators/facebook/index.ts';
import { AN, type Answer, Asking, DAY_MS, errorOf, ids, type Params } from './asking.ts';

// The simulator against the facts, over plain HTTP: actions, batches, limits, faults, control.
let asking: Asking;
let sim: FacebookSimulator;
let post: string;
beforeEach(async () => {
  asking = await Asking.start();
  ({ sim, post } = asking);
});
afterEach(() => sim.stop());

const get = (path: string, params?: Params, headers?: Params) => asking.get(path, params, headers);
const say = (text: string, more?: object) => asking.say(text, more);
const send = (path: string, params?: Params) => asking.send(path, params);
const drop = (path: string, params?: Params) => asking.drop(path, params);

describe('actions', () => {
  test('hide, unhide, and the comment that cannot be hidden', async () => {
    const id = say('một');
    expect((await send(`/${id}`, { is_hidden: 'true' })).body).toEqual({ success: true });
    expect((await get(`/${id}`, { fields: 'is_hidden' })).body['is_hidden']).toBe(true);
    expect((await send(`/${id}`, { is_hidden: 'true' })).status).toBe(200);
    sim.modes.rehide = 'error';
    expect((await send(`/${id}`, { is_hidden: 'true' })).status).toBe(400);
    await send(`/${id}`, { is_hidden: 'false' });
    expect(errorOf(await send(`/${say('admin', { canHide: false })}`, { is_hidden: 'true' }))).toBe(
      '403 200',
    );
    expect(sim.log.map((write) => write.verb)).toEqual(['hide', 'unhide']);
  });

  test('a message posted to a comment edits it; posted to its comments it answers', async () => {
    const id = say('một');
    await send(`/${id}`, { message: 'bị sửa' });
    expect(sim.world.findComment(id)?.message).toBe('bị sửa');
    const made = await send(`/${id}/comments`, { message: 'dạ', fields: 'id,parent{id},message' });
    expect(made.body).toMatchObject({ message: 'dạ', parent: { id } });
    expect(errorOf(await send(`/${id}/comments`, { message: 'dạ' }))).toBe('400 506');
    expect(sim.log.map((write) => write.verb)).toEqual(['edit', 'reply']);
  });

  test('delete, and the second delete', async () => {
    const id = say('một');
    expect((await drop(`/${id}`)).body).toEqual({ success: true });
    const again = await drop(`/${id}`);
    expect(errorOf(again)).toBe('400 100/33');
    expect(again.body.error?.message).toContain('Unsupported delete request');
  });

  test('a private reply once, and within seven days', async () => {
    const id = say('một');
    const body = { recipient: JSON.stringify({ comment_id: id }), message: JSON.stringify({ text: 'chào' }) };
    expect((await send(`/${sim.pageId}/messages`, body)).body).toMatchObject({ recipient_id: AN.id });
    expect(errorOf(await send(`/${sim.pageId}/messages`, body))).toBe('400 10903');
    const old = say('hai', { createdAt: new Date(sim.clock.now().getTime() - 8 * DAY_MS) });
    const late = { ...body, recipient: JSON.stringify({ comment_id: old }) };
    expect(errorOf(await send(`/${sim.pageId}/messages`, late))).toBe('400 10900');
  });

  test('like, block, settings, subscription, live moderation', async () => {
    const id = say('một');
    await send(`/${id}/likes`);
    expect((await get(`/${id}`, { fields: 'user_likes' })).body['user_likes']).toBe(true);
    await drop(`/${id}/likes`);
    await send(`/${sim.pageId}/blocked`, { user: AN.id });
    expect(ids(await get(`/${sim.pageId}/blocked`))).toEqual([AN.id]);
    await drop(`/${sim.pageId}/blocked`, { user: AN.id });
    await send(`/${sim.pageId}/settings`, { option: JSON.stringify({ PAGE_MODERATION_BLACKLIST: 'a,b' }) });
    expect((await get(`/${sim.pageId}/settings`)).body.data).toEqual([
      { setting: 'PAGE_MODERATION_BLACKLIST', value: 'a,b' },
    ]);
    await send(`/${sim.pageId}/subscribed_apps`, { subscribed_fields: 'feed' });
    expect((await get(`/${sim.pageId}/subscribed_apps`)).body.data).toMatchObject([
      { subscribed_fields: ['feed'] },
    ]);
    const live = sim.addPost({ kind: 'live' });
    await send(`/${live}`, { live_comment_moderation_setting: 'SLOW' });
    expect(sim.log.map((write) => write.verb)).toEqual([
      'like',
      'unlike',
      'block',
      'unblock',
      'settings',
      'subscribe',
      'live-moderation',
    ]);
  });
});

describe('batch and ETag', () => {
  const batch = async (items: readonly object[]) => {
    const answer = await fetch(`${sim.url}/v26.0/`, {
      method: 'POST',
      body: new URLSearchParams({ access_token: sim.tokens.page, batch: JSON.stringify(items) }),
    });
    const text = await answer.text();
    const items2 = z
      .array(z.object({ code: z.number(), body: z.string() }).nullable())
      .safeParse(JSON.parse(text));
    return { status: answer.status, items: items2.data ?? [], text };
  };

  test('in order, bodies as strings, errors per item, outer 200, each item a call', async () => {
    const id = say('một');
    const before = sim.usage.total;
    const made = await batch([
      { method: 'GET', relative_url: `${id}?fields=message` },
      { method: 'GET', relative_url: '1_2' },
      { method: 'POST', relative_url: id, body: 'is_hidden=true' },
    ]);
    expect([made.status, made.items.map((item) => item?.code)]).toEqual([200, [200, 400, 200]]);
    expect(JSON.parse(made.items[0]?.body ?? '')).toMatchObject({ message: 'một' });
    expect(sim.usage.total - before).toBe(3);
    expect(sim.world.findComment(id)?.hidden).toBe(true);
  });

  test('51 items are an error, an item may be null', async () => {
    expect(
      (await batch(Array.from({ length: 51 }, () => ({ method: 'GET', relative_url: 'me' })))).status,
    ).toBe(400);
    sim.faults.add({ kind: 'null-item' });
    const made = await batch([
      { method: 'GET', relative_url: 'me' },
      { method: 'GET', relative_url: 'me' },
    ]);
    expect(made.items.map((item) => item?.code ?? null)).toEqual([null, 200]);
  });

  test('an unchanged answer is 304, empty, and counted', async () => {
    say('một');
    const first = await get(`/${post}/comments`);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{40}"$/);
    const before = sim.usage.total;
    const again = await get(`/${post}/comments`, {}, { 'if-none-match': etag });
    expect([again.status, again.text, sim.usage.total - before]).toEqual([304, '', 1]);
    say('hai');
    expect((await get(`/${post}/comments`, {}, { 'if-none-match': etag })).status).toBe(200);
  });
});

describe('limits', () => {
  test('usage rises, throttles, names the minutes, recovers; hammering lengthens the block', async () => {
    sim.usage.page = { calls: 4, windowMs: 10 * 60_000 };
    const usage = (answer: Answer) => answer.headers.get('x-business-use-case-usage') ?? '';
    expect(usage(await get('/me'))).toContain('"call_count":25');
    for (let i = 0; i < 3; i += 1) await get('/me');
    const refused = await get('/me');
    expect(errorOf(refused)).toBe('403 80001');
    expect(usage(refused)).toContain('"estimated_time_to_regain_access":10');
    expect(usage(await get('/me'))).toContain('"estimated_time_to_regain_access":11');
    sim.clock.advance(10 * 60_000);
    expect((await get('/me')).status).toBe(403);
    sim.clock.advance(3 * 60_000);
    expect((await get('/me')).status).toBe(200);
  });

  test('the app has a budget of its own', async () => {
    sim.usage.app = { calls: 2, windowMs: 60_000 };
    expect((await get('/me')).headers.get('x-app-usage')).toContain('"call_count":50');
    await get('/me');
    expect(errorOf(await get('/me'))).toBe('403 4');
  });

  test.each([17, 32, 613, 341, 368, 506, 1609005, 1705, 2500, 10, 200, 3, 102])(
    'error %s on demand',
    async (code) => {
      sim.faults.add({ kind: 'error', code });
      expect((await get('/me')).body.error?.code).toBe(code);
      expect((await get('/me')).status).toBe(200);
    },
  );
});

describe('faults', () => {
  test('one-shot, by path, by method, by probability', async () => {
    const id = say('một');
    sim.faults.add({ kind: 'error', code: 2, path: /comments$/, times: 2 });
    expect([(await get('/me')).status, (await get(`/${post}/comments`)).status]).toEqual([200, 500]);
    expect([(await get(`/${post}/comments`)).status, (await get(`/${post}/comments`)).status]).toEqual([
      500, 200,
    ]);
    sim.faults.add({ kind: 'html', method: 'POST' });
    expect((await get(`/${id}`)).status).toBe(200);
    expect((await send(`/${id}`, { is_hidden: 'true' })).status).toBe(502);
    sim.faults.add({ kind: 'error', code: 2, probability: 0.3 });
    let failed = 0;
    for (let i = 0; i < 100; i += 1) if ((await get('/me')).status === 500) failed += 1;
    expect(failed).toBeGreaterThan(10);
    expect(failed).toBeLessThan(60);
  });

  test('a write applied before the connection broke, and one that was not', async () => {
    const [a, b] = [say('một'), say('hai')];
    sim.faults.add({ kind: 'drop-after', method: 'POST' });
    await expect(send(`/${a}`, { is_hidden: 'true' })).rejects.toThrow();
    sim.faults.add({ kind: 'drop', method: 'POST' });
    await expect(send(`/${b}`, { is_hidden: 'true' })).rejects.toThrow();
    expect([sim.world.findComment(a)?.hidden, sim.world.findComment(b)?.hidden]).toEqual([true, false]);
  });
});

test('controlled from outside: state, new comments, faults, and orders it does not understand', async () => {
  const control = async (body?: object | string) => {
    const init =
      body === undefined
        ? {}
        : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
    const answer = await fetch(`${sim.url}/_control`, init);
    return z.record(z.string(), z.unknown()).parse(await answer.json());
  };
  expect(await control()).toMatchObject({ page: sim.pageId, token: sim.tokens.page, posts: [{ id: post }] });
  const { id } = await control({ do: 'add-comment', post, text: 'từ ngoài' });
  expect(sim.world.findComment(String(id))?.message).toBe('từ ngoài');
  await control({ do: 'edit', comment: id, text: 'đã sửa' });
  await control({ do: 'hide', comment: id });
  await control({ do: 'fault', kind: 'error', code: 2 });
  expect((await get('/me')).status).toBe(500);
  await control({ do: 'remove', comment: id });
  expect(sim.world.findComment(String(id))).toBeUndefined();
  expect(await control({ do: 'explode' })).toHaveProperty('error');
  expect(await control('{')).toEqual({ error: 'the body is not JSON' });
});
