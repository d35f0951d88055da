import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAccessStore } from '../../src/adapters/postgres/access.ts';
import { openRuntime } from '../../src/cli/runtime.ts';
import { publishRulebook } from '../../src/pipeline/publish-rulebook.ts';
import { readRuleFiles, shippedRules } from '../../src/rulebook/files.ts';
import { startConsole } from '../../workers/console.ts';
import { type Figure, median, type Suite } from '../measure.ts';
import { fillCases, fillSources, SOURCES } from './fill.ts';

const MODERATORS = 50;
const FEW = 1_000;
const MANY = 100_000;
/** Each moderator asks once in so many milliseconds, for so many rounds over all routes. */
const PAUSE = 4_000;
const ROUNDS = 2;

/** Fifty moderators of all pages' teams at work on the console, over 1,000 open cases and over 100,000. */
export const consoleSuite: Suite = {
  name: 'console',
  async run(say) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'sang-bench-'));
    const runtime = await openRuntime({
      roles: ['console'],
      logLevel: 'error',
      env: { SANG_DATA: folder, SANG_SECRET: 'a secret of this bench alone, long enough' },
    });
    const { service } = runtime;
    const console = await startConsole(service, { host: '127.0.0.1', port: 0, key: runtime.secret });
    try {
      await fillSources(service.pool);
      const { files } = readRuleFiles(shippedRules());
      await publishRulebook(service.publishing, files, 'bench');
      const people = await seat(service.pool, console.url);
      await fillCases(service.pool, 0, FEW);
      while ((await service.search.index(50_000)) > 0);
      const few = await measure(console.url, people);
      await fillCases(service.pool, FEW, MANY);
      while ((await service.search.index(50_000)) > 0);
      await service.pool.query('vacuum analyze');
      const many = await measure(console.url, people);
      return tell(few, many, say);
    } finally {
      await console.stop();
      await runtime.close(0);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Seat {
  readonly cookie: string;
  /** A page of their team. */
  readonly source: string;
}

/** An operator, then the moderators, each in the team of ten pages. */
async function seat(pool: Parameters<typeof createAccessStore>[0], url: string): Promise<Seat[]> {
  const access = createAccessStore(pool);
  const seats: Seat[] = [];
  for (let nth = 0; nth <= MODERATORS; nth += 1) {
    const role = nth === 0 ? 'operator' : 'moderator';
    const id = await access.addMember(
      { email: `m${nth}@bench.example`, name: `Người ${nth}`, role },
      'bench',
    );
    const { rows } = await pool.query<{ id: string }>('select id from sources order by id');
    const own = rows.filter((_, at) => (at + nth) % 2 === 0).slice(0, SOURCES / 2);
    await access.setTeam(
      id,
      own.map((row) => ({ sourceId: Number(row.id), senior: false })),
      'bench',
    );
    const secret = await access.makeLink(id, 'sign-in', 60);
    const answer = await fetch(new URL('/link', url), {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: new URL(url).origin },
      body: new URLSearchParams({ secret }),
    });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    seats.push({ cookie, source: own[0]?.id ?? '' });
  }
  return seats;
}

/** What is asked, by name; a decision is a keep of the next case on the asker's first page. */
const ROUTES: readonly (readonly [name: string, path: string])[] = [
  ['health', '/healthz'],
  ['queue', '/'],
  ['lane-harm', '/?lane=harm'],
  ['lane-reply', '/?lane=reply'],
  ['lane-urgent', '/?lane=urgent'],
  ['lane-failed', '/?lane=failed'],
  ['lane-provisional', '/?lane=provisional'],
  ['lane-escalated', '/?lane=escalated'],
  ['lane-by-hand', '/?lane=by-hand'],
  ['category', '/?category=scam'],
  ['rule', '/?rule=scam.rare'],
  ['language', '/?language=en'],
  ['age', '/?older=1'],
  ['source', '/?source='],
  ['live', '/live?cases=1,2,3,4,5,6,7,8,9,10'],
  ['search-common', '/search?q=zalo'],
  ['search-rare', '/search?q=c77'],
  ['search-none', '/search?q=khongcogica'],
  ['case', '/cases/'],
  ['check', '/check'],
  ['report', '/report'],
  ['rules', '/rules'],
  ['state', '/health'],
  ['audit', '/audit?what=case.keep'],
  ['sources', '/sources'],
  ['decide', ''],
];
const OPERATORS: readonly string[] = ['audit', 'sources', 'rules', 'state'];

