import { hash } from 'node:crypto';
import type pg from 'pg';
import { cleanText } from '../../domain/comment.ts';
import type { People } from '../../pipeline/ports/people.ts';
import type { CommentSeen, PollBatch } from '../../pipeline/ports/platform.ts';
import type { Kept } from '../../pipeline/ports/sources.ts';
import { writtenByPerson } from './answered.ts';
import { noteAppeals } from './appeals.ts';
import { storePosts } from './intake-posts.ts';

interface Known {
  id: string;
  external_id: string;
  /** 32 hex digits. */
  hash: string;
  purged_at: Date | null;
  hidden: boolean;
  gone: boolean;
}

/**
 * Identity of a revision: the first 16 bytes of SHA-256 over text and attachment type, as hex digits. The text counts as
 * typed (no normalisation): what a reader would see as an edit is one.
 */
export function revisionHash(text: string, attachment: string | undefined): string {
  return hash('sha256', `${text}\0${attachment ?? ''}`, 'hex').slice(0, 32);
}

/** Bytes as Postgres reads them; a buffer a comment would cost several times as much. */
const bytes = (hex: string): string => `\\x${hex}`;

/** Stores what a poll or a webhook brought. Runs inside the caller's transaction; repeating it changes nothing. */
export async function storeBatch(
  client: pg.PoolClient,
  sourceId: number,
  batch: Pick<PollBatch, 'posts' | 'comments' | 'gone'>,
  people: People,
): Promise<Kept> {
  await storePosts(client, sourceId, batch.posts, batch.comments);
  const comments = [...new Map(batch.comments.map((comment) => [comment.externalId, comment])).values()].map(
    (comment) => {
      const text = cleanText(comment.text);
      return { ...comment, text, hash: revisionHash(text, comment.attachment) };
    },
  );
  const known = await knownComments(client, sourceId, comments);
  const fresh = comments.filter((comment) => !known.has(comment.externalId));
  const inserted = fresh.length === 0 ? 0 : await insertFresh(client, sourceId, fresh, people);
  await noteAppeals(client, sourceId, fresh, people);
  let edited = 0;
  for (const comment of comments) {
    const before = known.get(comment.externalId);
    if (before !== undefined && (await refresh(client, sourceId, before, comment, people))) edited += 1;
  }
  const gone = await markGone(client, sourceId, batch.gone);
  await endWaiting(client, sourceId, comments);
  return { fresh: inserted, edited, gone, owed: fresh.filter((comment) => !comment.byPage).length + edited };
}

async function knownComments(
  client: pg.PoolClient,
  sourceId: number,
  comments: readonly CommentSeen[],
): Promise<Map<string, Known>> {
  if (comments.length === 0) return new Map();
  const { rows } = await client.query<Known>({
    name: 'intake.known',
    // Looked up one by one: a plan made while the tables were small would go on to read them whole.
    text: `select c.id, c.external_id, encode(r.hash, 'hex') as hash, c.purged_at, c.hidden, c.gone_at is not null as gone
      from unnest($2::text[]) as i(external_id)
      cross join lateral (
        select * from comments c where c.source_id = $1 and c.external_id = i.external_id limit 1) c
      cross join lateral (select r.hash from revisions r where r.id = c.current_revision limit 1) r`,
    values: [sourceId, comments.map((comment) => comment.externalId)],
  });
  return new Map(rows.map((row) => [row.external_id, row]));
}

/**
 * Comment, first revision and the debt of a verdict in one statement; ids are drawn beforehand. The caller holds the
 * source's row, so that none of them can have come in since it was looked for; a double would undo the transaction. Rows
 * are never joined with what was just made of them: the planner knows nothing of their number and compares each with each.
 */
