import type pg from 'pg';
import type { Stage } from '../../domain/verdict.ts';
import type { Fault } from '../../rulebook/fault.ts';
import type { Publishing, RulebookStore } from '../../pipeline/ports/rulebooks.ts';
import type { RuleFile } from '../../rulebook/document.ts';
import { databaseNow } from './clock.ts';
import { transaction } from './database.ts';

/** Files of rulebooks replaced long ago are cleared away; see `clearEnded`. */
const KEPT = `files <> '[]'`;

/** Published rulebooks over Postgres; the partial unique index keeps exactly one active. */
export function createRulebookStore(pool: pg.Pool): RulebookStore {
  return {
    async active() {
      const { rows } = await pool.query<{ id: number; hash: string }>({
        name: 'rulebooks.active',
        text: 'select id, hash from rulebooks where active',
      });
      return rows[0];
    },

    async read(id) {
      const { rows } = await pool.query<{
        id: number;
        hash: string;
        files: RuleFile[];
        stages: Record<string, Stage>;
      }>(`select id, hash, files, stages from rulebooks where id = $1 and ${KEPT}`, [id]);
      const row = rows[0];
      return row === undefined ? undefined : { ...row, stages: new Map(Object.entries(row.stages)) };
    },

    publish: (rulebook, by, over) =>
      transaction(pool, async (client) => {
        // Two publishers at once: the second waits here and sees the first one's result.
        await client.query(`select pg_advisory_xact_lock(hashtext('sang.rulebook'))`);
        const { rows: found } = await client.query<{ id: number; hash: string }>(
          'select id, hash from rulebooks where active',
        );
        const before = found[0];
        if (over !== undefined && before?.id !== over) return undefined;
        const id = await store(client, rulebook, by);
        // Files that were refused stay so while the ones in force are published again with other stages.
        if (over === undefined) await client.query('delete from refusals');
        if (before?.id !== id) {
          await activate(client, id);
          await note(client, before, id, rulebook, by);
        }
        return id;
      }),

    async refuse(faults, by) {
      await transaction(pool, async (client) => {
        await client.query('delete from refusals');
        await client.query('insert into refusals (by, faults) values ($1, $2)', [by, JSON.stringify(faults)]);
        await client.query(
          `insert into audit (actor, what, why, after) values ('operator', 'rulebook.refused', $1, $2)`,
          [by, JSON.stringify({ faults: faults.length })],
        );
      });
    },

    async refused() {
      const { rows } = await pool.query<{ at: Date; by: string; faults: Fault[] }>(
        'select at, by, faults from refusals order by id desc limit 1',
      );
      return rows[0];
    },

    async earned() {
      const { rows } = await pool.query<{
        rule: string;
        fingerprint: string;
        earned: Stage;
        held: Stage | null;
      }>(
        `select rule, fingerprint, earned,
           first_value(held) over (partition by rule order by changed_at desc, fingerprint) as held from stages`,
      );
      const earned = new Map(rows.map((row) => [`${row.rule} ${row.fingerprint}`, row.earned]));
      const held = new Map(rows.flatMap((row) => (row.held === null ? [] : [[row.rule, row.held]])));
      const flagged = new Set(rows.flatMap((row) => (row.earned === 'shadow' ? [] : [row.rule])));
      return {
        now: await databaseNow(pool),
        earned: (rule, fingerprint) => earned.get(`${rule} ${fingerprint}`),
        held: (rule) => held.get(rule),
        flaggedBefore: (rule) => flagged.has(rule),
      };
    },
  };
}

async function store(client: pg.PoolClient, rulebook: Publishing, by: string): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `insert into rulebooks (hash, files, stages, by) values ($1, $2, $3, $4)
     on conflict (hash) do update set files = excluded.files returning id`,
    [rulebook.hash, JSON.stringify(rulebook.files), JSON.stringify(Object.fromEntries(rulebook.stages)), by],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('rulebook.not-stored');
  const rules = rulebook.versions.map((version) => version.id);
  const fingerprints = rulebook.versions.map((version) => version.fingerprint);
  await client.query(
    `insert into rule_versions (rulebook_id, rule, fingerprint)
     select $1, v.rule, v.fingerprint from unnest($2::text[], $3::text[]) as v(rule, fingerprint)
     on conflict (rulebook_id, rule) do nothing`,
    [id, rules, fingerprints],
  );
  await client.query(
    `insert into stages (rule, fingerprint, earned, held)
     select v.rule, v.fingerprint, v.earned,
       (select s.held from stages s where s.rule = v.rule order by s.changed_at desc, s.fingerprint limit 1)
     from unnest($1::text[], $2::text[], $3::text[]) as v(rule, fingerprint, earned)
     on conflict (rule, fingerprint) do nothing`,
    [rules, fingerprints, rules.map((rule) => rulebook.starts.get(rule) ?? 'shadow')],
  );
  return id;
}

async function activate(client: pg.PoolClient, id: number): Promise<void> {
  await client.query('update rulebooks set active = false where active');
  await client.query('update rulebooks set active = true where id = $1', [id]);
}

/** The publication, and every rule that detects something else than before. */
async function note(
  client: pg.PoolClient,
  before: { id: number; hash: string } | undefined,
  id: number,
  { hash, stages }: Publishing,
  by: string,
): Promise<void> {
  const { rows } = await client.query<{ rule: string; old: string | null; new: string | null }>(
    `select coalesce(n.rule, o.rule) as rule, o.fingerprint as old, n.fingerprint as new
     from (select * from rule_versions where rulebook_id = $1) o
     full join (select * from rule_versions where rulebook_id = $2) n on n.rule = o.rule
     where o.fingerprint is distinct from n.fingerprint order by 1`,
    [before?.id ?? null, id],
  );
  const added = before === undefined ? [] : rows.filter((row) => row.old === null).map(({ rule }) => rule);
  const removed = rows.filter((row) => row.new === null).map(({ rule }) => rule);
  const changed = rows.filter((row) => row.old !== null && row.new !== null).map(({ rule }) => rule);
  await client.query(
    `insert into audit (actor, what, why, before, after) values ('operator', 'rulebook.published', $1, $2, $3)`,
    [by, JSON.stringify({ hash: before?.hash ?? null }), JSON.stringify({ hash, added, removed, changed })],
  );
  await client.query(
    `insert into audit (actor, rule, what, why, after)
     select 'operator', r.rule, 'rule.changed', $2, jsonb_build_object('stage', $3::jsonb ->> r.rule)
     from unnest($1::text[]) as r(rule)`,
    [[...added, ...changed], by, JSON.stringify(Object.fromEntries(stages))],
  );
}
