import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type FacebookSimulator, startFacebookSimulator } from '../../../src/simulators/facebook/index.ts';
import { AN, Asking, DAY_MS, errorOf, ids, type Params } from './asking.ts';

// The simulator against the facts, over plain HTTP: versions, tokens, fields, lists, what moves.
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

describe('versions', () => {
  test.each([
    ['/v26.0/me', 'v26.0'],
    ['/v23.0/me', 'v23.0'],
    ['/me', 'v26.0'],
    ['/v12.0/me', 'v21.0'],
  ])('%s is answered by %s', async (path, version) => {
    const answer = await asking.ask('GET', path);
    expect(answer.headers.get('facebook-api-version')).toBe(version);
    expect(answer.body.id).toBe(sim.pageId);
  });
});

describe('tokens', () => {
  test('none, an unknown one, a dead one, an expired one', async () => {
    expect(errorOf(await get('/me', { access_token: '' }))).toBe('401 104');
    expect(errorOf(await get('/me', { access_token: 'nonsense' }))).toBe('401 190');
    sim.token(sim.tokens.page).dead = 460;
    expect(errorOf(await get('/me'))).toBe('401 190/460');
    sim.token(sim.tokens.page).dead = undefined;
    sim.token(sim.tokens.page).expiresAt = Math.floor(sim.clock.now().getTime() / 1000) + 60;
    expect((await get('/me')).status).toBe(200);
    sim.clock.advance(61_000);
    expect(errorOf(await get('/me'))).toBe('401 190/463');
  });

  test("a user's token sees an empty list of comments, successfully", async () => {
    say('một');
    const answer = await get(`/${post}/comments`, { access_token: sim.tokens.user });
    expect([answer.status, ids(answer)]).toEqual([200, []]);
  });

  test('scopes and tasks are checked per token', async () => {
    const id = say('một');
    sim.token(sim.tokens.page).scopes.delete('pages_read_user_content');
    expect(errorOf(await get(`/${post}/comments`))).toBe('403 200');
    sim.token(sim.tokens.page).tasks.delete('MODERATE');
    expect(errorOf(await asking.send(`/${id}`, { is_hidden: 'true' }))).toBe('403 200');
  });

  test('appsecret_proof: optional, wrong, required', async () => {
    const proof = createHmac('sha256', sim.appSecret).update(sim.tokens.page).digest('hex');
    expect((await get('/me', { appsecret_proof: proof })).status).toBe(200);
    expect(errorOf(await get('/me', { appsecret_proof: 'wrong' }))).toBe('400 100');
    const strict = await startFacebookSimulator({ requireProof: true });
    const answer = await fetch(`${strict.url}/v26.0/me?access_token=${strict.tokens.page}`);
    expect(answer.status).toBe(400);
    await strict.stop();
  });

  test('debug_token tells kind, scopes, owner and death', async () => {
    const asked = { access_token: sim.tokens.app, input_token: sim.tokens.page };
    const answer = await fetch(`${sim.url}/v26.0/debug_token?${new URLSearchParams(asked).toString()}`);
    const body: unknown = await answer.json();
    expect(body).toMatchObject({
      data: { type: 'PAGE', is_valid: true, expires_at: 0, profile_id: sim.pageId, app_id: sim.appId },
    });
    sim.token(sim.tokens.page).dead = 460;
    const again = await fetch(`${sim.url}/v26.0/debug_token?${new URLSearchParams(asked).toString()}`);
    expect(await again.json()).toMatchObject({
      data: { is_valid: false, error: { code: 190, subcode: 460 } },
    });
  });

  test('a person lists their pages; a page cannot', async () => {
    const answer = await get('/me/accounts', { access_token: sim.tokens.user });
    expect(answer.body.data).toMatchObject([{ id: sim.pageId, tasks: expect.arrayContaining(['MODERATE']) }]);
    expect(errorOf(await get('/me/accounts'))).toBe('400 100/33');
  });
});

