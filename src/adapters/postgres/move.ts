import { Client } from 'pg';
import { Refusal } from '../../domain/failure.ts';

/** The target holds data already: copying over it would mix two installations. */
export class TargetNotEmpty extends Refusal {
  constructor(table: string) {
    super({
      vi: `cơ sở dữ liệu đích đã có dữ liệu trong ${table}; --from-embedded chỉ chép vào cơ sở dữ liệu trống`,
      en: `the target database already holds ${table}; --from-embedded fills an empty one`,
    });
  }
}

/** Rows looked at together. */
const ROWS = 1_000;
/** Bytes of rows carried together, at most, unless one row alone has more: a row of `rulebooks` holds all rule files. */
const BYTES = 8 * 1024 * 1024;

/**
 * Copies every table of the application from one database to another, both of this version's schema, in one
 * transaction at the target: all or nothing. The queues are not copied: the sweep rings everything again.
 * Throws `TargetNotEmpty`.
 */
export async function moveDatabase(from: string, to: string): Promise<{ tables: number; rows: number }> {
  const source = new Client({ connectionString: from });
  const target = new Client({ connectionString: to });
  await source.connect();
  await target.connect();
  try {
    await source.query('begin isolation level repeatable read read only');
    await target.query('begin');
    const tables = await tablesInOrder(source);
    let rows = 0;
    // Every process that opens a database makes it one; what moves brings its own.
    await target.query('delete from blind_keys');
    for (const table of tables) {
      const { rowCount } = await target.query(`select 1 from ${table} limit 1`);
      if (rowCount !== 0) throw new TargetNotEmpty(table);
    }
    for (const table of tables) rows += await copyTable(source, target, table);
    for (const table of tables) await resetSequence(target, table);
    await target.query('commit');
    return { tables: tables.length, rows };
  } catch (error) {
    await target.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await source.end();
    await target.end();
  }
}

/** Tables of the application, each after those it refers to. */
async function tablesInOrder(db: Client): Promise<string[]> {
  const { rows: tables } = await db.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const { rows: references } = await db.query<{ child: string; parent: string }>(
    `select distinct c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent
     from pg_constraint c join pg_namespace n on n.oid = c.connamespace
     where c.contype = 'f' and n.nspname = 'public' and c.conrelid <> c.confrelid`,
  );
  const ordered: string[] = [];
  const visit = (name: string): void => {
    if (ordered.includes(name)) return;
    for (const { child, parent } of references) if (child === name) visit(parent);
    ordered.push(name);
  };
  for (const { name } of tables) visit(name);
  return ordered;
}

async function copyTable(source: Client, target: Client, table: string): Promise<number> {
  const cursor = `copy_${table}`;
  // What guards a change does not judge the past: cases have moved on since what was done to them.
  await target.query(`alter table ${table} disable trigger user`);
  await source.query(
    `declare ${cursor} no scroll cursor for select ctid::text as place, octet_length(t::text) as bytes from ${table} t`,
  );
  let copied = 0;
  for (;;) {
    const { rows } = await source.query<Sized>(`fetch ${ROWS} from ${cursor}`);
    if (rows.length === 0) break;
    for (const places of loads(rows)) {
      // A row's own text form carries every type without loss.
      const { rows: lines } = await source.query<{ line: string }>(
        `select t::text as line from ${table} t where ctid = any($1::tid[])`,
        [places],
      );
      await target.query(
        `insert into ${table} overriding system value select (l::${table}).* from unnest($1::text[]) as l`,
        [lines.map(({ line }) => line)],
      );
      copied += lines.length;
    }
  }
  await source.query(`close ${cursor}`);
  await target.query(`alter table ${table} enable trigger user`);
  return copied;
}

interface Sized {
  readonly place: string;
  readonly bytes: number;
}

/** Places of rows in loads of at most `BYTES`, or of one row. */
function* loads(rows: readonly Sized[]): Generator<string[]> {
  let load: string[] = [];
  let weight = 0;
  for (const { place, bytes } of rows) {
    if (load.length > 0 && weight + bytes > BYTES) {
      yield load;
      load = [];
      weight = 0;
    }
    load.push(place);
    weight += bytes;
  }
  if (load.length > 0) yield load;
}

/** New rows at the target continue after the copied ones. */
async function resetSequence(target: Client, table: string): Promise<void> {
  const { rows } = await target.query<{ name: string | null }>(
    `select pg_get_serial_sequence($1, column_name) as name from information_schema.columns
     where table_schema = 'public' and table_name = $1 and column_name = 'id' and is_identity = 'YES'`,
    [table],
  );
  const name = rows[0]?.name;
  if (name === undefined || name === null) return;
  await target.query(`select setval($1, greatest((select coalesce(max(id), 0) from ${table}), 1))`, [name]);
}
