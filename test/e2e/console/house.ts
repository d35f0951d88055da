import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BlockList } from 'node:net';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { type AccessStore, type UserRole } from '../../../src/pipeline/ports/access.ts';
import { readNetworks } from '../../../src/config/networks.ts';
import { createAccessStore } from '../../../src/adapters/postgres/access.ts';
import { openLogger } from '../../../src/logging/logger.ts';
import { openRuntime } from '../../../src/cli/runtime.ts';
import { shippedRules } from '../../../src/rulebook/files.ts';
import { type FacebookSimulator, startFacebookSimulator } from '../../../src/simulators/facebook/index.ts';
import { startZaloSimulator, type ZaloSimulator } from '../../../src/simulators/zalo/index.ts';
import { facebookVariables, zaloVariables } from '../../../src/simulators/variables.ts';
import { startConsole } from '../../../workers/console.ts';
import { ROLES, startWorkers } from '../../../workers/main.ts';
import { Progress } from '../../../workers/progress.ts';
import { watchRules } from '../../../workers/rules.ts';
import { screenProcessor } from '../../../workers/screen.ts';
import { freshFolder } from '../../servers/folder.ts';
import { freshDatabase } from '../../servers/postgres.ts';
import type { CommentSeen } from '../../../src/pipeline/ports/platform.ts';
import { batchOf, RULES } from '../../pipeline/world.ts';

const DRAIN = 5_000;

/** A rule nobody has judged yet: it runs as a shadow and feeds the check lane. */
export const TRIAL_RULE = 'trial.company';
export const TRIAL_TEXT = 'cần tìm bạn tâm sự đêm khuya';
const TRIAL = `- id: ${TRIAL_RULE}
  title: Tìm bạn tâm sự
  category: sexual
  stage: flag
  severity: medium
  owner: test
  why: Rủ rê tâm sự đêm khuya
  review_by: 2099-01-01
  when:
    phrase: [tâm sự đêm khuya]
  examples:
    match: ["${TRIAL_TEXT}"]
    no_match: ["tâm sự với bạn bè"]
`;

export interface HouseOptions {
  /** `small`: the two rules of the pipeline's tests, compiled in no time; `shipped`: those of the program. */
  readonly rules?: 'small' | 'shipped';
  /** Workers in this process; without them nothing is polled, screened or done. */
  readonly workers?: boolean;
  /** Proxies before the console. */
  readonly proxies?: string;
}

