import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { canonical } from '../../src/adapters/platforms/facebook/ids.ts';
import { createFacebook } from '../../src/adapters/platforms/facebook/index.ts';
import { createZalo } from '../../src/adapters/platforms/zalo/platform.ts';
import { act } from '../../src/pipeline/act.ts';
import type { CommentSeen, Platform, PlatformName } from '../../src/pipeline/ports/platform.ts';
import { storeBatch } from '../../src/adapters/postgres/intake.ts';
import { type FacebookSimulator, startFacebookSimulator } from '../../src/simulators/facebook/index.ts';
import { startZaloSimulator, type ZaloSimulator } from '../../src/simulators/zalo/index.ts';
import { conversationKey, lifelong, LockVault } from '../adapters/zalo/world.ts';
import { OFFER, openWorld, PEOPLE, QUIET, type World } from '../pipeline/world.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';

// The short form; `npm run faults` drains 10,000.
const ACTIONS = Number(process.env['SANG_DRAIN_ACTIONS'] ?? 600);
/** Workers that act at the same time. */
const WORKERS = 8;

let database: FreshDatabase;
let pool: Pool;
let facebook: FacebookSimulator;
let zalo: ZaloSimulator;
let world: World;
let platforms: ReadonlyMap<PlatformName, Platform>;
let offset = 0;

beforeAll(async () => {
  database = await freshDatabase();
  pool = database.pool;
  // A sixth of what has to be done fits into an hour; a twentieth into a minute at Zalo.
  const allowance = { page: { calls: Math.ceil(ACTIONS / 6), windowMs: 3_600_000 } };
  facebook = await startFacebookSimulator({ allowance });
  zalo = await startZaloSimulator();
  zalo.clock.stop();
  zalo.rate.oaLimit = Math.max(40, Math.ceil(ACTIONS / 20));
  world = await openWorld(pool);
  const { app } = zalo.world;
  platforms = new Map<PlatformName, Platform>([
    [
      'facebook',
      createFacebook(
        { baseUrl: facebook.url },
        { vault: { read: async () => ({ accessToken: facebook.tokens.page }) }, backOffMs: 1 },
      ),
    ],
    [
      'zalo',
      createZalo({
        appId: app.id,
        appSecret: app.secret,
        vault: new LockVault(lifelong(zalo)),
        conversationKey,
        apiUrl: zalo.apiUrl,
        oauthUrl: zalo.oauthUrl,
      }),
    ],
  ]);
}, 60_000);
afterAll(async () => {
  await facebook.stop();
  await zalo.stop();
  await database.drop();
});

/** All clocks stand at one moment and move together. */
async function setClocks(ms: number): Promise<void> {
  facebook.clock.advance(ms - offset);
  zalo.clock.advance(ms - offset);
  offset = ms;
  const now = facebook.clock.now().toISOString();
  await pool.query(`create or replace function sang_now() returns timestamptz language sql stable
    parallel safe as 'select timestamptz ''${now}'''`);
}

async function furnish(platform: PlatformName, externalId: string, comments: CommentSeen[]): Promise<number> {
  const { id } = await world.sources.add({ platform, externalId, name: 'Trang' }, 'test');
  await world.sources.setMode(id, 'enforce', 'test');
  const client = await pool.connect();
  await client.query('begin');
  await storeBatch(client, id, { posts: [], comments, gone: [] }, PEOPLE);
  await client.query('commit');
  client.release();
  return id;
}

const comment = (externalId: string, postExternalId: string, text: string, n: number): CommentSeen => ({
  externalId,
  postExternalId,
  kind: 'comment',
  text,
  createdAt: new Date(),
  authorId: `u${n}`,
  byPage: false,
});

async function wish(source: number, rule: string, count: number): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `select k.id from cases k where k.source_id = $1 and not exists (
       select 1 from actions a where a.case_id = k.id) order by k.id limit $2`,
    [source, count],
  );
  const person = rule === '';
  const { rows: people } = await pool.query<{ id: string }>(
    `insert into moderators (email, name) values (gen_random_uuid() || '@example.vn', 'Trúc') returning id`,
  );
  await pool.query(
    `insert into actions (case_id, source_id, number, kind, category, detail, by, moderator_id, rule, expires_at)
     select id, $2, 1, $3, 'sexual', case when $3 = 'reply' then jsonb_build_object('text', 'Chào bạn ' || id)
       else '{}' end, $4, $5, $6, case when $4 = 'rule' then sang_now() + interval '300 days' end
     from unnest($1::bigint[]) as k(id)`,
    [
      rows.map(({ id }) => id),
      source,
      rule === 'reply' ? 'reply' : 'hide',
      person || rule === 'reply' ? 'person' : 'rule',
      person || rule === 'reply' ? people[0]?.id : null,
      person || rule === 'reply' ? null : rule,
    ],
  );
}