type Times = ReadonlyMap<string, readonly number[]>;

async function measure(url: string, seats: readonly Seat[]): Promise<Times> {
  const times = new Map<string, number[]>(ROUTES.map(([name]) => [name, []]));
  const [operator, ...moderators] = seats;
  await Promise.all(
    moderators.map(async ({ cookie, source }, nth) => {
      await sleep((nth * PAUSE) / MODERATORS);
      const own = await firstPage(url, cookie);
      for (let round = 0; round <= ROUNDS; round += 1) {
        for (let step = 0; step < ROUTES.length; step += 1) {
          const [name, at] = ROUTES[(step + nth) % ROUTES.length] ?? ['health', '/healthz'];
          const from = performance.now();
          await (name === 'decide'
            ? decide(url, cookie, own)
            : ask(
                url,
                name === 'source' ? at + source : name === 'case' ? at + (own.cases[0]?.id ?? '1') : at,
                OPERATORS.includes(name) ? (operator?.cookie ?? '') : cookie,
              ));
          const took = performance.now() - from;
          // The first round warms up.
          if (round > 0) times.get(name)?.push(took);
          await sleep(Math.max(0, PAUSE - took));
        }
      }
    }),
  );
  return times;
}

async function ask(url: string, at: string, cookie: string): Promise<string> {
  const answer = await fetch(new URL(at, url), { headers: { cookie } });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${at} answered ${answer.status}`);
  return text;
}

interface Own {
  readonly csrf: string;
  readonly cases: { readonly id: string; readonly seen: string }[];
}

async function firstPage(url: string, cookie: string): Promise<Own> {
  const text = await ask(url, '/?lane=harm', cookie);
  return {
    csrf: /name="csrf" value="([^"]+)"/u.exec(text)?.[1] ?? '',
    cases: [...text.matchAll(/data-case="(\d+)" data-seen="([\d.]+)"/gu)].map(([, id = '', seen = '']) => ({
      id,
      seen,
    })),
  };
}

/** One decision as the script sends it; that another moderator was faster is an answer like any other. */
async function decide(url: string, cookie: string, own: Own): Promise<void> {
  const { id, seen } = own.cases.pop() ?? { id: '1', seen: '0.0' };
  const answer = await fetch(new URL(`/cases/${id}/keep`, url), {
    method: 'POST',
    headers: { cookie, 'x-fragment': 'card', origin: new URL(url).origin },
    body: new URLSearchParams({ csrf: own.csrf, seen }),
  });
  await answer.text();
  if (![200, 404, 409].includes(answer.status)) throw new Error(`a decision answered ${answer.status}`);
}

function tell(few: Times, many: Times, say: (line: string) => void): Figure[] {
  const figures: Figure[] = [];
  const health = median(many.get('health') ?? []);
  // The machine may have become slower meanwhile: so has the bare route then.
  const drift = health / median(few.get('health') ?? []);
  say(
    `${MODERATORS} moderators, one request every ${PAUSE / 1000} seconds each; milliseconds over ${MANY} open cases`,
  );
  say('route              median     p99   × health   × over 1,000 cases');
  for (const [name] of ROUTES) {
    const mid = median(many.get(name) ?? []);
    const high = percentile(many.get(name) ?? [], 0.99);
    const growth = mid / median(few.get(name) ?? []) / drift;
    say(
      `${name.padEnd(16)} ${mid.toFixed(1).padStart(8)} ${high.toFixed(1).padStart(7)} ${(mid / health).toFixed(1).padStart(10)} ${growth.toFixed(2).padStart(10)}`,
    );
    figures.push(
      { name: `console.${name}.median`, value: mid, unit: 'ms' },
      { name: `console.${name}.p99`, value: high, unit: 'ms' },
      { name: `console.${name}.growth`, value: growth, unit: '× from 1,000 to 100,000 cases' },
    );
  }
  return figures;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
