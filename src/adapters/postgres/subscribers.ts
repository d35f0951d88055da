import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { type DigestSettings, readSettings, type SettingsDraft } from '../../domain/digest/settings.ts';
import type { Lang } from '../../domain/lang.ts';
import type { Subscriber, SubscriberStore } from '../../pipeline/ports/digests.ts';
import { actorOf } from './audit.ts';
import { openTarget } from './channels.ts';
import { transaction } from './database.ts';
import type { Sealer } from '../secrets/sealer.ts';

/** Settings as stored, with what belongs to the subscription itself. */
type Stored = SettingsDraft & { readonly subscription?: string; readonly since?: string };

interface Row {
  audience: string;
  email: string | null;
  target: Buffer | null;
  lang: Lang;
  digest: Stored | null;
  sources: string[] | null;
  regular_to: Date | null;
  urgent_to: Date | null;
}

/** People and mailboxes of teams that get digests; moderators see the pages of their teams, others all. */
const READ = `select s.*,
    (select max(window_to) from digests d where d.audience = s.audience and d.kind = 'regular') as regular_to,
    (select max(window_to) from digests d where d.audience = s.audience and d.kind = 'urgent') as urgent_to
  from (
    select 'moderator:' || m.id as audience, m.email, null::bytea as target, m.lang, m.digest,
      case when m.role = 'moderator' then coalesce(
        (select array_agg(t.source_id) from teams t where t.moderator_id = m.id), '{}') end as sources
    from moderators m where m.disabled_at is null
    union all
    select 'channel:' || c.id, null, c.target, c.lang, c.digest, array[c.source_id]
    from channels c join sources s on s.id = c.source_id
    where c.disabled_at is null and c.kind = 'mail' and s.status <> 'removed'
  ) s`;

/** Subscriptions over Postgres; addresses of channels are sealed. */
export function createSubscriberStore(pool: pg.Pool, sealer: Sealer): SubscriberStore {
  const read = async (where: string, values: readonly unknown[]): Promise<Row[]> => {
    const { rows } = await pool.query<Row>(`${READ} where ${where}`, [...values]);
    return rows;
  };
  return {
    async all() {
      return (await read('s.digest is not null', [])).flatMap((row) => subscriberFrom(row, sealer) ?? []);
    },
    async get(audience) {
      const [row] = await read('s.audience = $1 and s.digest is not null', [audience]);
      return row === undefined ? undefined : subscriberFrom(row, sealer);
    },
    async settings(audience) {
      const [row] = await read('s.audience = $1', [audience]);
      return row?.digest === undefined || row.digest === null ? undefined : settingsFrom(row.digest);
    },

    change: (audience, settings, by) =>
      transaction(pool, async (client) => {
        const [kind, id] = audience.split(':');
        const table = kind === 'moderator' ? 'moderators' : kind === 'channel' ? 'channels' : undefined;
        if (table === undefined || !/^\d+$/u.test(id ?? '')) return false;
        // The subscription outlives changes of its times; a new one begins after an end.
        const subscription = randomBytes(9).toString('base64url');
        const { rows } = await client.query<{ source_id: string | null }>(
          `update ${table} set digest = case when $2::jsonb is null then null
             else $2::jsonb || jsonb_build_object('subscription', coalesce(digest->>'subscription', $3),
               'since', coalesce(digest->>'since', to_jsonb(sang_now())#>>'{}')) end
           where id = $1 returning ${kind === 'channel' ? 'source_id' : 'null::bigint as source_id'}`,
          [id, settings === undefined ? null : JSON.stringify(settings), subscription],
        );
        const [changed] = rows;
        if (changed === undefined) return false;
        const itself = ['person', kind === 'moderator' ? id : null, null];
        await client.query(
          `insert into audit (actor, moderator_id, why, source_id, what, after)
           values ($1, $2, $3, $4, 'digest.settings', $5)`,
          [
            ...(by === 'itself' ? itself : actorOf(by)),
            changed.source_id,
            JSON.stringify({
              [kind === 'channel' ? 'channel' : 'member']: Number(id),
              ...(settings ?? { digest: 'none' }),
            }),
          ],
        );
        return true;
      }),

    async urgent(since) {
      const { rows } = await pool.query<{ source_id: string; at: Date }>(
        `select source_id, max(opened_at) as at from cases
         where state = 'open' and decision = 'urgent' and acknowledged_at is null and opened_at > $1
         group by source_id`,
        [since],
      );
      return new Map(rows.map((row) => [Number(row.source_id), row.at]));
    },
  };
}

function settingsFrom(stored: Stored): DigestSettings | undefined {
  const settings = readSettings(stored, 'UTC');
  return typeof settings === 'string' ? undefined : settings;
}

function subscriberFrom(row: Row, sealer: Sealer): Subscriber | undefined {
  const settings = row.digest === null ? undefined : settingsFrom(row.digest);
  const email = row.email ?? addressFrom(row.target, sealer);
  if (settings === undefined || email === undefined) return undefined;
  return {
    audience: row.audience,
    email,
    lang: row.lang,
    settings,
    subscription: row.digest?.subscription ?? '',
    since: new Date(row.digest?.since ?? 0),
    ...(row.sources === null ? {} : { sources: row.sources.map(Number) }),
    ...(row.regular_to === null ? {} : { regularTo: row.regular_to }),
    ...(row.urgent_to === null ? {} : { urgentTo: row.urgent_to }),
  };
}

/** A mailbox sealed under a secret that is gone gets nothing; Health shows the channel as broken. */
function addressFrom(sealed: Buffer | null, sealer: Sealer): string | undefined {
  const target = sealed === null ? undefined : openTarget(sealed, sealer);
  return target?.kind === 'mail' ? target.address : undefined;
}
