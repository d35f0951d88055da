import type { Pool } from 'pg';
import { createMailer } from '../../src/adapters/mail/smtp.ts';
import { createDigestStore } from '../../src/adapters/postgres/digests.ts';
import { createSubscriberStore } from '../../src/adapters/postgres/subscribers.ts';
import { createSealer } from '../../src/adapters/secrets/sealer.ts';
import { type DigestSettings, EVERY_DAY } from '../../src/domain/digest/settings.ts';
import type { DigestDeps } from '../../src/pipeline/digest.ts';
import { type Mailbox, openMailbox } from '../servers/mailbox.ts';
import { freshDatabase } from '../servers/postgres.ts';
import { seedMember } from './seeded.ts';
import { QUIET } from './world.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';
/** Strikes every few hours, so that some digest is always due soon after subscribing in the past. */
export const SETTINGS: DigestSettings = {
  times: ['00:00', '04:00', '08:00', '12:00', '16:00', '20:00'],
  days: EVERY_DAY,
  zone: ZONE,
  urgent: true,
};

/** Everything digests need, over a real database and a real SMTP server. */
export interface Desk {
  readonly pool: Pool;
  readonly url: string;
  readonly box: Mailbox;
  readonly deps: DigestDeps;
  /** Somebody who subscribed months ago. */
  reader(
    email: string,
    teams: readonly number[],
    settings?: DigestSettings,
    role?: 'operator',
  ): Promise<string>;
  rows(): Promise<readonly Record<string, unknown>[]>;
  /** Ends all leases, as time would. */
  leasesEnd(): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  const database = await freshDatabase();
  const { pool, url } = database;
  const box = await openMailbox();
  const mailer = createMailer(box.url, 'Sàng <sang@trang.example.vn>');
  const subscribers = createSubscriberStore(pool, createSealer('x'.repeat(32)));
  return {
    pool,
    url,
    box,
    deps: {
      store: createDigestStore(pool),
      subscribers,
      folder: { write: (name) => Promise.resolve(`/digests/${name}.html`) },
      mailer,
      log: QUIET,
      lang: 'vi',
      timeZone: ZONE,
      consoleUrl: 'https://sang.example.vn/',
      unsubscribeUrl: () => 'https://sang.example.vn/unsubscribe?t=x',
    },
    async reader(email, teams, settings = SETTINGS, role) {
      const id = await seedMember(
        pool,
        email,
        teams.map((sourceId) => ({ sourceId })),
        role,
      );
      await subscribers.change(`moderator:${id}`, settings, 'test');
      await pool.query(
        `update moderators set digest = digest || '{"since":"2026-01-01T00:00:00Z"}' where id = $1`,
        [id],
      );
      return `moderator:${id}`;
    },
    async rows() {
      return (await pool.query<Record<string, unknown>>('select * from digests order by id')).rows;
    },
    async leasesEnd() {
      await pool.query('update digests set lease_until = null where sent_at is null');
    },
    async clear() {
      Object.assign(box, { before: undefined, after: undefined });
      box.mails.length = 0;
      await pool.query(
        `truncate digests, notices, findings, cases, verdicts, unindexed, revisions, comments, posts, teams, channels,
           moderators, sources restart identity cascade`,
      );
    },
    async close() {
      mailer.close();
      await box.close();
      await database.drop();
    },
  };
}