/** The whole service in this process, as `sang start` runs it, over a simulated Page and OA. */
export interface House {
  readonly url: string;
  readonly pool: Pool;
  readonly access: AccessStore;
  readonly facebook: FacebookSimulator;
  readonly zalo: ZaloSimulator;
  /** Ids of the sources. */
  readonly page: number;
  readonly oa: number;
  readonly service: Awaited<ReturnType<typeof openRuntime>>['service'];
  /** Adds a member of the team of both sources; returns id and a fresh one-time link. */
  person(
    name: string,
    role: UserRole,
    sources?: readonly number[],
  ): Promise<{ id: number; link: string; email: string }>;
  /** A fresh one-time link for a member. */
  linkFor(memberId: number): Promise<string>;
  /** Stores comments of a source and screens them in this process, for houses without workers. */
  write(sourceId: number, comments: readonly CommentSeen[]): Promise<void>;
  /** Waits until `ready` holds; fails after 30 seconds with what was waited for. */
  until(what: string, ready: () => Promise<boolean> | boolean): Promise<void>;
  /** First column of the first row, as a number. */
  count(sql: string, values?: readonly unknown[]): Promise<number>;
  /** Everything logged so far. */
  logged(): string;
  /** Case of a comment at the simulated Page, as soon as there is one. */
  caseOf(comment: string): Promise<number>;
  /** Whether the simulated Page shows a comment as hidden. */
  hiddenThere(comment: string): boolean | undefined;
  close(): Promise<void>;
}

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const database = await freshDatabase();
  const facebook = await startFacebookSimulator({ clock: 'running', pageName: 'Hạ Giang Online' });
  const zalo = await startZaloSimulator({ oa: { id: '4318657068771012646', name: 'Bệnh viện Hạ Giang' } });
  const folder = freshFolder('house');
  const runtime = await openRuntime({
    roles: ROLES,
    logLevel: 'silent',
    env: {
      DATABASE_URL: database.url,
      SANG_DATA: folder,
      SANG_SECRET: 'a secret of this test alone, long enough',
      ...facebookVariables(facebook),
      // Webhooks of the tests listen on this machine.
      SANG_WEBHOOK_NETWORKS: '127.0.0.1',
      ...zaloVariables(zalo),
    },
  });
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = await openLogger({ level: 'debug', readable: false, destination });
  const service = { ...runtime.service, log };
  // The small rules have earned as much as shipped ones; the one on trial has earned nothing.
  const publishing = { ...service.publishing, shipped: ({ id }: { id: string }) => id !== TRIAL_RULE };
  const rules = await watchRules({ ...service, publishing }, rulesFolder(folder, options.rules ?? 'small'));
  if (!rules.first.published) throw new Error(rules.first.faults.map(({ en }) => en).join('\n'));
  const page = await service.sources.add(
    { platform: 'facebook', externalId: facebook.pageId, name: facebook.pageName, pollSeconds: 1 },
    'test',
  );
  await service.tokens.write(page.id, { accessToken: facebook.tokens.page });
  const oa = await service.sources.add(
    { platform: 'zalo', externalId: zalo.world.oa.id, name: zalo.world.oa.name, pollSeconds: 1 },
    'test',
  );
  await service.tokens.write(oa.id, zalo.issue());
  const running = options.workers === false ? undefined : await startWorkers(service, ROLES);
  const console = await startConsole(service, {
    host: '127.0.0.1',
    port: 0,
    key: runtime.secret,
    ...(options.proxies === undefined ? {} : { proxies: readNetworks(options.proxies) ?? new BlockList() }),
  });
  const access = createAccessStore(database.pool);
  const screening = screenProcessor(service, new Progress());
  const tailOf = (comment: string): string => comment.slice(comment.lastIndexOf('_') + 1);
  const house: House = {
    url: console.url,
    pool: database.pool,
    access,
    facebook,
    zalo,
    page: page.id,
    oa: oa.id,
    service,
    async person(name, role, sources = [page.id, oa.id]) {
      const email = `p${Math.random().toString(36).slice(2)}@sang.example`;
      const id = await access.addMember({ email, name, role }, 'test');
      await access.setTeam(
        id,
        sources.map((sourceId) => ({ sourceId, senior: false })),
        'test',
      );
      return { id, link: await house.linkFor(id), email };
    },
    async linkFor(memberId) {
      return new URL(`link?s=${await access.makeLink(memberId, 'sign-in', 60)}`, console.url).href;
    },
    async write(sourceId, comments) {
      await database.pool.query('update sources set poll_due_at = sang_now() where id = $1', [sourceId]);
      const lease = await service.polls.lease(sourceId, 60);
      if (lease === undefined) throw new Error('the source cannot be polled now');
      await service.polls.keep(lease, batchOf(comments), 60);
      await service.polls.finish(lease, { nextAt: new Date() });
      const { signal } = new AbortController();
      await screening({ payload: {}, attempt: 1, last: true, signal, draining: signal });
      await service.search.index(100_000);
    },
    async until(what, ready) {
      for (const end = Date.now() + 30_000; !(await ready()); await sleep(50)) {
        if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
      }
    },
    async count(sql, values = []) {
      const { rows } = await database.pool.query<Record<string, unknown>>(sql, [...values]);
      return Number(Object.values(rows[0] ?? {})[0]);
    },
    logged: () => lines.join(''),
    async caseOf(comment) {
      const find = `select k.id from cases k join comments c on c.id = k.comment_id
        where c.external_id like '%\\_' || $1`;
      await house.until(`case of ${comment}`, async () => (await house.count(find, [tailOf(comment)])) > 0);
      return house.count(find, [tailOf(comment)]);
    },
    hiddenThere: (comment) => facebook.world.comments.get(tailOf(comment))?.hidden,
    async close() {
      await console.stop();
      await rules.stop();
      await running?.stop(DRAIN);
      await runtime.close(DRAIN);
      await Promise.all([facebook.stop(), zalo.stop()]);
      await database.drop();
    },
  };
  return house;
}

function rulesFolder(folder: string, which: 'small' | 'shipped'): string {
  const at = path.join(folder, 'rules');
  mkdirSync(at);
  if (which === 'shipped') cpSync(shippedRules(), at, { recursive: true });
  else for (const file of RULES) writeFileSync(path.join(at, file.path), file.text);
  writeFileSync(path.join(at, 'trial.yaml'), TRIAL);
  return at;
}
