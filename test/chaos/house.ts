import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Pool } from 'pg';
import { createAccessStore } from '../../src/adapters/postgres/access.ts';
import { openRuntime, type Runtime } from '../../src/cli/runtime.ts';
import { type FacebookSimulator, startFacebookSimulator } from '../../src/simulators/facebook/index.ts';
import { startZaloSimulator, type ZaloSimulator } from '../../src/simulators/zalo/index.ts';
import { facebookVariables, zaloVariables } from '../../src/simulators/variables.ts';
import { testFolder } from '../servers/folder.ts';
import { type Proxy, startProxy } from '../servers/proxy.ts';
import { FastTime } from './clock.ts';
import { LonePostgres } from './postgres.ts';
import { LoneRedis } from './redis.ts';
import { DECISIONS, EARNED, GOOD_RULES } from './rules.ts';
import { Service } from './service.ts';

const SECRET = 'a secret of the chaos suite alone, long enough';
const NEXT_SECRET = 'another secret of the chaos suite, as long';
/** Every role at least twice, `sweep` and `digest` (the schedulers) in two processes. */
const GROUPS = ['poll,screen,sweep,digest', 'poll,screen,act', 'act,sweep,digest,notify'] as const;
/** A hide that nobody confirms stands for one real minute. */
const provisionalMinutes = (rate: number): number => rate;

/** The whole installation on real servers, with simulated platforms, and time running fast. */
export interface House {
  readonly postgres: LonePostgres;
  /** Absent: the queues live in Postgres. */
  readonly redis: LoneRedis | undefined;
  readonly roads: { readonly postgres: Proxy; readonly redis: Proxy | undefined };
  readonly facebook: FacebookSimulator;
  readonly zalo: ZaloSimulator;
  readonly time: FastTime;
  readonly services: Service[];
  /** Straight to the database, past the proxy. */
  readonly pool: Pool;
  /** The console's part: stores and queues of a process that is never killed. */
  readonly console: Runtime;
  readonly sources: { readonly facebook: number; readonly zalo: number };
  readonly moderators: readonly number[];
  writeRules(text: string): void;
  /** Another process of the service. */
  spare(roles: string): Service;
  /** From now on processes start under a new secret and know the former one; throws the second time. */
  changeSecret(): void;
  /** Another console, under the present secret. */
  reopenConsole(): Promise<void>;
  close(): Promise<void>;
}