async function insertFresh(
  client: pg.PoolClient,
  sourceId: number,
  comments: readonly (CommentSeen & { hash: string })[],
  people: People,
): Promise<number> {
  const keys = new Map<string, string>();
  const authorKey = (id: string | undefined): string | null => {
    if (id === undefined) return null;
    const known = keys.get(id) ?? bytes(people.key(sourceId, id).toString('hex'));
    keys.set(id, known);
    return known;
  };
  const { rows } = await client.query<{ made: number }>({
    name: 'intake.fresh',
    text: `with fresh as (
        select i.*, p.id as post_id,
          nextval('comments_id_seq') as id, nextval('revisions_id_seq') as revision_id
        from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[],
          $9::text[], $10::bytea[], $11::boolean[], $12::boolean[], $13::boolean[], $14::timestamptz[],
          $15::text[], $16::bytea[])
          as i(external_id, post_external_id, parent_external_id, kind, attachment, permalink, author_key,
            author_name, answer_to, by_page, hidden, can_hide, created_at, text, hash)
        join posts p on p.source_id = $1 and p.external_id = i.post_external_id
      ), made as (
        insert into comments (id, source_id, external_id, post_id, parent_external_id, kind, attachment,
          permalink, author_key, key_version, author_name, answer_to, by_page, current_revision, hidden,
          hidden_by, can_hide, created_at)
        overriding system value
        select id, $1, external_id, post_id, parent_external_id, kind, attachment, permalink, author_key,
          $17, author_name, answer_to, by_page, revision_id, hidden, case when hidden then 'other' end,
          can_hide, created_at
        from fresh
      ), first as (
        insert into revisions (id, comment_id, hash, text) overriding system value
        select revision_id, id, hash, text from fresh
      ), owed as (
        insert into unscreened (revision_id, source_id)
        select revision_id, $1 from fresh where not by_page
      ), moved as (
        update posts p set last_comment_at = greatest(p.last_comment_at, n.newest)
        from (select post_id, max(created_at) as newest from fresh group by post_id) n
        where p.id = n.post_id and (p.last_comment_at is null or p.last_comment_at < n.newest)
      )
      select count(*)::int as made from fresh`,
    values: [
      sourceId,
      comments.map((comment) => comment.externalId),
      comments.map((comment) => comment.postExternalId),
      comments.map((comment) => comment.parentExternalId ?? null),
      comments.map((comment) => comment.kind),
      comments.map((comment) => comment.attachment ?? null),
      comments.map((comment) => comment.permalink ?? null),
      comments.map((comment) => authorKey(comment.authorId)),
      comments.map((comment) => (comment.authorName === undefined ? null : cleanText(comment.authorName))),
      comments.map((comment) => (comment.answerTo === undefined ? null : people.seal(comment.answerTo))),
      comments.map((comment) => comment.byPage),
      comments.map((comment) => comment.hidden ?? false),
      comments.map((comment) => comment.canHide ?? null),
      comments.map((comment) => comment.createdAt.toISOString()),
      comments.map((comment) => comment.text),
      comments.map((comment) => bytes(comment.hash)),
      people.version,
    ],
  });
  return rows[0]?.made ?? 0;
}

/** Brings a known comment up to date; true when its visible text is another one now. */
async function refresh(
  client: pg.PoolClient,
  sourceId: number,
  before: Known,
  now: CommentSeen & { hash: string },
  people: Pick<People, 'blinds' | 'lostBefore'>,
): Promise<boolean> {
  const hidden = now.hidden ?? before.hidden;
  if (before.hidden !== hidden || before.gone) {
    // Ours where we have called for it (the answer, or the call itself, may still be on its way), else somebody else's.
    await client.query(
      `update comments set hidden = $2, gone_at = null,
         hidden_by = case when $2 then coalesce(hidden_by, case when (
           select a.kind = 'hide' or (a.look_again_at is not null and (a.look_again_at < 'infinity'
             or a.state in ('pending', 'postponed')))
           from actions a join cases k on k.id = a.case_id
           where k.comment_id = comments.id and a.kind in ('hide', 'unhide') and a.attempted_at is not null
           order by a.number desc limit 1) then 'us' else 'other' end) end
       where id = $1`,
      [before.id, hidden],
    );
  }
  if (
    before.purged_at === null ? before.hash === now.hash : isForgotten(before, before.purged_at, now, people)
  )
    return false;
  await client.query(
    `with revision as (
       insert into revisions (comment_id, hash, text) values ($1, $2, $3)
       on conflict (comment_id, hash) do update set text = excluded.text
       returning id
     ), pointer as (
       update comments set current_revision = (select id from revision), attachment = $4, purged_at = null
       where id = $1
     )
     insert into unscreened (revision_id, source_id)
     select id, $5 from revision where not $6
     -- Somebody may just be taking the debt of its first time away, and judge it as a text that is gone.
     on conflict (revision_id) do update set tries = 0, again = false, since = sang_now()`,
    [before.id, bytes(now.hash), now.text, now.attachment ?? null, sourceId, now.byPage],
  );
  return !now.byPage;
}

