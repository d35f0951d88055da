import type pg from 'pg';
import type { AuthorContext, PostContext } from '../../domain/comment.ts';
import type { PlatformName } from '../../pipeline/ports/platform.ts';
import type { Owed, OwedSource, Past } from '../../pipeline/ports/screening.ts';
import type { Mode } from '../../pipeline/ports/sources.ts';
import { answered } from './answered.ts';
import { type AuthorRow, authorFrom, authorHistory } from './authors.ts';
import { contactsFrom, type SourceRecord } from './source-row.ts';

/** Provisional hides last this long unless the source says otherwise. */
const PROVISIONAL_MINUTES = 24 * 60;

interface Row {
  revision_id: string;
  comment_id: string;
  text: string;
  created_at: Date;
  can_hide: boolean | null;
  author_key: Buffer | null;
  post_id: string;
  source_id: string;
}

/**
 * What is at hand for every claimed revision, oldest comment first, and the database's now. A text that has been replaced
 * is owed nothing any more; should it come back, it is owed again.
 */
export async function readOwed(
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<{ readonly owed: readonly Owed[]; readonly now: Date }> {
  const { rows } = await client.query<Row>({
    name: 'screen.read',
    // Looked up one by one: a plan made while the tables were small would go on to read them whole.
    text: `select r.id as revision_id, c.id as comment_id, r.text, c.created_at, c.can_hide, c.author_key,
        c.post_id, c.source_id
      from unnest($1::bigint[]) as i(id)
      cross join lateral (select r.id, r.text, r.comment_id from revisions r where r.id = i.id limit 1) r
      cross join lateral (select * from comments c where c.id = r.comment_id limit 1) c
      where c.current_revision = r.id
      order by c.created_at, r.id`,
    values: [ids],
  });
  const posts = await readPosts(client, [...new Set(rows.map((row) => row.post_id))]);
  const { sources, now } = await readSources(client, [...new Set(rows.map((row) => row.source_id))]);
  const owed = rows.flatMap((row) => {
    const source = sources.get(row.source_id);
    if (source === undefined) return [];
    const post = posts.get(row.post_id);
    return [
      {
        revisionId: Number(row.revision_id),
        commentId: Number(row.comment_id),
        text: row.text,
        createdAt: row.created_at,
        canHide: row.can_hide ?? true,
        source,
        ...(row.author_key === null ? {} : { authorKey: row.author_key }),
        ...(post === undefined ? {} : { post }),
      },
    ];
  });
  return { owed, now };
}

/** Each text once, however many comments stand under it. */
async function readPosts(client: pg.PoolClient, ids: readonly string[]): Promise<Map<string, PostContext>> {
  const { rows } = await client.query<{ id: string; text: string | null; created_at: Date | null }>({
    name: 'screen.posts',
    text: 'select id, text, created_at from posts where id = any($1::bigint[]) and (text is not null or created_at is not null)',
    values: [ids],
  });
  return new Map(
    rows.map(({ id, text, created_at: at }) => [
      id,
      { text: text ?? '', ...(at === null ? {} : { createdAt: at }) },
    ]),
  );
}

/** What is known of these comments' authors, in their order. */
export async function readAuthors(
  client: pg.PoolClient,
  owed: readonly Owed[],
): Promise<readonly (AuthorContext | undefined)[]> {
  if (owed.length === 0) return [];
  const { rows } = await client.query<AuthorRow>({
    name: 'screen.authors',
    text: `select a.comments, a.since, a.confirmed, a.overturned
      from unnest($1::bigint[]) with ordinality as asked(id, place)
      cross join lateral (select * from comments c where c.id = asked.id limit 1) c
      left join lateral ${authorHistory('c')} a on c.author_key is not null
      order by asked.place`,
    values: [owed.map(({ commentId }) => commentId)],
  });
  return rows.map((row) => authorFrom(row).author);
}

/** What came before these comments, in their order. */
export async function readPast(client: pg.PoolClient, owed: readonly Owed[]): Promise<readonly Past[]> {
  if (owed.length === 0) return [];
  const { rows } = await client.query<{ by_person: boolean; answered: boolean }>({
    name: 'screen.past',
    text: `select
        coalesce((select k.decided_by = 'person' from cases k where k.comment_id = c.id), false) as by_person,
        ${answered('c')} as answered
      from unnest($1::bigint[]) with ordinality as asked(id, place)
      cross join lateral (select * from comments c where c.id = asked.id limit 1) c
      order by asked.place`,
    values: [owed.map(({ commentId }) => commentId)],
  });
  return rows.map((row) => ({ decidedByPerson: row.by_person, answered: row.answered }));
}

interface SourceRow {
  id: string;
  platform: PlatformName;
  mode: Mode;
  name: string;
  contacts: SourceRecord['contacts'];
  settings: Record<string, unknown>;
  provisional: number | null;
  braked: string[];
  stopped: boolean;
  now: Date;
}

async function readSources(
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<{ readonly sources: Map<string, OwedSource>; readonly now: Date }> {
  const { rows } = await client.query<SourceRow>({
    name: 'screen.sources',
    text: `select s.id, s.platform, s.mode, s.name, s.contacts, s.settings,
        (s.settings->>'provisionalMinutes')::int as provisional,
        coalesce((select array_agg(b.rule) from brakes b where b.released_at is null and b.rule is not null
          and (b.source_id = s.id or b.source_id is null)), '{}') as braked,
        exists (select 1 from brakes b where b.released_at is null and b.rule is null
          and (b.source_id = s.id or b.source_id is null))
          or exists (select 1 from controls k where k.name = 'stop-actions' and k.value = 'true'::jsonb)
          as stopped,
        sang_now() as now
      from sources s where s.id = any($1::bigint[])`,
    values: [ids],
  });
  const sources = new Map(
    rows.map((row) => [
      row.id,
      {
        id: Number(row.id),
        platform: row.platform,
        name: row.name,
        settings: row.settings,
        mode: row.mode,
        page: contactsFrom(row),
        provisionalMinutes: row.provisional ?? PROVISIONAL_MINUTES,
        brakedRules: new Set(row.braked),
        stopped: row.stopped,
      },
    ]),
  );
  // Without a source there is no comment either, and nobody asks for the time.
  return { sources, now: rows[0]?.now ?? new Date(0) };
}
