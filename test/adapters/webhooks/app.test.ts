import { serve } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createBudget } from '../../../src/adapters/postgres/budgets.ts';
import { createPollStore } from '../../../src/adapters/postgres/poll.ts';
import { createRetentionStore } from '../../../src/adapters/postgres/retention.ts';
import { createSourceStore } from '../../../src/adapters/postgres/sources.ts';
import { createPeople } from '../../../src/adapters/secrets/people.ts';
import { createWebhooks } from '../../../src/adapters/webhooks/app.ts';
import { createFacebook } from '../../../src/adapters/platforms/facebook/index.ts';
import { hear } from '../../../src/pipeline/hear.ts';
import { poll } from '../../../src/pipeline/poll.ts';
import type { Log } from '../../../src/pipeline/ports/log.ts';
import type { Platform, PlatformName } from '../../../src/pipeline/ports/platform.ts';
import type { SourceStatus } from '../../../src/pipeline/ports/sources.ts';
import type { User } from '../../../src/simulators/zalo/world.ts';
import { type FreshDatabase, freshDatabase } from '../../servers/postgres.ts';
import { zaloWorld, type ZaloWorld } from '../zalo/world.ts';

/** A simulated OA delivers to the real routes, over real Postgres; polls follow the rings by hand. */
let database: FreshDatabase;
let world: ZaloWorld;
let person: User;
let source: number;
let oaCount = 10_000;
let url: string;
let rung: number[];
let warned: Record<string, unknown>[];
let server: ReturnType<typeof serve>;