test(
  `${ACTIONS} actions drain under the platforms' limits without one refusal, people's first`,
  async () => {
    const onPage = Math.ceil(ACTIONS * 0.6);
    const inChat = ACTIONS - onPage;
    const post = facebook.addPost({ text: 'Bài' });
    const page = await furnish(
      'facebook',
      facebook.pageId,
      Array.from({ length: onPage }, (_, n) => {
        const id = facebook.addComment({ post, text: `${OFFER} ${n}`, by: { id: `7${n}`, name: 'Bạn đọc' } });
        return comment(canonical(facebook.pageId, id), post, `${OFFER} ${n}`, n);
      }),
    );
    const oa = await furnish(
      'zalo',
      zalo.world.oa.id,
      Array.from({ length: inChat }, (_, n) => {
        const user = zalo.addUser(`Người ${n}`);
        const said = zalo.say(user, `${OFFER} ${n}`);
        return {
          ...comment(said.id, conversationKey(user.id), `${OFFER} ${n}`, n),
          kind: 'message' as const,
          answerTo: user.id,
        };
      }),
    );
    await setClocks(0);
    await world.screen();
    // The machine's come first in time, people's a little later.
    await wish(page, 'sexual.test', Math.ceil(onPage * 0.7));
    await setClocks(1_000);
    await wish(page, '', onPage);
    await wish(oa, 'reply', inChat);

    const left = async (): Promise<{ n: number; next: Date | null }> => {
      const { rows } = await pool.query<{ n: number; next: Date | null }>(
        `select count(*)::int as n, min(greatest(a.not_before, s.writes_not_before)) as next
         from actions a join sources s on s.id = a.source_id where a.state in ('pending', 'postponed')`,
      );
      return rows[0] ?? { n: 0, next: null };
    };
    const start = facebook.clock.now().getTime() - offset;
    let rounds = 0;
    for (let open = await left(); open.n > 0; open = await left()) {
      rounds += 1;
      if (rounds > 5_000) throw new Error(`still ${open.n} open`);
      await Promise.all(Array.from({ length: WORKERS }, () => drain()));
      const { next } = await left();
      const now = start + offset;
      await setClocks(offset + Math.max(1_000, (next?.getTime() ?? now) - now));
    }

    const { rows } = await pool.query<{ state: string; n: number }>(
      'select state, count(*)::int as n from actions group by state',
    );
    expect(rows).toEqual([{ state: 'done', n: ACTIONS }]);
    // Not one call was refused, and every write was made once.
    expect(facebook.usage.refused).toBe(0);
    expect(zalo.rate.refused).toBe(0);
    expect(facebook.log.map(({ verb }) => verb)).toEqual(Array.from({ length: onPage }, () => 'hide'));
    expect(zalo.log.filter(({ verb }) => verb === 'reply')).toHaveLength(inChat);
    expect(new Set(zalo.log.map(({ text }) => text)).size).toBe(inChat);
    // People's first, as the platform saw it.
    const { rows: made } = await pool.query<{ tail: string; by: string }>(
      `select split_part(c.external_id, '_', 2) as tail, a.by from actions a join cases k on k.id = a.case_id
       join comments c on c.id = k.comment_id where a.source_id = $1`,
      [page],
    );
    const by = new Map(made.map((row) => [row.tail, row.by]));
    const order = facebook.log.map(({ on }) => by.get(on.slice(on.lastIndexOf('_') + 1)));
    const people = order.lastIndexOf('person');
    expect(order.slice(0, people).filter((who) => who === 'rule')).toEqual([]);
  },
  120_000 + ACTIONS * 100,
);

function drain(): Promise<number> {
  const { actions, budget, people } = world;
  return act({ store: actions, platforms, budget, people, log: QUIET }, new AbortController().signal);
}
