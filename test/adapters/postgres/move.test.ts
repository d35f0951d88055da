import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { moveDatabase, TargetNotEmpty } from '../../../src/adapters/postgres/move.ts';
import { Ground } from '../../e2e/ground.ts';
import { seen } from '../../pipeline/world.ts';
import { type FreshDatabase, freshDatabase } from '../../servers/postgres.ts';

let from: FreshDatabase;
let to: FreshDatabase;

beforeAll(async () => {
  from = await freshDatabase();
  to = await freshDatabase();
});
afterAll(async () => {
  await from.drop();
  await to.drop();
});

test('every row arrives as it was, new ids continue, a filled target is refused', async () => {
  const ground = await Ground.open(from.pool);
  await ground.store(
    Array.from({ length: 30 }, (_, index) => seen(`c${index}`, `em nhận đi khách qua đêm số ${index}`)),
  );
  await ground.world.screen();
  const person = await ground.person();
  await ground.decide(await ground.caseOf('c3'), 'hide', person);
  await ground.act();

  // A question was added to what a rule hid, and something else to what it answered.
  const [hid, answered] = await Promise.all(['c4', 'c5'].map((id) => ground.caseOf(id)));
  await ground.hideProvisionally(hid ?? 0);
  await from.pool.query(`update cases set categories = '{sexual,needs-reply}' where id = $1`, [hid]);
  await from.pool.query(`update cases set categories = '{needs-reply}' where id = $1`, [answered]);
  await from.pool.query(
    `insert into actions (case_id, source_id, number, kind, category, by, rule)
     values ($1, $2, 1, 'reply', 'needs-reply', 'rule', 'needs-reply.test')`,
    [answered, ground.source],
  );
  await from.pool.query(`update cases set categories = '{needs-reply,spam}' where id = $1`, [answered]);
  for (const { pool } of [from, to])
    await pool.query(`insert into blind_keys (sealed) values ('one of its own')`);

  await fillTheRest(ground.source, person, answered ?? 0);
  const { rows: tables } = await from.pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );

  const { rows } = await moveDatabase(from.url, to.url);
  expect(rows).toBeGreaterThan(100);
  const empty: string[] = [];
  for (const { name: table } of tables) {
    const all = `select md5(string_agg(t::text, '|' order by t::text)) as sum, count(*)::int as n from ${table} t`;
    const [there, here] = await Promise.all([
      from.pool.query<{ n: number }>(all),
      to.pool.query<{ n: number }>(all),
    ]);
    expect({ table, rows: here.rows }).toEqual({ table, rows: there.rows });
    if (there.rows[0]?.n === 0) empty.push(table);
  }
  expect(empty).toEqual([]);
  // Rows that one statement brought share its number.
  const { rows: loads } = await to.pool.query<{ bytes: string }>(
    'select sum(octet_length(t::text)) as bytes from rulebooks t group by cmin::text order by 1 desc',
  );
  expect(loads.length).toBeGreaterThan(2);
  expect(Number(loads[0]?.bytes)).toBeLessThan(9_000_000);

  await expect(moveDatabase(from.url, to.url)).rejects.toThrow(TargetNotEmpty);

  // What guards a change stands at the target too.
  const automatic = `insert into actions (case_id, source_id, number, kind, by) values ($1, $2, 9, 'hide', 'rule')`;
  await expect(to.pool.query(automatic, [hid, ground.source])).rejects.toThrow('never hidden automatically');

  // Work goes on at the target: what was decided stands, new comments get new ids.
  const moved = await Ground.open(to.pool);
  await moved.say('later', 'em nhận đi khách qua đêm, mới');
  expect(await moved.caseOf('later')).toBeGreaterThan(30);
}, 90_000);

/** A row at least in each table that polling, screening and deciding leave empty, and rulebooks of some size. */
async function fillTheRest(source: number, person: number, caseId: number): Promise<void> {
  const statements = [
    `insert into rulebooks (hash, files, stages, by)
     select 'h' || n, jsonb_build_array(jsonb_build_object('path', 'a.yaml', 'text', repeat('- "ạ" \\' || n, 100000))), '{}', 'test'
     from generate_series(1, 10) n`,
    `insert into rule_versions select id, 'sexual.test', 'f' from rulebooks on conflict do nothing`,
    `insert into refusals (by, faults) values ('test', '[{"vi": "sai", "en": "wrong"}]')`,
    `insert into teams values ($1, $2, true)`,
    `insert into channels (source_id, kind, name, target) values ($1, 'mail', 'Hộp thư', '\\x00ff')`,
    `insert into sessions (id, moderator_id, expires_at, agent) values ('\\x01', $2, 'infinity', 'a "b", (c) \\')`,
    `insert into links (id, moderator_id, purpose, expires_at) values ('\\x02', $2, 'sign-in', sang_now())`,
    `insert into digests (audience, window_from, window_to, cases) values ('folder', '-infinity', sang_now(), 3)`,
    `insert into notices (case_id, recipient, kind, number, revision_id) values ($3, 'moderator:1', 'urgent', 0, 1)`,
    `insert into judgements (rule, source_id, revision_id, confirmed, accents, by) values ('r', $1, 1, true, 'full', 'sample')`,
    `insert into samples (rule, source_id, revision_id, day, spans, category) values ('r', $1, 1, '2026-11-26', '{0,4}', 'spam')`,
    `insert into stages (rule, fingerprint, earned, proposed_by) values ('r', 'f', 'hide', $2)`,
    `insert into budgets (key, percent) values ('app', 12.34567)`,
    `insert into tokens (source_id, sealed) values ($1, '\\xdeadbeef')`,
    `insert into controls (name, value, by) values ('actions', '{"stopped": null}', 'test')`,
    `insert into brakes (source_id, why) values ($1, 'many')`,
    `insert into batches (revision_ids) values ('{1,2}')`,
    `insert into unscreened (revision_id, source_id) select max(id), $1 from revisions on conflict do nothing`,
    `insert into prints (revision_id, source_id, exact, sim, band_0, band_1, band_2, band_3, at)
     select max(id), $1, -9223372036854775808, 1, 2, 3, 4, 5, sang_now() from revisions on conflict do nothing`,
    `insert into searchable select min(id), to_tsvector('simple', 'chị bán hàng') from revisions on conflict do nothing`,
    `insert into unindexed select max(id) from revisions on conflict do nothing`,
  ];
  // Every statement may name the source, the person and the case.
  for (const statement of statements) {
    const given = [source, person, caseId].map((id, index) => [`$${index + 1}`, String(id)] as const);
    await from.pool.query(given.reduce((sql, [name, id]) => sql.replaceAll(name, id), statement));
  }
}