const people = createPeople('present secret '.repeat(3), 'previous secret '.repeat(3));
const log: Log = {
  info: () => undefined,
  warn: (fields) => warned.push({ ...fields }),
  error: (fields) => warned.push({ ...fields }),
};

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  world = await zaloWorld({ oa: { id: `43186570687710${++oaCount}`, name: 'OA' } });
  person = world.simulator.addUser('Dì Út');
  rung = [];
  warned = [];
  const sources = createSourceStore(database.pool);
  const made = await sources.add(
    { platform: 'zalo', externalId: world.access.externalId, name: 'OA', pollSeconds: 60 },
    'test',
  );
  source = made.id;
  const facebook = createFacebook({ verifyToken: 'bí mật chung', appSecret: 's' }, { vault: world.vault });
  const app = createWebhooks({
    platforms: new Map<PlatformName, Platform>([
      ['zalo', world.platform],
      ['facebook', facebook],
    ]),
    hear: (platform, news) =>
      hear(
        { sources, retention: createRetentionStore(database.pool, people), queues: { ring }, log },
        platform,
        news,
      ),
    log,
  });
  server = await new Promise((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(started));
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  world.simulator.webhooks.url = `${url}/zalo`;
});
afterEach(async () => {
  await world.stop();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

const ring = (_queue: string, payload: object): Promise<void> => {
  if ('source' in payload) rung.push(Number(payload.source));
  return Promise.resolve();
};

/** The cycle a ring leads to. */
async function pollNow(): Promise<unknown> {
  return poll(
    {
      store: createPollStore(database.pool, people),
      platforms: new Map([['zalo', world.platform]]),
      budget: (of) => createBudget(database.pool, of, 'poll'),
      queues: { ring: () => Promise.resolve() },
      log,
    },
    source,
    new AbortController().signal,
  );
}

const texts = async (): Promise<string[]> => {
  const { rows } = await database.pool.query<{ text: string }>(
    `select r.text from revisions r join comments c on c.id = r.comment_id where c.source_id = $1 order by c.created_at`,
    [source],
  );
  return rows.map(({ text }) => text);
};
const settled = () => world.simulator.webhooks.settled();
const setStatus = (status: SourceStatus) =>
  createSourceStore(database.pool).setStatus(source, status, 'test');
/** As if the last poll were long ago. */
const rest = () =>
  database.pool.query(`update sources set polled_at = polled_at - interval '1 hour' where id = $1`, [source]);

describe('news', () => {
  test('bring the next poll forward, and a replay or a second event changes nothing', async () => {
    await pollNow();
    expect(await pollNow()).toBeUndefined();
    await rest();
    world.simulator.webhooks.duplicates = true;
    world.simulator.say(person, 'Phòng khám mở cửa chưa?');
    await settled();
    expect(rung.length).toBeGreaterThan(0);
    expect(new Set(rung)).toEqual(new Set([source]));
    expect(await pollNow()).toMatchObject({ fresh: 1 });
    expect(await texts()).toEqual(['Phòng khám mở cửa chưa?']);
  });

  test('a storm of events makes no storm of polls', async () => {
    await pollNow();
    for (let i = 0; i < 20; i++) world.simulator.say(person, `câu ${i}`);
    await settled();
    expect(world.simulator.webhooks.deliveries.every(({ outcome }) => outcome === 'delivered')).toBe(true);
    // The last poll was a moment ago: the next is brought forward, but not to this moment.
    expect(rung).toEqual([]);
    const { rows } = await database.pool.query<{ wait: number }>(
      'select extract(epoch from poll_due_at - polled_at)::float as wait from sources where id = $1',
      [source],
    );
    expect(rows[0]?.wait).toBeCloseTo(6, 3);
  });

  test('a paused source is left alone, an unknown one too', async () => {
    await setStatus('paused');
    world.simulator.say(person, 'alo');
    await settled();
    await setStatus('removed');
    world.simulator.say(person, 'alo');
    await settled();
    await database.pool.query(`update sources set external_id = external_id || 'x' where id = $1`, [source]);
    world.simulator.say(person, 'alo');
    await settled();
    expect(rung).toEqual([]);
    expect(warned).toEqual([]);
  });
});

describe('a withdrawal', () => {
  test.each(['active', 'paused'] as const)(
    'empties what the person wrote (source %s); others keep theirs',
    async (status) => {
      const other = world.simulator.addUser('Người khác');
      world.simulator.say(person, 'số của tôi là 0900 000 000');
      world.simulator.clock.advance(5);
      world.simulator.say(other, 'còn lịch hẹn không?');
      await pollNow();
      await setStatus(status);
      world.simulator.withdraw(person);
      await settled();
      expect(await texts()).toEqual(['', 'còn lịch hẹn không?']);
      world.simulator.withdraw(person);
      await settled();
      expect(await texts()).toEqual(['', 'còn lịch hẹn không?']);
      expect(JSON.stringify(warned)).not.toContain(person.id);
    },
  );

  test('reaches texts that stand under the secret before the last rotation', async () => {
    world.simulator.say(person, 'cũ');
    await pollNow();
    await database.pool.query('update comments set author_key = $2 where source_id = $1', [
      source,
      people.previousKey?.(source, person.id),
    ]);
    world.simulator.withdraw(person);
    await settled();
    expect(await texts()).toEqual(['']);
  });
});

describe('refusals', () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { method: 'POST', body, headers });

  test('unsigned and wrongly signed deliveries: 401, nothing done, told once with a count', async () => {
    world.simulator.webhooks.macStyle = 'wrong';
    for (let i = 0; i < 5; i++) world.simulator.say(person, 'giả');
    await settled();
    expect((await post('/zalo', '{}')).status).toBe(401);
    expect(rung).toEqual([]);
    expect(warned).toEqual([{ step: 'hear', platform: 'zalo', refused: 1 }]);
  });

  test('an unknown platform, a body too large, a file source: refused', async () => {
    expect((await post('/tiktok', '{}')).status).toBe(404);
    expect((await post('/file', '{}')).status).toBe(404);
    expect((await post('/zalo', 'x'.repeat(8 * 1024 * 1024 + 1))).status).toBe(413);
  });

  test('a signed body that is nonsense is skipped', async () => {
    const body = '{"timestamp":"1","event_name":7}';
    const mac = world.simulator.webhooks.sign(body, '1', 'plain') ?? '';
    expect((await post('/zalo', body, { 'X-ZEvent-Signature': mac })).status).toBe(200);
    expect(rung).toEqual([]);
  });

  test('the handshake of Facebook is answered with the right token alone', async () => {
    const ask = (token: string) =>
      fetch(
        `${url}/facebook?hub.mode=subscribe&hub.challenge=123&hub.verify_token=${encodeURIComponent(token)}`,
      );
    expect(await (await ask('bí mật chung')).text()).toBe('123');
    expect((await ask('khác')).status).toBe(403);
    expect((await fetch(`${url}/zalo`)).status).toBe(403);
  });

  test('when Postgres cannot take it in, the platform is told to try again', async () => {
    const app = createWebhooks({
      platforms: new Map([['zalo', world.platform]]),
      hear: () => Promise.reject(new Error('down')),
      log,
    });
    const body = JSON.stringify({
      event_name: 'user_send_text',
      timestamp: '1',
      sender: { id: '1' },
      recipient: { id: '2' },
      message: { msg_id: 'm' },
    });
    const headers = { 'X-ZEvent-Signature': world.simulator.webhooks.sign(body, '1', 'plain') ?? '' };
    expect((await app.request('/zalo', { method: 'POST', body, headers })).status).toBe(503);
  });
});
