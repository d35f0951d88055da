import type { Pool } from 'pg';
import { createFacebook } from '../../src/adapters/platforms/facebook/index.ts';
import { canonical } from '../../src/adapters/platforms/facebook/ids.ts';
import { openQueues } from '../../src/adapters/queue/queues.ts';
import { act } from '../../src/pipeline/act.ts';
import { poll } from '../../src/pipeline/poll.ts';
import type { Platform, PlatformName } from '../../src/pipeline/ports/platform.ts';
import type { Queues, Working } from '../../src/pipeline/ports/queue.ts';
import { type Decide, review } from '../../src/pipeline/review.ts';
import { sweep } from '../../src/pipeline/sweep.ts';
import { type FacebookSimulator, startFacebookSimulator } from '../../src/simulators/facebook/index.ts';
import { OFFER, openWorld, QUIET, seen, type World } from '../pipeline/world.ts';
import type { FreshDatabase } from '../servers/postgres.ts';
import { type Death, Life, type Point } from './mortal.ts';

/** Longer than a lease and than any pause between tries. */
const LATER_MS = 2 * 3_600_000;

/** A page on the simulated platform, its cases in a real database, its doorbell a real queue, its workers mortal. */
export class House {
  readonly pool: Pool;
  readonly facebook: FacebookSimulator;
  readonly queues: Queues;
  readonly world: World;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  source = 0;
  moderator = 0;
  #life = new Life(undefined);
  #offset = 0;
  #working: Working | undefined;
  #heard: (end: Point | 'done' | 'threw') => void = () => undefined;

  private constructor(
    pool: Pool,
    facebook: FacebookSimulator,
    queues: Queues,
    world: World,
    platforms: ReadonlyMap<PlatformName, Platform>,
  ) {
    this.pool = pool;
    this.facebook = facebook;
    this.queues = queues;
    this.world = world;
    this.platforms = platforms;
  }

  static async open(database: FreshDatabase, redisUrl: string | undefined): Promise<House> {
    // Its clock runs as the database's does: replies are recognised by when they were made.
    const facebook = await startFacebookSimulator({ clock: 'running' });
    const queues = openQueues({
      databaseUrl: database.url,
      redisUrl,
      observer: { threw: () => undefined, stalled: () => undefined, broken: () => undefined },
    });
    const world = await openWorld(database.pool);
    const platform = createFacebook(
      { baseUrl: facebook.url },
      { vault: { read: async () => ({ accessToken: facebook.tokens.page }) }, backOffMs: 1 },
    );
    const house = new House(database.pool, facebook, queues, world, new Map([['facebook', platform]]));
    await house.#furnish();
    return house;
  }

  async #furnish(): Promise<void> {
    const draft = { platform: 'facebook', externalId: this.facebook.pageId, name: 'Trang' } as const;
    this.source = (await this.world.sources.add({ ...draft, tokenEnv: 'PAGE_TOKEN' }, 'test')).id;
    await this.world.sources.setMode(this.source, 'enforce', 'test');
    const { rows } = await this.pool.query<{ id: string }>(
      `insert into moderators (email, name) values ('truc@example.vn', 'Trúc') returning id`,
    );
    this.moderator = Number(rows[0]?.id);
    await this.queues.ready(10_000);
    this.#working = await this.queues.work('act', async () => {
      const life = this.#life;
      const end = await Promise.race([this.#act(life), life.died]);
      this.#heard(end);
      // The queue only learns that its worker is gone.
      if (end !== 'done') throw new Error('died');
    });
  }

  async #act(life: Life): Promise<'done' | 'threw'> {
    const platforms = new Map(
      [...this.platforms].map(([name, each]) => [name, life.platform(each)] as const),
    );
    const { actions, budget, people } = this.world;
    try {
      const store = life.store(actions);
      await act({ store, platforms, budget, people, log: QUIET }, new AbortController().signal);
      return 'done';
    } catch {
      return 'threw';
    }
  }

  /** So many comments at the platform and in the database, each with an open case. */
  async cases(count: number): Promise<{ id: number; comment: string }[]> {
    const post = this.facebook.addPost({ text: 'Bài' });
    const made = Array.from({ length: count }, (_, n) =>
      this.facebook.addComment({ post, text: `${OFFER}, lần ${n}`, by: { id: `7${n}`, name: 'Người đọc' } }),
    );
    const comments = made.map((id, n) =>
      seen(canonical(this.facebook.pageId, id), `${OFFER}, lần ${n}`, { postExternalId: post }),
    );
    this.world.platform.batches.push({
      posts: [{ externalId: post, kind: 'post' }],
      comments,
      gone: [],
      cursor: 1,
    });
    await poll(
      {
        store: this.world.polls,
        platforms: this.world.platforms,
        budget: (row) => this.world.budget(row),
        queues: this.world.queues,
        log: QUIET,
      },
      this.source,
      new AbortController().signal,
    );
    await this.world.screen();
    const { rows } = await this.pool.query<{ id: string; comment: string }>(
      `select k.id, c.external_id as comment from cases k join comments c on c.id = k.comment_id
       where c.external_id = any($1::text[]) order by k.id`,
      [comments.map(({ externalId }) => externalId)],
    );
    return rows.map((row) => ({ id: Number(row.id), comment: row.comment }));
  }

  async decide(caseId: number, event: Decide['event'], reply?: string): Promise<void> {
    const decided = await review(
      { store: this.world.cases, platforms: this.platforms, queues: this.queues },
      {
        caseId,
        event,
        actor: { kind: 'person', moderatorId: this.moderator },
        ...(event === 'hide' ? { category: 'sexual' as const } : {}),
        ...(reply === undefined ? {} : { reply }),
      },
    );
    if (decided.kind !== 'done') throw new Error(`not decided: ${JSON.stringify(decided)}`);
  }

  /** Lets one process live: woken by the queue, dead at its point, or through with its work. */
  async live(death: Death | undefined): Promise<Point | 'done' | 'threw'> {
    this.#life = new Life(death);
    const end = new Promise<Point | 'done' | 'threw'>((resolve) => {
      this.#heard = resolve;
    });
    // What the sweep does for a job whose worker was killed: it rings again.
    await this.queues.ring('act', {}, { dedupe: 'act-0' });
    return end;
  }

  /** Both clocks move on: leases run out, pauses are over. */
  async later(ms = LATER_MS): Promise<void> {
    this.#offset += ms;
    this.facebook.clock.advance(ms);
    await this.pool.query(`create or replace function sang_now() returns timestamptz language sql stable
      parallel safe as 'select now() + interval ''${this.#offset} milliseconds'''`);
  }

  /** The real sweep: also ends provisional hides whose time is over. */
  async sweep(): Promise<void> {
    const { sources, screening, sweeping, cases } = this.world;
    const reviewing = { store: cases, platforms: this.platforms, queues: this.queues };
    await sweep({ sources, screening, store: sweeping, reviewing, queues: this.world.queues, log: QUIET });
  }

  async open(caseId: number): Promise<number> {
    const { rows } = await this.pool.query<{ n: number }>(
      `select count(*)::int as n from actions where case_id = $1 and state in ('pending', 'postponed')`,
      [caseId],
    );
    return rows[0]?.n ?? 0;
  }

  /** Leaves the queue to worker processes. */
  async stopWorking(): Promise<void> {
    await this.#working?.stop(0);
  }

  async close(): Promise<void> {
    await this.queues.close(0);
    await this.facebook.stop();
  }
}
