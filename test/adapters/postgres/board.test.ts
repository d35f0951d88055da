import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createBoardStore } from '../../../src/adapters/postgres/board.ts';
import { choosePage } from '../../../src/adapters/postgres/board-page.ts';
import {
  type BoardCase,
  type BoardCursor,
  type BoardFilter,
  LANES,
} from '../../../src/pipeline/ports/board.ts';
import { type FreshDatabase, freshDatabase } from '../../servers/postgres.ts';
import { seedCase, seedSource } from '../../pipeline/seeded.ts';

const LANGUAGES = ['vi', 'vi', 'vi', 'th', 'und'];
const DECISIONS = ['urgent', 'hide', 'flag', 'reply'] as const;
const CATEGORIES = ['scam', 'spam', 'needs-reply'] as const;
const PAGES = 3;
const CASES = 120;

describe('the queue over Postgres', () => {
  let database: FreshDatabase;
  const pages: number[] = [];
  let lone = 0;

  beforeAll(async () => {
    database = await freshDatabase();
    const { pool } = database;
    await pool.query(`insert into rulebooks (hash, files, stages, by) values ('test', '[]', '{}', 'test')`);
    for (let nth = 0; nth < PAGES; nth += 1) pages.push(await seedSource(pool, `Trang ${nth}`));
    lone = await seedSource(pool, 'Trang lẻ');
    for (let nth = 0; nth < CASES; nth += 1) {
      const id = await seedCase(pool, {
        sourceId: nth === 7 ? lone : (pages[nth % PAGES] ?? 0),
        decision: DECISIONS[(nth * 7) % 4] ?? 'flag',
        category: CATEGORIES[nth % 3] ?? 'scam',
        severity: nth % 5 === 0 ? 'high' : 'medium',
        age: (nth * 37) % 500,
      });
      await pool.query(
        `update cases set language = $2, harm = $3 <> 'reply', reply = $3 = 'reply',
           waiting_since = case when $3 = 'reply' then opened_at end,
           expires_at = case when $4 then sang_now() + make_interval(mins => $5) end where id = $1`,
        [
          id,
          nth === 7 ? 'lo' : LANGUAGES[nth % LANGUAGES.length],
          DECISIONS[(nth * 7) % 4],
          nth % 6 === 0,
          (nth * 53) % 300,
        ],
      );
    }
  }, 60_000);
  afterAll(async () => database?.drop());

  async function walk(filter: BoardFilter, sources?: readonly number[]): Promise<BoardCase[]> {
    const board = createBoardStore(database.pool);
    const all: BoardCase[] = [];
    let after: BoardCursor | undefined;
    do {
      const page = await board.list(filter, {
        limit: 7,
        ...(after === undefined ? {} : { after }),
        ...(sources === undefined ? {} : { sources }),
      });
      all.push(...page.cases);
      after = page.next;
    } while (after !== undefined);
    return all;
  }

  const FILTERS: readonly BoardFilter[] = [
    { lane: 'all' },
    { lane: 'harm' },
    { lane: 'reply' },
    { lane: 'urgent' },
    { lane: 'all', category: 'needs-reply' },
    { lane: 'harm', category: 'spam', severity: 'high' },
    { lane: 'all', language: 'th' },
    { lane: 'all', rule: 'scam.test' },
    { lane: 'all', olderThanHours: 3 },
    { lane: 'reply', olderThanHours: 5, language: 'vi' },
  ];

  test.each(FILTERS)(
    '%j: every case once, most pressing first, then oldest, page by page',
    async (filter) => {
      const rank = (found: BoardCase): number =>
        ['urgent', 'hide', 'flag', 'reply'].indexOf(found.item.decision);
      const whole = await walk(filter);
      const sorted = whole.toSorted(
        (a, b) =>
          rank(a) - rank(b) ||
          a.item.openedAt.getTime() - b.item.openedAt.getTime() ||
          a.item.caseId - b.item.caseId,
      );
      expect(whole.map(({ item }) => item.caseId)).toEqual(sorted.map(({ item }) => item.caseId));
      expect(new Set(whole.map(({ item }) => item.caseId)).size).toBe(whole.length);
      expect(whole.length).toBeGreaterThan(3);
      const { rows } = await database.pool.query<{ count: string }>(
        `select count(*) from cases k where k.state = 'open'
         and case $1 when 'harm' then harm when 'reply' then reply when 'urgent' then decision = 'urgent' else true end
         and ($2::text is null or categories[1] = $2) and ($3::text is null or severity = $3)
         and ($4::text is null or language = $4) and ($5::text is null or rules[1] = $5)
         and ($6::int is null or opened_at < sang_now() - make_interval(hours => $6))`,
        [
          filter.lane,
          filter.category ?? null,
          filter.severity ?? null,
          filter.language ?? null,
          filter.rule ?? null,
          filter.olderThanHours ?? null,
        ],
      );
      expect(whole).toHaveLength(Number(rows[0]?.count));
      // A team sees the same, less the pages of others.
      const own = pages.slice(0, 2);
      const team = await walk(filter, own);
      expect(team.map(({ item }) => item.caseId)).toEqual(
        whole.filter(({ item }) => own.includes(item.source.id)).map(({ item }) => item.caseId),
      );
      const one = await walk({ ...filter, source: pages[1] ?? 0 }, own);
      expect(one.map(({ item }) => item.caseId)).toEqual(
        whole.filter(({ item }) => item.source.id === pages[1]).map(({ item }) => item.caseId),
      );
      expect(await walk(filter, [])).toEqual([]);
    },
  );

  test('provisional hides stand in the order in which they end', async () => {
    for (const sources of [undefined, pages]) {
      const ends = (await walk({ lane: 'provisional' }, sources)).map(
        ({ item }) => item.expiresAt?.getTime() ?? 0,
      );
      expect(ends).toHaveLength(CASES / 6);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    }
  });

  test('a lane counts what it lists, on the pages one may see', async () => {
    await database.pool.query(
      `with chosen as (select id, source_id, row_number() over (order by id) as nth from cases),
         somebody as (insert into moderators (email, name) values ('lan@example.vn', 'Lan') returning id)
       insert into actions (case_id, source_id, number, kind, by, moderator_id, state)
       select id, source_id, 90, 'unhide', 'sweep', null::bigint, 'failed' from chosen where nth % 7 = 0
       union all select id, source_id, 91, 'unhide', 'sweep', null, 'failed' from chosen where nth % 14 = 0
       union all select c.id, source_id, 92, 'by-hand', 'person', m.id, 'pending' from chosen c, somebody m where nth % 5 = 0`,
    );
    const board = createBoardStore(database.pool);
    for (const sources of [undefined, pages, [lone], []]) {
      const counts = await board.counts(sources, 1_000);
      const listed = Object.fromEntries(
        await Promise.all(LANES.map(async (lane) => [lane, (await walk({ lane }, sources)).length] as const)),
      );
      expect(counts).toEqual(listed);
    }
    expect((await board.counts(undefined, 3))['by-hand']).toBe(3);
  });

  describe('near-identical cases', () => {
    let made: number[] = [];
    beforeAll(async () => {
      made = [];
      const wave = { decision: 'hide', category: 'scam', groupKey: 'wave' } as const;
      for (let nth = 0; nth < 9; nth += 1) {
        made.push(
          await seedCase(database.pool, {
            ...wave,
            sourceId: pages[0] ?? 0,
            age: 900 - nth,
            severity: nth === 0 ? 'low' : 'high',
          }),
        );
      }
      // Elsewhere, or of another urgency, the same text stands for itself.
      made.push(await seedCase(database.pool, { ...wave, sourceId: pages[1] ?? 0 }));
      made.push(await seedCase(database.pool, { ...wave, sourceId: pages[0] ?? 0, decision: 'flag' }));
    });
    afterAll(() => database.pool.query(`delete from cases where group_key = 'wave'`));

    const waveIn = async (filter: BoardFilter, sources?: readonly number[]): Promise<number[][]> =>
      (await walk(filter, sources))
        .filter(({ item }) => made.includes(item.caseId))
        .map(({ item }) => [item.caseId, item.similar]);

    test('stand as one, the first for all, on whichever page of a lane they would be', async () => {
      const [first, second] = made;
      const own = [first, 8];
      const loose = [
        [made[9], 0],
        [made[10], 0],
      ];
      for (const lane of ['all', 'harm'] as const) expect(await waveIn({ lane })).toEqual([own, ...loose]);
      expect(await waveIn({ lane: 'all', rule: 'scam.test' })).toEqual([own, ...loose]);
      expect(await waveIn({ lane: 'all' }, [pages[1] ?? 0])).toEqual([loose[0]]);
      // Where the first does not fit what is looked for, the next one stands for them.
      expect(await waveIn({ lane: 'all', severity: 'high', source: pages[0] ?? 0 })).toEqual([
        [second, 8],
        loose[1],
      ]);
      expect(await waveIn({ lane: 'all', olderThanHours: 14 })).toEqual([own]);
    });

    test.each([
      ['an appeal', 'appealed_at = sang_now()'],
      ['a proposed hide', `proposed_by = (select min(id) from moderators), proposed_category = 'scam'`],
    ])('%s has a card of its own and is not among those decided together', async (_, set) => {
      const board = createBoardStore(database.pool);
      const [first = 0] = made;
      // The youngest, as what is appealed opens anew.
      const waiting = made[8] ?? 0;
      await database.pool.query(
        `insert into moderators (email, name) values ('lan@example.vn', 'Lan') on conflict do nothing`,
      );
      await database.pool.query(`update cases set ${set} where id = $1`, [waiting]);
      try {
        expect(await waveIn({ lane: 'harm', source: pages[0] ?? 0 })).toEqual([
          [first, 7],
          [waiting, 0],
          [made[10], 0],
        ]);
        const ids = (await board.alike(first, undefined, 100)).map(({ item }) => item.caseId);
        expect(ids).toEqual(made.slice(0, 8));
        expect(await board.alike(waiting, undefined, 100)).toEqual([]);
      } finally {
        await database.pool.query(
          'update cases set appealed_at = null, proposed_by = null, proposed_category = null where id = $1',
          [waiting],
        );
      }
    });

    test('are all there to be opened, and the next one takes the place of what was decided', async () => {
      const board = createBoardStore(database.pool);
      const [first = 0, second = 0] = made;
      const ids = async (id: number, sources?: readonly number[], limit = 100): Promise<number[]> =>
        (await board.alike(id, sources, limit)).map(({ item }) => item.caseId);
      expect(await ids(second)).toEqual(made.slice(0, 9));
      expect(await ids(second, undefined, 3)).toEqual(made.slice(0, 3));
      expect(await ids(second, [pages[1] ?? 0])).toEqual([]);
      expect((await board.get(second, undefined))?.item.similar).toBe(8);
      expect((await board.alike(second, undefined, 3))[0]?.item.similar).toBe(8);
      await database.pool.query(`update cases set state = 'kept' where id = $1`, [first]);
      expect(await ids(first)).toEqual([]);
      expect(await waveIn({ lane: 'all', source: pages[0] ?? 0 })).toEqual([
        [second, 7],
        [made[10], 0],
      ]);
    });

    test('are passed by a step in an index of their own', async () => {
      const client = await database.pool.connect();
      try {
        await client.query('begin; set local enable_seqscan = off; set local enable_bitmapscan = off');
        const { text, values } = choosePage({ lane: 'harm', category: 'scam' }, { limit: 7, sources: pages });
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, values);
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan).toMatch(
          /Limit\n(?:\s+->\s+Result\n\s+One-Time Filter: [^\n]*\n)?\s+->\s+Index Scan using cases_alike on cases e\n/u,
        );
        expect(plan.match(/Sort Key/gu)).toHaveLength(1);
      } finally {
        await client.query('rollback');
        client.release();
      }
    });
  });

  test('the languages that occur, of the pages one may see', async () => {
    const board = createBoardStore(database.pool);
    expect(await board.languages(undefined)).toEqual(['lo', 'th', 'und', 'vi']);
    expect(await board.languages(pages)).toEqual(['th', 'und', 'vi']);
    expect(await board.languages([lone])).toEqual(['lo']);
    expect(await board.languages([])).toEqual([]);
  });

  test('a page is read from an index in its own order: nothing is sorted but the few of each source', async () => {
    const client = await database.pool.connect();
    try {
      // So few rows are cheaper to read whole; what counts is that the index can do it.
      await client.query('begin; set local enable_seqscan = off; set local enable_bitmapscan = off');
      for (const filter of FILTERS.filter(({ rule }) => rule === undefined)) {
        const { text, values } = choosePage(filter, { limit: 7, sources: pages });
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, values);
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan.match(/Sort Key/gu)).toHaveLength(1);
        expect(plan).toMatch(
          /Limit\n\s+->\s+Nested Loop Left Join\n(?:\s+Filter: [^\n]*\n)?\s+->\s+Index Scan using cases_/u,
        );
      }
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  test.each([
    ['failed', 'actions_failed'],
    ['by-hand', 'actions_by_hand'],
    ['provisional', 'cases_provisional'],
  ] as const)(
    'the few of lane %s are found on each page by itself, not among those of all pages',
    async (lane, index) => {
      const client = await database.pool.connect();
      try {
        await client.query('begin; set local enable_seqscan = off; set local enable_bitmapscan = off');
        const { text, values } = choosePage({ lane }, { limit: 7, sources: pages });
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, values);
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan).toMatch(new RegExp(`using ${index} on [^\\n]*\\n\\s+Index Cond: \\(source_id = `, 'u'));
        // Before PostgreSQL 17 an `in` whose rows depend on the case is asked anew for each case of the page.
        expect(plan).not.toContain('SubPlan');
        expect(text).not.toMatch(/ in \(select/u);
      } finally {
        await client.query('rollback');
        client.release();
      }
    },
  );
});