describe('fields', () => {
  test('by default id, message, created_time and from; nothing else', async () => {
    say('một');
    const [row] = (await get(`/${post}/comments`)).body.data ?? [];
    expect(Object.keys(row ?? {}).sort()).toEqual(['created_time', 'from', 'id', 'message']);
    expect(row?.['created_time']).toBe('2026-11-20T02:00:00+0000');
  });

  test('nested edges with modifiers, and parents', async () => {
    const top = say('một');
    say('hai', { parent: top });
    const answer = await get(`/${post}`, {
      fields: 'id,comments.filter(stream).limit(1).summary(true){id,message,parent{id}}',
    });
    expect(answer.body['comments']).toMatchObject({
      data: [{ message: 'một' }],
      summary: { total_count: 2 },
    });
    const all = await get(`/${post}/comments`, { filter: 'stream', fields: 'message,parent{id}' });
    expect(all.body.data?.[1]).toMatchObject({ message: 'hai', parent: { id: top } });
  });

  test('an unknown field is error 100, a malformed list 2500', async () => {
    const id = say('một');
    const unknown = await get(`/${id}`, { fields: 'id,mood' });
    expect(errorOf(unknown)).toBe('400 100');
    expect(unknown.body.error?.message).toBe(
      '(#100) Tried accessing nonexisting field (mood) on node type (Comment)',
    );
    expect(errorOf(await get(`/${id}`, { fields: 'id,parent{' }))).toBe('400 2500');
  });

  test('several objects at once by `ids`', async () => {
    const [a, b] = [say('một'), say('hai')];
    const answer = await get('/', { ids: `${a},${b}`, fields: 'message' });
    expect(JSON.parse(answer.text)).toEqual({
      [a]: { id: a, message: 'một' },
      [b]: { id: b, message: 'hai' },
    });
  });

  test('attachments, tags counted in code points, live timestamps', async () => {
    const live = sim.addPost({ kind: 'live', createdAt: new Date(sim.clock.now().getTime() - 60_000) });
    const id = sim.addComment({
      post: live,
      text: '😊 An ơi',
      by: AN,
      attachment: { type: 'photo' },
      tags: [{ id: '1', name: 'An', type: 'user', offset: 2, length: 2 }],
    });
    const fields = 'message_tags,attachment,live_broadcast_timestamp,can_hide,comment_count,object';
    expect((await get(`/${id}`, { fields })).body).toMatchObject({
      attachment: { type: 'photo' },
      message_tags: [{ offset: 2 }],
      live_broadcast_timestamp: 60,
      can_hide: true,
      comment_count: 0,
      object: { id: live },
    });
  });
});