export async function openHouse(options: { queues: 'redis' | 'postgres'; rate: number }): Promise<House> {
  const folder = mkdtempSync(path.join(testFolder(), 'c'));
  const rules = path.join(folder, 'rules');
  mkdirSync(rules);
  writeFileSync(path.join(rules, 'decisions.yaml'), DECISIONS);
  const writeRules = (text: string): void => writeFileSync(path.join(rules, 'chaos.yaml'), text);
  writeRules(GOOD_RULES);
  const postgres = new LonePostgres(path.join(folder, 'pg'));
  await postgres.start();
  const admin = new Client({ connectionString: postgres.url('postgres') });
  await admin.connect();
  await admin.query('create database chaos');
  await admin.end();
  const redis = options.queues === 'redis' ? new LoneRedis(folder) : undefined;
  await redis?.start();
  const roads = {
    postgres: await startProxy({ path: postgres.socket }),
    redis: redis === undefined ? undefined : await startProxy({ path: redis.socket }),
  };
  const facebook = await startFacebookSimulator({ clock: 'running' });
  const zalo = await startZaloSimulator();
  const secrets: Record<string, string> = { SANG_SECRET: SECRET };
  const env = () => ({
    PATH: process.env['PATH'],
    SANG_DATA: folder,
    SANG_RULES: rules,
    ...secrets,
    SANG_LOG_LEVEL: 'info',
    NODE_ENV: 'production',
    ...facebookVariables(facebook),
    ...zaloVariables(zalo),
  });
  const near = () => ({
    ...env(),
    DATABASE_URL: postgres.url('chaos'),
    ...(redis === undefined ? {} : { REDIS_URL: `unix://${redis.socket}` }),
  });
  const far = () => ({
    ...env(),
    DATABASE_URL: `postgres://postgres@127.0.0.1:${roads.postgres.port}/chaos`,
    ...(roads.redis === undefined ? {} : { REDIS_URL: `redis://127.0.0.1:${roads.redis.port}` }),
  });
  const openConsole = (): Promise<Runtime> =>
    openRuntime({ roles: ['console'], env: near(), logLevel: 'silent' });
  const first = await openConsole();
  const consoles = [first];
  const { pool } = first.service;
  const time = new FastTime(pool, options.rate, [facebook.clock, zalo.clock]);
  await time.set();
  const sources = await addSources(first, facebook, zalo, options.rate);
  const access = createAccessStore(pool);
  const moderators: number[] = [];
  for (const name of ['Trúc', 'Mai']) {
    const member = { email: `${moderators.length}@chaos.example`, name, role: 'moderator' as const };
    moderators.push(await access.addMember(member, 'chaos'));
  }
  let made = 0;
  const spare = (roles: string): Service => {
    made += 1;
    return new Service(roles, far, folder, `service-${made}`);
  };
  const services = GROUPS.map(spare);
  for (const service of services) service.start();
  return {
    postgres,
    redis,
    roads,
    facebook,
    zalo,
    time,
    services,
    pool,
    get console() {
      return consoles.at(-1) ?? first;
    },
    sources,
    moderators,
    writeRules,
    spare,
    changeSecret() {
      if (secrets['SANG_SECRET_PREVIOUS'] !== undefined) throw new Error('the former one is still needed');
      Object.assign(secrets, { SANG_SECRET: NEXT_SECRET, SANG_SECRET_PREVIOUS: SECRET });
    },
    async reopenConsole() {
      consoles.push(await openConsole());
    },
    async close() {
      await Promise.all(services.map((service) => service.end()));
      time.stop();
      for (const console of consoles) await console.close(1_000);
      await Promise.all([facebook.stop(), zalo.stop(), roads.postgres.stop(), roads.redis?.stop()]);
      await redis?.kill();
      await postgres.destroy();
    },
  };
}

async function addSources(
  { service }: Runtime,
  facebook: FacebookSimulator,
  zalo: ZaloSimulator,
  rate: number,
): Promise<House['sources']> {
  const page = await service.sources.add(
    {
      platform: 'facebook',
      externalId: facebook.pageId,
      name: facebook.pageName,
      // Every cycle looks at everything: what is edited or deleted is seen soon.
      settings: { sweepEvery: 1, deepEvery: 1, provisionalMinutes: provisionalMinutes(rate) },
    },
    'chaos',
  );
  await service.tokens.write(page.id, { accessToken: facebook.tokens.page });
  await service.sources.setMode(page.id, 'enforce', 'chaos');
  const oa = await service.sources.add(
    { platform: 'zalo', externalId: zalo.world.oa.id, name: zalo.world.oa.name },
    'chaos',
  );
  await service.tokens.write(oa.id, zalo.issue());
  return { facebook: page.id, zalo: oa.id };
}

/**
 * Stages are earned by months of people's judgement; here they are given, once the rules are published. The service
 * notices by itself. Resolves when they are in force.
 */
export async function earnStages({ pool }: House): Promise<void> {
  for (let tries = 0; tries < 900; tries += 1) {
    for (const [rule, earned] of Object.entries(EARNED)) {
      await pool.query('update stages set earned = $2 where rule = $1', [rule, earned]);
    }
    const { rows } = await pool.query<{ stages: Record<string, string> }>(
      'select stages from rulebooks where active',
    );
    const stages = rows[0]?.stages ?? {};
    if (Object.entries(EARNED).every(([rule, earned]) => stages[rule] === earned)) return;
    await sleep(200);
  }
  throw new Error('chaos: the stages are not in force');
}
