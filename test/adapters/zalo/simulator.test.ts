import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startZaloSimulator, type ZaloSimulator } from '../../../src/simulators/zalo/index.ts';
import type { User } from '../../../src/simulators/zalo/world.ts';

/** The simulator, spoken to by hand: it must behave as the sheet says whatever our client does. */
let zalo: ZaloSimulator;
let token: string;
let person: User;

beforeEach(async () => {
  zalo = await startZaloSimulator();
  token = zalo.issue().accessToken;
  person = zalo.addUser('Chị Mười');
});
afterEach(() => zalo.stop());

interface Envelope {
  data?: unknown;
  error: unknown;
  message: string;
}

async function get(
  path: string,
  args: object | string = {},
  headers: Record<string, string> = {},
): Promise<Envelope> {
  const query = typeof args === 'string' ? args : `data=${encodeURIComponent(JSON.stringify(args))}`;
  const answer = await fetch(`${zalo.apiUrl}${path}?${query}`, {
    headers: { access_token: token, ...headers },
  });
  expect(answer.status).toBe(200);
  return envelope(await answer.text());
}

async function post(path: string, body: object | string): Promise<Envelope> {
  const answer = await fetch(`${zalo.apiUrl}${path}`, {
    method: 'POST',
    headers: { access_token: token, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return envelope(await answer.text());
}

function envelope(text: string): Envelope {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || !('error' in parsed) || !('message' in parsed)) {
    throw new Error(`no envelope: ${text}`);
  }
  return {
    error: parsed.error,
    message: String(parsed.message),
    ...('data' in parsed && { data: parsed.data }),
  };
}

const say = (text: string) => zalo.say(person, text);
const cs = (text: string) =>
  post('/v3.0/oa/message/cs', { recipient: { user_id: person.id }, message: { text } });

describe('paths', () => {
  test.each([
    '/v2.0/article/getcomment',
    '/v2.0/article/replycomment',
    '/v2.0/oa/comment/list',
    '/v3.0/oa/article/comment',
    '/v2.0/oa/message/recall',
    '/v2.0/oa/blockuser',
  ])('%s does not exist, as on the platform', async (path) => {
    expect(await get(path)).toEqual({ error: -209, message: 'Not supported this api' });
    zalo.world.modes.unknownPath = '404';
    const answer = await fetch(`${zalo.apiUrl}${path}`, { headers: { access_token: token } });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('You are accessing an empty or invalid API');
  });
});

describe('arguments', () => {
  test('chat endpoints want data= with JSON, group and article endpoints a plain query', async () => {
    say('alo');
    expect(await get('/v2.0/oa/listrecentchat', { offset: 0, count: 10 })).toMatchObject({ error: 0 });
    expect(await get('/v2.0/oa/listrecentchat', 'offset=0&count=10')).toMatchObject({ error: -201 });
    expect(await get('/v2.0/oa/listrecentchat', 'data={hỏng')).toMatchObject({ error: -201 });
    expect(await get('/v2.0/article/getslice', 'offset=0&limit=10&type=normal')).toMatchObject({ error: 0 });
    expect(await get('/v2.0/article/getslice', { offset: 0, limit: 10, type: 'normal' })).toEqual({
      error: -201,
      message: 'type accept only 2 value normal and video',
    });
  });

  test.each([
    ['/v2.0/oa/listrecentchat', { offset: 0, count: 11 }],
    ['/v3.0/oa/user/getlist', { offset: 0, count: 51 }],
    ['/v3.0/oa/user/getlist', { offset: 9952, count: 50 }],
  ])('%s with %j exceeds the limit: -210', async (path, args) => {
    expect(await get(path, args)).toEqual({ error: -210, message: 'Parameter exceeds allowable limit' });
  });

  test('a numeric user id of any length is accepted where the documents show one', async () => {
    const message = say('alo');
    const answer = await fetch(
      `${zalo.apiUrl}/v2.0/oa/conversation?data={"user_id":${person.id},"offset":0,"count":10}`,
      { headers: { access_token: token } },
    );
    expect(await answer.text()).toContain(message.id);
    expect(await post('/v2.0/oa/tag/tagfollower', `{"user_id":${person.id},"tag_name":"VIP"}`)).toMatchObject(
      {
        error: 0,
      },
    );
    expect([...person.tags]).toEqual(['VIP']);
  });
});

describe('lists', () => {
  test('one row a message over all users, newest first, a bare array with the documented fields', async () => {
    say('một');
    zalo.say(zalo.addUser('Khác'), {
      type: 'photo',
      description: 'ảnh',
      url: 'https://p.example',
      thumb: 'https://t.example',
    });
    zalo.answerByHand(person, 'ba');
    const { data } = await get('/v2.0/oa/listrecentchat', { offset: 0, count: 10 });
    expect(data).toMatchObject([
      { src: 0, type: 'text', message: 'ba', from_id: zalo.world.oa.id, to_id: person.id },
      { src: 1, type: 'photo', description: 'ảnh', url: 'https://p.example', thumb: 'https://t.example' },
      {
        src: 1,
        type: 'text',
        message: 'một',
        from_id: person.id,
        from_display_name: 'Chị Mười',
        to_id: zalo.world.oa.id,
      },
    ]);
    expect(
      (await get('/v2.0/oa/conversation', { user_id: person.id, offset: 0, count: 10 })).data,
    ).toHaveLength(2);
  });

  test('ids as bare numbers keep all digits on the wire', async () => {
    zalo.world.modes.numericIds = true;
    say('alo');
    const answer = await fetch(`${zalo.apiUrl}/v2.0/oa/listrecentchat?data={}`, {
      headers: { access_token: token },
    });
    expect(await answer.text()).toContain(`"from_id":${person.id},`);
  });

  test('the readable depth ends with nothing or with -210', async () => {
    zalo.world.modes.readableDepth = 10;
    for (let i = 0; i < 15; i++) say(`${i}`);
    expect((await get('/v2.0/oa/listrecentchat', { offset: 10, count: 10 })).data).toEqual([]);
    zalo.world.modes.beyondDepth = 'error';
    expect(await get('/v2.0/oa/listrecentchat', { offset: 10, count: 10 })).toMatchObject({ error: -210 });
  });

  test('users by day of last interaction, tag and following', async () => {
    say('alo');
    zalo.addUser('Chưa từng', { follower: false });
    const list = async (args: object) =>
      (await get('/v3.0/oa/user/getlist', { offset: 0, count: 50, ...args })).data;
    expect(await list({})).toMatchObject({ total: 2 });
    expect(await list({ last_interaction_period: 'TODAY' })).toMatchObject({
      users: [{ user_id: person.id }],
    });
    expect(await list({ last_interaction_period: 'YESTERDAY' })).toMatchObject({ total: 0 });
    expect(await list({ is_follower: 'false' })).toMatchObject({ total: 1 });
    expect(await get('/v3.0/oa/user/getlist', { last_interaction_period: 'hôm nay' })).toMatchObject({
      error: -201,
    });
    expect(await get('/v3.0/oa/user/detail', { user_id: person.id })).toMatchObject({
      data: {
        user_id: person.id,
        display_name: 'Chị Mười',
        user_last_interaction_date: expect.stringMatching(/^\d\d\/\d\d\/\d{4}$/),
      },
    });
  });
});

describe('tokens', () => {
  test('a wrong token is -216, an expired one -220', async () => {
    expect(await get('/v2.0/oa/getoa', '', { access_token: 'khác' })).toMatchObject({ error: -216 });
    zalo.clock.advance(26 * 3_600_000);
    expect(await get('/v2.0/oa/getoa', '')).toMatchObject({ error: -220 });
  });

  test('appsecret_proof: missing or wrong is -242', async () => {
    zalo.world.modes.appsecretProof = true;
    expect(await get('/v2.0/oa/getoa', '')).toMatchObject({ error: -242 });
    const proof = createHmac('sha256', zalo.world.app.secret).update(token).digest('hex');
    expect(await get('/v2.0/oa/getoa', '', { appsecret_proof: proof })).toMatchObject({ error: 0 });
  });
});

describe('sending', () => {
  test('the quota object of each kind', async () => {
    zalo.world.modes.freeReplies = 'eight';
    say('alo');
    for (let left = 7; left >= 0; left--) {
      expect((await cs('x')).data).toMatchObject({
        quota: { quota_type: 'reply', remain: `${left}`, total: '8' },
      });
    }
    expect((await cs('x')).data).toMatchObject({ quota: { quota_type: 'purchase_quota' } });
    zalo.world.modes.billing = 'money';
    expect((await cs('x')).data).not.toHaveProperty('quota');
  });

  test('2,000 characters, empty texts, quotes of strange messages', async () => {
    const { id } = say('alo');
    expect(await cs('x'.repeat(2_001))).toMatchObject({ error: -210 });
    expect(await cs('')).toMatchObject({ error: -201, message: 'text is invalid!' });
    const quote = (quoted: string) =>
      post('/v3.0/oa/message/cs', {
        recipient: { user_id: person.id },
        message: { text: 'x', quote_message_id: quoted },
      });
    expect(await quote(id)).toMatchObject({ error: 0 });
    expect(await quote('lạ')).toMatchObject({ error: -201 });
  });

  test('old text sending is shut; reactions end at fifty', async () => {
    const { id } = say('alo');
    const to = { recipient: { user_id: person.id } };
    expect(await post('/v2.0/oa/message', { ...to, message: { text: 'x' } })).toMatchObject({ error: -240 });
    const react = () =>
      post('/v2.0/oa/message', { ...to, sender_action: { react_icon: '/-strong', react_message_id: id } });
    for (let i = 0; i < 50; i++) expect((await react()).error).toBe(0);
    expect(await react()).toMatchObject({ error: -210 });
  });
});

describe('articles', () => {
  const update = (id: string, fields: object) =>
    post('/v2.0/article/update', { id, title: 'Bài', comment: 'hide', ...fields });

  test('an update is asynchronous and replaces everything', async () => {
    const { id } = zalo.addArticle('Bài', { body: [{ type: 'text', content: 'dài' }] });
    const accepted = await update(id, {});
    expect(accepted.data).toMatchObject({ token: expect.any(String) });
    const verify = () => post('/v2.0/article/verify', accepted.data ?? {});
    expect(await verify()).toEqual({ error: -214, message: 'Article is being processed' });
    expect(await verify()).toMatchObject({ data: { id } });
    expect(await verify()).toMatchObject({ data: { id } });
    expect(zalo.world.articles.get(id)?.fields).toEqual({ title: 'Bài', comment: 'hide' });
    expect(zalo.log.filter(({ verb }) => verb === 'article-update')).toHaveLength(1);
  });

  test('limits and quota', async () => {
    const { id } = zalo.addArticle('Bài');
    expect(await update(id, { title: 'x'.repeat(151) })).toMatchObject({ error: -210 });
    expect(await update(id, { comment: 'maybe' })).toMatchObject({ error: -201 });
    expect(await update('lạ', {})).toMatchObject({ error: -201 });
    zalo.world.articleQuota = 0;
    expect(await post('/v2.0/article/create', { title: 'Mới', type: 'normal' })).toEqual({
      error: -223,
      message: 'Your OA has reach the limit quota create article',
    });
  });

  test('create, list, remove', async () => {
    const { data } = await post('/v2.0/article/create', { title: 'Mới', type: 'normal' });
    await post('/v2.0/article/verify', data ?? {});
    await post('/v2.0/article/verify', data ?? {});
    const list = await get('/v2.0/article/getslice', 'offset=0&limit=10&type=normal');
    expect(list.data).toMatchObject({ total: 1, medias: [{ title: 'Mới', link_view: expect.any(String) }] });
    const [id = ''] = [...zalo.world.articles.keys()];
    expect(await post('/v2.0/article/remove', { id })).toMatchObject({ error: 0 });
    expect(zalo.world.articles.size).toBe(0);
  });
});

describe('groups and tags', () => {
  test('a group as the platform shows it, and changes to it', async () => {
    const group = zalo.addGroup('Nhóm', [person]);
    const query = `group_id=${group.id}`;
    expect((await get('/v3.0/oa/group/getgroup', query)).data).toMatchObject({
      group_info: { name: 'Nhóm', total_member: 1 },
      asset_info: { asset_type: 'gmf100' },
      group_setting: { lock_send_msg: false },
    });
    expect((await get('/v3.0/oa/group/listmember', query)).data).toMatchObject({
      members: [{ user_id: person.id }],
    });
    const locked = await post('/v3.0/oa/group/updateinfo', { group_id: group.id, lock_send_msg: true });
    expect(locked.data).toMatchObject({ group_setting: { lock_send_msg: true } });
    expect(await get('/v3.0/oa/group/listrecentchat', 'offset=0&count=51')).toMatchObject({ error: -210 });
    group.status = 'disabled';
    expect(await get('/v3.0/oa/group/getgroup', query)).toEqual({
      error: -237,
      message: 'The group is disabled',
    });
  });

  test('a removed tag is on nobody', async () => {
    await post('/v2.0/oa/tag/tagfollower', { user_id: person.id, tag_name: 'VIP' });
    expect((await get('/v2.0/oa/tag/gettagsofoa', '')).data).toEqual(['VIP']);
    await post('/v2.0/oa/tag/rmtag', { tag_name: 'VIP' });
    expect(person.tags.size).toBe(0);
  });
});

test('X-RateLimit headers stand on every answer, also on a refusal', async () => {
  for (const path of ['/v2.0/oa/getoa', '/v2.0/oa/getoa?access_token=x', '/v2.0/nothing']) {
    const { headers } = await fetch(`${zalo.apiUrl}${path}`);
    expect(Number(headers.get('x-ratelimit-limit'))).toBeGreaterThan(0);
    expect(Number(headers.get('x-ratelimit-remain'))).toBeGreaterThan(0);
  }
});

test('a script of faults: by path, so many times, by chance that can be repeated', async () => {
  const codes = async (seed: number) => {
    const other = await startZaloSimulator({ seed });
    other.faults.add({ path: /getoa$/, effect: { error: -200 }, probability: 0.5 });
    const headers = { access_token: other.issue().accessToken };
    const seen: unknown[] = [];
    for (let i = 0; i < 12; i++) {
      seen.push(envelope(await (await fetch(`${other.apiUrl}/v2.0/oa/getoa`, { headers })).text()).error);
    }
    await other.stop();
    return seen;
  };
  const first = await codes(3);
  expect(new Set(first)).toEqual(new Set([0, -200]));
  expect(await codes(3)).toEqual(first);
  zalo.faults.add({ path: '/v2.0/oa/getoa', effect: { error: -211, message: 'riêng' }, times: 1 });
  expect(await get('/v2.0/oa/getoa', '')).toEqual({ error: -211, message: 'riêng' });
  expect(await get('/v2.0/oa/getoa', '')).toMatchObject({ error: 0 });
});
