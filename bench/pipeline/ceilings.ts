import type pg from 'pg';
import { canonical } from '../../src/adapters/platforms/facebook/ids.ts';
import { COMMENT_FIELDS } from '../../src/adapters/platforms/facebook/comment-row.ts';
import { openQueues } from '../../src/adapters/queue/queues.ts';
import type { Filled } from './simulator.ts';

const BATCH_REQUEST = 25;
const PAGE = 100;
const JOB = 100;
const INSERT = 500;
const POLLS_AT_ONCE = 4;

/** (c) How many comments a second a client gets out of the same simulator with the same calls and does nothing with. */
export async function drained(url: string, pages: Filled['pages']): Promise<number> {
  const start = performance.now();
  let count = 0;
  const waiting = [...pages];
  const drain = async (): Promise<void> => {
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      let open = page.posts.map((post) => `${post}/comments?${FIRST}`);
      while (open.length > 0) {
        const asked = open.splice(0, BATCH_REQUEST);
        for (const body of await batch(url, page.token, asked)) {
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

/** In the order they need each other, each with the revision its rows belong to. */
const TABLES = [
  ['posts', '0::bigint'],
  ['comments', 'current_revision'],
  ['revisions', 'id'],
  ['verdicts', 'revision_id'],
  ['findings', '(select v.revision_id from verdicts v where v.id = verdict_id)'],
  ['cases', '(select v.revision_id from verdicts v where v.id = verdict_id)'],
  ['audit', 'id'],
] as const;

interface Table {
  readonly name: string;
  readonly insert: string;
  /** Of each row, ascending. */
  readonly revisions: readonly number[];
  readonly columns: readonly (readonly (string | null)[])[];
}

/** Rows of the tables a comment ends in, as the pipeline left them. */
export type Rows = readonly Table[];

/** Takes every row of those tables into memory. */
export async function takeRows(pool: pg.Pool): Promise<Rows> {
  const tables: Table[] = [];
  for (const [name, revision] of TABLES) {
    const { rows: columns } = await pool.query<{ name: string; type: string }>(
      `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a
       where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
      [name],
    );
    const { rows } = await pool.query<(string | null)[]>({
      // Named anew: a name of the table's own would be what the order is by, and that as text.
      text: `select (${revision})::text as r, ${columns.map((column, at) => `${column.name}::text as c${at}`).join(', ')}
        from ${name} order by ${revision}`,
      rowMode: 'array',
    });
    // An array inside an array has no type of its own: it travels as text.
    const sent = columns.map(({ type }, at) => `$${at + 1}::${type.endsWith('[]') ? 'text' : type}[]`);
    const read = columns.map((column) =>
      column.type.endsWith('[]') ? `i.${column.name}::${column.type}` : `i.${column.name}`,
    );
    const names = columns.map((column) => column.name).join(', ');
    tables.push({
      name,
      insert: `insert into ${name} (${names}) overriding system value
        select ${read.join(', ')} from unnest(${sent.join(', ')}) as i(${names})`,
      revisions: rows.map(([own]) => Number(own)),
      columns: columns.map((_, at) => rows.map((row) => row[at + 1] ?? null)),
    });
  }
  return tables;
}

/** As storing and screening do it: neither they nor what they are held against wait for the disk. */
const BEGIN = 'begin; set local synchronous_commit to off';

/** (b) The same rows put back by `unnest`, a transaction for each 500 comments, over one connection. */
export async function inserted(pool: pg.Pool, tables: Rows): Promise<number> {
  // What was noted is never changed, save here.
  await pool.query('alter table audit disable trigger user');
  await pool.query(
    `truncate ${TABLES.map(([table]) => table).join(', ')}, unscreened, unindexed, actions, samples, batches cascade`,
  );
  await pool.query('alter table audit enable trigger user');
  const revisions = tables.find(({ name }) => name === 'revisions')?.revisions ?? [];
  const client = await pool.connect();
  try {
    const start = performance.now();
    const done = tables.map(() => 0);
    for (let turn = INSERT; turn - INSERT < revisions.length; turn += INSERT) {
      const upTo = revisions[turn - 1] ?? Number.MAX_SAFE_INTEGER;
      await client.query(BEGIN);
      for (const [at, table] of tables.entries()) {
        const from = done[at] ?? 0;
        let to = from;
        while ((table.revisions[to] ?? Number.POSITIVE_INFINITY) <= upTo) to += 1;
        done[at] = to;
        const values = table.columns.map((column) => column.slice(from, to));
        if (to > from) await client.query({ name: `bench.${table.name}`, text: table.insert, values });
      }
      await client.query('commit');
    }
    return (revisions.length / (performance.now() - start)) * 1000;
  } finally {
    client.release();
  }
}
