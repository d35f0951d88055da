import type pg from 'pg';
import { z } from 'zod';
import type { Quiet } from '../../domain/clock.ts';
import type { Lang } from '../../domain/lang.ts';
import type { By } from '../../pipeline/ports/audit.ts';
import {
  type Channel,
  type ChannelStore,
  PRESETS,
  type Recipient,
  type Target,
} from '../../pipeline/ports/notices.ts';
import { actorOf } from './audit.ts';
import { transaction } from './database.ts';
import type { Sealer } from '../secrets/sealer.ts';

interface Row {
  id: string;
  source_id: string;
  name: string;
  kind: 'mail' | 'webhook';
  preset: Channel['preset'];
  lang: Lang;
  quiet: Quiet | null;
  target: Buffer;
}

const Stored = z.union([
  z.object({ kind: z.literal('mail'), address: z.string() }),
  z.object({
    kind: z.literal('webhook'),
    url: z.string(),
    secret: z.string(),
    preset: z.enum(PRESETS),
    chat: z.string().optional(),
  }),
]);

/** Channels over Postgres; their targets are sealed under the installation's secret. */
export function createChannelStore(pool: pg.Pool, sealer: Sealer): ChannelStore {
  return {
    add: (draft, by) =>
      transaction(pool, async (client) => {
        const { target } = draft;
        const { rows } = await client.query<{ id: string }>(
          `insert into channels (source_id, kind, name, target, preset, quiet, lang)
           values ($1, $2, $3, $4, $5, $6, $7) returning id`,
          [
            draft.sourceId,
            target.kind,
            draft.name,
            sealer.seal(JSON.stringify(target)),
            target.kind === 'webhook' ? target.preset : 'plain',
            draft.quiet === undefined ? null : JSON.stringify(draft.quiet),
            draft.lang,
          ],
        );
        const id = Number(rows[0]?.id);
        await note(client, draft.sourceId, 'channel.added', by, { channel: id, kind: target.kind });
        return id;
      }),

    async list(sourceId) {
      const { rows } = await pool.query<Row>(
        `select * from channels where disabled_at is null and ($1::bigint is null or source_id = $1) order by id`,
        [sourceId ?? null],
      );
      return rows.map((row) => channelFrom(row, openTarget(row.target, sealer)));
    },

    change: (channelId, { name, lang, quiet }, by) =>
      transaction(pool, async (client) => {
        const { rows } = await client.query<{ source_id: string }>(
          `update channels set name = $2, lang = $3, quiet = $4 where id = $1 and disabled_at is null
           returning source_id`,
          [channelId, name, lang, quiet === undefined ? null : JSON.stringify(quiet)],
        );
        const [changed] = rows;
        if (changed === undefined) return false;
        await note(client, Number(changed.source_id), 'channel.changed', by, { channel: channelId });
        return true;
      }),

    remove: (channelId, by) =>
      transaction(pool, async (client) => {
        const { rows } = await client.query<{ source_id: string }>(
          `update channels set disabled_at = sang_now(), digest = null
           where id = $1 and disabled_at is null returning source_id`,
          [channelId],
        );
        const [gone] = rows;
        if (gone === undefined) return false;
        await client.query(
          `update notices set state = 'done', lease_until = null, delivery = null
           where recipient = $1 and state <> 'done'`,
          [`channel:${channelId}`],
        );
        await note(client, Number(gone.source_id), 'channel.removed', by, { channel: channelId });
        return true;
      }),

    async recipient(key) {
      const [kind, id] = key.split(':');
      if (kind === 'channel') {
        const { rows } = await pool.query<Row>(
          'select * from channels where id = $1 and disabled_at is null',
          [id],
        );
        return rows[0] === undefined ? undefined : recipientFrom(rows[0], sealer);
      }
      const { rows } = await pool.query<{ email: string; lang: Lang }>(
        'select email, lang from moderators where id = $1 and disabled_at is null',
        [id],
      );
      const [person] = rows;
      return person === undefined
        ? undefined
        : { lang: person.lang, target: { kind: 'mail', address: person.email } };
    },
  };
}

function recipientFrom(row: Row, sealer: Sealer): Recipient | undefined {
  const target = openTarget(row.target, sealer);
  if (target === undefined) return undefined;
  return { target, lang: row.lang, ...(row.quiet === null ? {} : { quiet: row.quiet }) };
}

function channelFrom(row: Row, target: Target | undefined): Channel {
  return {
    id: Number(row.id),
    sourceId: Number(row.source_id),
    name: row.name,
    kind: row.kind,
    preset: row.preset,
    lang: row.lang,
    hint: hintOf(target),
    ...(row.quiet === null ? {} : { quiet: row.quiet }),
  };
}

/** Where a target leads, without what would let others use it: a bot's URL carries its token. */
function hintOf(target: Target | undefined): string {
  if (target === undefined) return '?';
  return target.kind === 'mail' ? `…@${target.address.split('@').at(-1) ?? ''}` : new URL(target.url).host;
}

/** Undefined when the installation's secret has changed: the channel must be set up anew. */
export function openTarget(sealed: Buffer, sealer: Sealer): Target | undefined {
  try {
    const read = Stored.safeParse(JSON.parse(sealer.open(sealed)));
    if (!read.success) return undefined;
    if (read.data.kind === 'mail') return read.data;
    const { chat, ...target } = read.data;
    return chat === undefined ? target : { ...target, chat };
  } catch {
    return undefined;
  }
}

async function note(
  client: pg.PoolClient,
  sourceId: number,
  what: string,
  by: By,
  after: unknown,
): Promise<void> {
  await client.query(
    `insert into audit (actor, moderator_id, why, source_id, what, after) values ($1, $2, $3, $4, $5, $6)`,
    [...actorOf(by), sourceId, what, JSON.stringify(after)],
  );
}