/** A forgotten text that is still there is not taken in again; nor what cannot be told from it. */
function isForgotten(
  before: Known,
  purgedAt: Date,
  now: { hash: string },
  { blinds, lostBefore }: Pick<People, 'blinds' | 'lostBefore'>,
): boolean {
  if (lostBefore !== undefined && purgedAt < lostBefore) return true;
  return blinds(Buffer.from(now.hash, 'hex')).some((blind) => blind.toString('hex') === before.hash);
}

async function markGone(client: pg.PoolClient, sourceId: number, gone: readonly string[]): Promise<number> {
  if (gone.length === 0) return 0;
  const result = await client.query(
    `update comments set gone_at = sang_now()
     where source_id = $1 and external_id = any($2::text[]) and gone_at is null`,
    [sourceId, gone],
  );
  return result.rowCount ?? 0;
}

/**
 * A reply the page gave at the platform itself ends the waiting of the comment it answers (in a conversation, of all that
 * came before it), and its case where an answer was all it asked for. An answer of ours that still waits to be sent is not needed any more.
 */
async function endWaiting(
  client: pg.PoolClient,
  sourceId: number,
  comments: readonly CommentSeen[],
): Promise<void> {
  const written = comments.filter(({ byPage }) => byPage);
  const named = written.flatMap(({ parentExternalId: parent }) => (parent === undefined ? [] : [parent]));
  const said = written.flatMap(({ kind, externalId }) => (kind === 'message' ? [externalId] : []));
  if (named.length + said.length === 0) return;
  await client.query(
    `with answered as (
       select id from comments where source_id = $1 and external_id = any($2::text[])
       union
       select c.id from comments a join comments c on c.post_id = a.post_id and c.created_at < a.created_at
       where a.source_id = $1 and a.external_id = any($3::text[]) and ${writtenByPerson('a')}
     ), found as (
       select k.id, k.decision = 'reply' and not k.harm and k.expires_at is null and k.appealed_at is null as over
       from answered c join cases k on k.comment_id = c.id
       where k.state = 'open' and k.waiting_since is not null
       -- In the order in which verdicts are settled, so that no two wait for each other.
       order by c.id for update of k
     ), waited as (
       update cases k set waiting_since = null, updated_at = sang_now() from found where k.id = found.id and not found.over
     ), closed as (
       update cases k set waiting_since = null, state = 'replied', decision_number = decision_number + 1,
         decided_by = 'person', decided_revision = null, decided_at = sang_now(), updated_at = sang_now()
       from found where k.id = found.id and found.over returning k.id, k.source_id, k.decision_number
     ), called_off as (
       update actions a set state = 'cancelled', code = 'superseded' from closed
       where a.case_id = closed.id and a.kind = 'reply' and a.state in ('pending', 'postponed')
         and (a.lease_until is null or a.lease_until <= sang_now())
     )
     insert into audit (actor, source_id, case_id, what, before, after)
     select 'service', source_id, id, 'case.answered-there', '{"state":"open"}',
       jsonb_build_object('state', 'replied', 'number', decision_number) from closed`,
    [sourceId, named, said],
  );
}