describe('lists', () => {
  test('the feed refuses more than 100 and pages by time', async () => {
    for (let i = 0; i < 7; i += 1) {
      sim.addPost({ text: `bài ${i}`, createdAt: new Date(sim.clock.now().getTime() - (i + 1) * DAY_MS) });
    }
    expect(errorOf(await get(`/${sim.pageId}/feed`, { limit: '101' }))).toBe('400 100');
    const seen: (string | undefined)[] = [];
    let next: string | undefined = `/v26.0/${sim.pageId}/feed`;
    let answer = await asking.ask('GET', next, { limit: '3' });
    for (;;) {
      seen.push(...(ids(answer) ?? []));
      next = answer.body.paging?.next;
      if (next === undefined) break;
      expect(next.startsWith(sim.url)).toBe(true);
      expect(next).toContain('until=');
      answer = await asking.ask('GET', next);
    }
    expect(new Set(seen).size).toBe(8);
    const since = String(Math.floor(sim.clock.now().getTime() / 1000) - 3 * 86_400 + 10);
    expect(ids(await get(`/${sim.pageId}/feed`, { since }))).toHaveLength(3);
  });

  test('every post edge shows its own kind', async () => {
    const kinds = {
      ads_posts: 'ad',
      live_videos: 'live',
      video_reels: 'reel',
      photos: 'photo',
      visitor_posts: 'visitor',
    } as const;
    for (const [edge, kind] of Object.entries(kinds)) {
      const id = sim.addPost({ kind });
      expect(ids(await get(`/${sim.pageId}/${edge}`))).toEqual([id]);
    }
    expect(ids(await get(`/${sim.pageId}/published_posts`))).toEqual([post]);
    expect(ids(await get(`/${sim.pageId}/feed`))).toHaveLength(2);
  });

  test('filter and order; reversed streams by mode', async () => {
    const top = say('một');
    sim.clock.advance(1000);
    const answer = say('hai', { parent: top });
    sim.clock.advance(1000);
    const last = say('ba');
    const comments = (params: Params) => get(`/${post}/comments`, params).then(ids);
    expect(await comments({})).toEqual([top, last]);
    expect(await comments({ filter: 'stream' })).toEqual([top, answer, last]);
    expect(await comments({ order: 'reverse_chronological' })).toEqual([last, top]);
    const both = { filter: 'stream', order: 'reverse_chronological' };
    expect(await comments(both)).toEqual([last, answer, top]);
    sim.modes.streamReverse = 'ignored';
    expect(await comments(both)).toEqual([top, answer, last]);
    expect(await get(`/${top}/comments`).then(ids)).toEqual([answer]);
  });

  test('`since` by mode', async () => {
    say('một');
    sim.clock.advance(60_000);
    const later = say('hai');
    const since = String(Math.floor(sim.clock.now().getTime() / 1000));
    expect(await get(`/${post}/comments`, { since }).then(ids)).toEqual([later]);
    sim.modes.since = 'ignored';
    expect(await get(`/${post}/comments`, { since }).then(ids)).toHaveLength(2);
  });

  test('low quality is left out on live videos only, unless asked for', async () => {
    const live = sim.addPost({ kind: 'live' });
    sim.addComment({ post: live, text: 'spam', lowQuality: true });
    say('spam', { lowQuality: true });
    expect(await get(`/${live}/comments`).then(ids)).toHaveLength(0);
    expect(await get(`/${live}/comments`, { live_filter: 'no_filter' }).then(ids)).toHaveLength(1);
    expect(await get(`/${post}/comments`).then(ids)).toHaveLength(1);
  });

  test('the summary counts more than the rows', async () => {
    const busy = sim.addPost({ unlisted: 5 });
    sim.addComment({ post: busy, text: 'một' });
    const answer = await get(`/${busy}/comments`, { summary: 'true', filter: 'stream' });
    expect([ids(answer)?.length, answer.body.summary?.total_count]).toEqual([1, 6]);
  });

  test('real next links, short and empty pages, and a cursor that dies with its comment', async () => {
    for (let i = 0; i < 40; i += 1) say(`câu ${i}`);
    sim.modes.shortPages = 0.5;
    sim.modes.emptyPages = 0.4;
    let empty = 0;
    let answer = await get(`/${post}/comments`, { limit: '4', fields: 'message' });
    const seen = [...(ids(answer) ?? [])];
    while (answer.body.paging?.next !== undefined) {
      expect(answer.body.paging.next).toContain('fields=message');
      answer = await asking.ask('GET', answer.body.paging.next);
      if (ids(answer)?.length === 0) empty += 1;
      seen.push(...(ids(answer) ?? []));
    }
    expect([new Set(seen).size, seen.length, empty > 0]).toEqual([40, 40, true]);
    sim.modes.shortPages = 0;
    sim.modes.emptyPages = 0;
    const first = await get(`/${post}/comments`, { limit: '4' });
    sim.remove(ids(first)?.at(-1) ?? '');
    expect(errorOf(await asking.ask('GET', first.body.paging?.next ?? ''))).toBe('400 100');
  });
});

describe('what moves', () => {
  test('new comments move updated_time and total_count, edits of comments nothing', async () => {
    const state = async () => {
      const fields = 'updated_time,comments.filter(stream).limit(0).summary(true){id}';
      const { body } = await get(`/${post}`, { fields });
      return JSON.stringify([body['updated_time'], body['comments']]);
    };
    const id = say('một');
    const before = await state();
    sim.clock.advance(5000);
    sim.edit(id, 'hai');
    sim.hideByOther(id);
    expect(await state()).toBe(before);
    say('ba', { parent: id });
    expect(await state()).not.toBe(before);
  });

  test('threads are two levels deep; removing the top takes the answers along', async () => {
    const top = say('một');
    const answer = say('hai', { parent: top });
    const deeper = say('ba', { parent: answer });
    expect((await get(`/${deeper}`, { fields: 'parent{id}' })).body['parent']).toMatchObject({ id: top });
    sim.remove(top);
    expect(await get(`/${post}/comments`, { filter: 'stream' }).then(ids)).toEqual([]);
  });

  test('changes happen at their planned time', () => {
    const id = say('một');
    const start = sim.clock.now().getTime();
    const seen: number[] = [];
    sim.clock.at(new Date(start + 5000), () => {
      seen.push(sim.clock.now().getTime() - start);
      sim.edit(id, 'hai');
    });
    sim.clock.advance(4000);
    expect(seen).toEqual([]);
    sim.clock.advance(4000);
    expect(seen).toEqual([5000]);
    expect(sim.world.findComment(id)?.message).toBe('hai');
  });
});
