import { sql } from 'drizzle-orm';
import { bigint, check, customType, timestamp, type PgColumn } from 'drizzle-orm/pg-core';

/** Identity column; ids stay far below 2^53, so numbers are safe here (platform ids are text). */
export const id = () => bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity();

export const ref = () => bigint({ mode: 'number' });

export const at = () => timestamp({ withTimezone: true, mode: 'date' });

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** Restricts a text column to a closed list kept in the domain. */
export function oneOf(name: string, column: PgColumn, values: readonly string[]) {
  const list = sql.raw(values.map((value) => `'${value}'`).join(', '));
  return check(name, sql`${column} in (${list})`);
}

/** The database's clock: the one clock for leases, waits and expiries of all processes. */
export const stamp = () => at().notNull().default(sql`sang_now()`);

export const words = customType<{ data: string }>({ dataType: () => 'tsvector' });
