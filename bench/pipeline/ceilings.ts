import type pg from 'pg';
import { canonical } from '../../src/adapters/platforms/facebook/ids.ts';
import { COMMENT_FIELDS } from '../../src/adapters/platforms/facebook/schema.ts';
import { openQueues } from '../../src/adapters/queue/queues.ts';
import type { Filled } from './simulator.ts';

const BATCH_REQUEST = 25;
const PAGE = 100;
const JOB = 100;
const INSERT = 500;
const POLLS_AT_ONCE = 4;

/** (c) How many comments a second a client gets out of the same simulator with the same calls and does nothing with. */
export async function drained(filled: Filled): Promise<number> {
  const start = performance.now();
  let count = 0;
  const waiting = [...filled.pages];
  const drain = async (): Promise<void> => {
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      let open = page.posts.map((post) => `${post}/comments?${FIRST}`);
      while (open.length > 0) {
        const asked = open.splice(0, BATCH_REQUEST);
        for (const body of await batch(filled.url, page.token, asked)) {
          for (const row of body.data) canonical(page.id, row.id);
          count += body.data.length;
          const next = body.paging?.next;
          if (next !== undefined) open = [relative(next), ...open];
        }
      }
    }
  };
  await Promise.all(Array.from({ length: POLLS_AT_ONCE }, drain));
  return (count / (performance.now() - start)) * 1000;
}

const FIRST = new URLSearchParams({
  filter: 'stream',
  order: 'chronological',
  fields: COMMENT_FIELDS,
  limit: String(PAGE),
  summary: 'true',
}).toString();

interface Listed {
  readonly data: readonly { readonly id: string }[];
  readonly paging?: { readonly next?: string };
}

async function batch(url: string, token: string, reads: readonly string[]): Promise<Listed[]> {
  const items = reads.map((read) => ({ method: 'GET', relative_url: read }));
  const answer = await fetch(`${url}/v26.0/`, {
    method: 'POST',
    body: new URLSearchParams({ batch: JSON.stringify(items), access_token: token }),
  });
  const bodies: { body: string }[] = JSON.parse(await answer.text());
  return bodies.map(({ body }): Listed => JSON.parse(body));
}

function relative(next: string): string {
  const url = new URL(next);
  return `${url.pathname.replace(/^\/v[\d.]+\//u, '')}${url.search}`;
}

/** (a) Jobs that do nothing, each standing for a batch of comments: comments a second. */
export async function rung(urls: { databaseUrl: string; redisUrl?: string }): Promise<number> {
  const queues = openQueues({
    ...urls,
    observer: { threw: () => undefined, stalled: () => undefined, broken: () => undefined },
  });
  await queues.ready(10_000);
  const jobs = urls.redisUrl === undefined ? 3_000 : 20_000;
  let left = jobs;
  let ended = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    ended = resolve;
  });
  await queues.pause('notify');
  for (let rings = 0; rings < jobs; rings += 500) {
    await queues.ringMany(
      'notify',
      Array.from({ length: 500 }, () => ({ payload: {} })),
    );
  }
  const working = await queues.work(
    'notify',
    async () => {
      left -= 1;
      if (left === 0) ended();
    },
    { concurrency: 10 },
  );
  const start = performance.now();
  await queues.resume('notify');
  await done;
  const rate = ((jobs * JOB) / (performance.now() - start)) * 1000;
  await working.stop(1_000);
  await queues.close(1_000);
  return rate;
}

/** In the order they need each other, and each in the order of the comments its rows belong to. */
const TABLES = [
  ['posts', 'id'],
  ['comments', 'id'],
  ['revisions', 'id'],
  ['verdicts', 'revision_id'],
  ['findings', '(select v.revision_id from verdicts v where v.id = verdict_id)'],
  ['cases', '(select v.revision_id from verdicts v where v.id = verdict_id)'],
  ['audit', 'id'],
] as const;

/** Rows of the tables a comment ends in, as the pipeline left them. */
export interface Rows {
  readonly comments: number;
  readonly tables: readonly {
    readonly insert: string;
    readonly columns: readonly (readonly (string | null)[])[];
    readonly share: number;
  }[];
}

/** Takes every row of those tables into memory. */
export async function takeRows(pool: pg.Pool): Promise<Rows> {
  let comments = 0;
  const tables = [];
  for (const [table, order] of TABLES) {
    const { rows: columns } = await pool.query<{ name: string; type: string }>(
      `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a
       where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
      [table],
    );
    const { rows } = await pool.query<(string | null)[]>({
      text: `select ${columns.map(({ name }) => `${name}::text`).join(', ')} from ${table} order by ${order}`,
      rowMode: 'array',
    });
    if (table === 'comments') comments = rows.length;
    // An array inside an array has no type of its own: it travels as text.
    const sent = columns.map(({ type }, at) => `$${at + 1}::${type.endsWith('[]') ? 'text' : type}[]`);
    const read = columns.map(({ name, type }) => (type.endsWith('[]') ? `i.${name}::${type}` : `i.${name}`));
    const names = columns.map(({ name }) => name).join(', ');
    tables.push({
      insert: `insert into ${table} (${names}) overriding system value
        select ${read.join(', ')} from unnest(${sent.join(', ')}) as i(${names})`,
      columns: columns.map((_, at) => rows.map((row) => row[at] ?? null)),
      share: rows.length,
    });
  }
  return { comments, tables };
}

/** Each table a little ahead of those that refer to it; all posts at once. */
const LEAD = 2;

function sliceOf(at: number, share: number, turn: number, turns: number): [from: number, to: number] {
  if (at === 0) return turn === 0 ? [0, share] : [share, share];
  const own = Math.min(turns, Math.max(0, turn - LEAD * (at - 1)));
  const next = Math.min(turns, Math.max(0, turn + 1 - LEAD * (at - 1)));
  return [Math.floor((share * own) / turns), Math.floor((share * next) / turns)];
}

/** (b) The same rows put back by `unnest`, a transaction for each 500 comments, over one connection. */
export async function inserted(pool: pg.Pool, { comments, tables }: Rows): Promise<number> {
  await pool.query(
    `truncate ${TABLES.map(([table]) => table).join(', ')}, unscreened, actions, samples, batches cascade`,
  );
  const client = await pool.connect();
  const start = performance.now();
  const turns = Math.ceil(comments / INSERT);
  for (let turn = 0; turn < turns + LEAD * tables.length; turn += 1) {
    await client.query('begin');
    for (const [at, { insert, columns, share }] of tables.entries()) {
      const [from, to] = sliceOf(at, share, turn, turns);
      const values = columns.map((column) => column.slice(from, to));
      if ((values[0]?.length ?? 0) > 0) await client.query({ name: `bench.${at}`, text: insert, values });
    }
    await client.query('commit');
  }
  const rate = (comments / (performance.now() - start)) * 1000;
  client.release();
  return rate;
}
