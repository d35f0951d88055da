import { runMigrations } from 'bullmq';
import type pg from 'pg';

/** Namespace of BullMQ's tables in our database. */
export const QUEUE_SCHEMA = 'bullmq';

/** Brings the tables of the PostgreSQL queue up to date; refuses those of a newer BullMQ. */
export async function migrateQueue(client: pg.ClientBase): Promise<void> {
  await runMigrations(client, QUEUE_SCHEMA);
}
