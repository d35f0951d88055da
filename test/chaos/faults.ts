import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Random } from '../../bench/random.ts';
import { BRAKES } from './brakes.ts';
import type { Fault, Heal } from './fault.ts';
import type { House } from './house.ts';
import { OUTAGES } from './outages.ts';
import { BROKEN_RULES, changedRules, GOOD_RULES } from './rules.ts';

const nothing: Heal = () => undefined;
const MINUTE = 60_000;

async function asAdmin(house: House, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: house.postgres.url('postgres') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const hasRedis = (house: House): boolean => house.redis !== undefined;

const WORKERS: readonly Fault[] = [
  {
    name: 'worker killed',
    place: 'workers',
    kill: true,
    weight: 9,
    strike(house, random) {
      if (!random.of(house.services).kill()) throw new Error('it does not run');
      return nothing;
    },
  },
  {
    name: 'all workers killed',
    place: 'workers',
    kill: true,
    weight: 2,
    strike(house) {
      const killed = house.services.map((service) => service.kill());
      if (!killed.includes(true)) throw new Error('none of them runs');
      return nothing;
    },
  },
  {
    name: 'worker restarted',
    place: 'workers',
    weight: 3,
    strike(house, random) {
      random.of(house.services).restart();
      return nothing;
    },
  },
  {
    name: 'worker stands still',
    place: 'workers',
    weight: 3,
    strike(house, random) {
      return random.of(house.services).freeze();
    },
  },
  {
    // As the operator's guide says: the new secret and the former one, on all processes at once. Once a run: the former
    // one is needed until the last text under it has been purged.
    name: 'secret changed',
    place: 'workers',
    weight: 0.9,
    async strike(house) {
      house.changeSecret();
      await Promise.all(house.services.map((service) => service.end()));
      for (const service of house.services) service.start();
      return () => house.reopenConsole();
    },
  },
  {
    name: 'a third scheduler',
    place: 'schedules',
    weight: 2,
    async strike(house) {
      const third = house.spare('sweep,digest');
      third.start();
      await sleep(1_500);
      return async () => {
        await third.end();
      };
    },
  },
  {
    name: 'digest rung twice',
    place: 'schedules',
    weight: 3,
    async strike(house) {
      const { queues } = house.console.service;
      await Promise.all([queues.ring('digest', {}), queues.ring('digest', {})]);
      return nothing;
    },
  },
];

const DATABASE: readonly Fault[] = [
  {
    name: 'Postgres killed',
    place: 'database',
    kill: true,
    weight: 4,
    async strike(house) {
      await house.postgres.kill();
      return () => house.postgres.start();
    },
  },
  {
    name: 'Postgres backend killed',
    place: 'database',
    kill: true,
    weight: 4,
    async strike(house) {
      // Postgres then throws everybody out and recovers by itself.
      const { rows } = await house.pool.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = 'chaos' and pid <> pg_backend_pid()
         order by state = 'active' desc, random() limit 1`,
      );
      if (rows[0] === undefined) throw new Error('nobody is connected');
      process.kill(rows[0].pid, 'SIGKILL');
      return () => house.postgres.start();
    },
  },
  {
    name: 'Postgres restarted',
    place: 'database',
    weight: 3,
    async strike(house) {
      await house.postgres.stop();
      return () => house.postgres.start();
    },
  },
  {
    name: 'Postgres read-only',
    place: 'database',
    weight: 3,
    async strike(house) {
      await asAdmin(house, 'alter system set default_transaction_read_only = on', 'select pg_reload_conf()');
      return () =>
        asAdmin(
          house,
          'set default_transaction_read_only = off',
          'alter system reset default_transaction_read_only',
          'select pg_reload_conf()',
        );
    },
  },
  {
    name: 'Postgres full (error 53100)',
    place: 'database',
    weight: 3,
    async strike(house) {
      await house.pool.query(`create or replace function chaos_full() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`);
      for (const table of ['verdicts', 'comments', 'audit']) {
        await house.pool.query(`create trigger chaos_full before insert on ${table}
          for each statement execute function chaos_full()`);
      }
      return async () => {
        for (const table of ['verdicts', 'comments', 'audit'])
          await house.pool.query(`drop trigger if exists chaos_full on ${table}`);
      };
    },
  },
  {
    name: 'Postgres full (disk)',
    place: 'database',
    weight: 3,
    needs: (house) => house.postgres.canFill,
    strike(house) {
      house.postgres.fill();
      return async () => {
        house.postgres.drain();
        // The server may have ended itself where it could not write its log.
        await house.postgres.start();
      };
    },
  },
  {
    name: 'Postgres slow',
    place: 'database',
    weight: 3,
    strike(house) {
      house.roads.postgres.slow(60);
      return () => house.roads.postgres.slow(0);
    },
  },
  {
    name: 'Postgres tables locked',
    place: 'database',
    weight: 3,
    async strike(house) {
      const client = new Client({ connectionString: house.postgres.url('chaos') });
      client.on('error', () => undefined);
      await client.connect();
      await client.query('begin; set local lock_timeout = 5000; lock table unscreened, actions');
      return async () => {
        await client.query('rollback').catch(() => undefined);
        await client.end().catch(() => undefined);
      };
    },
  },
  {
    name: 'Postgres connections cut',
    place: 'database',
    weight: 4,
    strike(house) {
      house.roads.postgres.cut();
      return nothing;
    },
  },
  {
    name: 'Postgres silent for a while',
    place: 'database',
    weight: 3,
    strike(house) {
      house.roads.postgres.freeze();
      return () => house.roads.postgres.thaw();
    },
  },
];

const REDIS: readonly Fault[] = [
  {
    name: 'Redis killed',
    place: 'redis',
    kill: true,
    weight: 5,
    needs: hasRedis,
    async strike(house) {
      await house.redis?.kill();
      return () => house.redis?.start();
    },
  },
  {
    name: 'Redis flushed',
    place: 'redis',
    weight: 4,
    needs: hasRedis,
    async strike(house) {
      await house.redis?.flush();
      return nothing;
    },
  },
  {
    name: 'Redis connections cut',
    place: 'redis',
    weight: 3,
    needs: hasRedis,
    strike(house) {
      house.roads.redis?.cut();
      return nothing;
    },
  },
  {
    name: 'Redis silent for a while',
    place: 'redis',
    weight: 3,
    needs: hasRedis,
    strike(house) {
      house.roads.redis?.freeze();
      return () => house.roads.redis?.thaw();
    },
  },
];

/** Connections that stay open and never answer again: what the operator's guide says of lost connections. */
const STRANDED: readonly Fault[] = [
  {
    name: 'Postgres half-open',
    place: 'database',
    weight: 0.9,
    unnoticed: 5_000,
    strike(house) {
      house.roads.postgres.strand();
      return nothing;
    },
  },
  {
    name: 'Redis half-open',
    place: 'redis',
    weight: 0.3,
    unnoticed: 20_000,
    needs: hasRedis,
    strike(house) {
      house.roads.redis?.strand();
      return nothing;
    },
  },
];

const PLATFORMS: readonly Fault[] = [
  ...(['error', 'html', 'drop', 'drop-after', 'cut', 'null-item'] as const).map(
    (kind): Fault => ({
      name: `Facebook: ${kind}`,
      place: 'platform',
      weight: 1.2,
      strike(house, random) {
        house.facebook.faults.add({ kind, probability: random.chance(0.4) ? 1 : 0.4 });
        return () => house.facebook.faults.clear();
      },
    }),
  ),
  {
    name: 'Facebook: throttled',
    place: 'platform',
    weight: 1.5,
    strike(house, random) {
      house.facebook.faults.add({ kind: 'error', code: random.of([4, 32, 80001]), times: 2 });
      return () => house.facebook.faults.clear();
    },
  },
  ...(
    [
      ['down', { status: 500 }],
      ['drops after', { drop: 'after' }],
      ['empty answers', { empty: true }],
      ['throttled', { error: -32 }],
    ] as const
  ).map(
    ([name, effect]): Fault => ({
      name: `Zalo: ${name}`,
      place: 'platform',
      // All together as often as those of Facebook.
      weight: 2.2,
      strike(house) {
        // Not the token's host: a renewal whose answer is lost needs a person, by the platform's own rules.
        house.zalo.faults.add({ path: /^\/v[23]\.0\//, effect, probability: 0.7 });
        return () => house.zalo.faults.clear();
      },
    }),
  ),
];

const REST: readonly Fault[] = [
  {
    name: 'rules broken',
    place: 'rules',
    weight: 3,
    strike(house) {
      house.writeRules(BROKEN_RULES);
      return () => house.writeRules(GOOD_RULES);
    },
  },
  {
    name: 'rules changed',
    place: 'rules',
    weight: 3,
    strike(house, random) {
      house.writeRules(changedRules(random.below(1_000)));
      return nothing;
    },
  },
  {
    name: 'clock jumps ahead',
    place: 'clock',
    weight: 3,
    async strike(house, random) {
      if (house.time.jumped < 30 * MINUTE) await house.time.jump(random.below(15) * MINUTE);
      return nothing;
    },
  },
  {
    name: 'clock jumps back',
    place: 'clock',
    weight: 3,
    async strike(house, random) {
      if (house.time.jumped > -10 * MINUTE) await house.time.jump(-random.below(5) * MINUTE);
      return nothing;
    },
  },
];

export const FAULTS: readonly Fault[] = [
  ...WORKERS,
  ...DATABASE,
  ...REDIS,
  ...STRANDED,
  ...PLATFORMS,
  ...OUTAGES,
  ...REST,
  ...BRAKES,
];

/** Draws one by weight. */
export function draw(faults: readonly Fault[], random: Random): Fault {
  let left = random.next() * faults.reduce((sum, fault) => sum + fault.weight, 0);
  return faults.find((fault) => (left -= fault.weight) < 0) ?? faults[0]!;
}
