import type pg from 'pg';
import { appealFinder } from '../../domain/act/appeal.ts';
import { keysOf, type People } from '../../pipeline/ports/people.ts';
import type { CommentSeen } from '../../pipeline/ports/platform.ts';
import { settingsFrom } from '../../pipeline/source-settings.ts';

type Written = Pick<CommentSeen, 'text' | 'authorId' | 'parentExternalId' | 'byPage'>;

/** The finder made last: pages nearly always share their words, and making one costs as much as a batch. */
let made: { readonly words: string; readonly finds: (text: string) => boolean } | undefined;

function finderOf(words: readonly string[]): (text: string) => boolean {
  const key = words.join('\n');
  if (made?.words !== key) made = { words: key, finds: appealFinder(words) };
  return made.finds;
}

/**
 * Notes, in the transaction that stores them, which new comments appeal a hide of their own author on this page: of the
 * comment they answer, else of the author's latest hidden one. The case is reopened by whoever looks next; nothing is
 * lost in between. An author is heard once per case; a moderator may speak for them again.
 */
export async function noteAppeals(
  client: pg.PoolClient,
  sourceId: number,
  comments: readonly Written[],
  people: People,
): Promise<void> {
  const candidates = comments.filter(({ byPage, authorId }) => !byPage && authorId !== undefined);
  if (candidates.length === 0) return;
  const { rows } = await client.query<{ settings: Record<string, unknown> }>(
    'select settings from sources where id = $1',
    [sourceId],
  );
  const appeals = finderOf(settingsFrom(rows[0]?.settings ?? {}).appealWords);
  for (const { text, authorId, parentExternalId } of candidates) {
    if (authorId === undefined || !appeals(text)) continue;
    const keys = keysOf(people, sourceId, authorId);
    // A provisional hide is open already: the appeal only shows there, and its end stays what it is.
    await client.query(
      `with meant as (
         select k.id, k.source_id, k.state from cases k join comments c on c.id = k.comment_id
         where c.source_id = $1 and c.author_key = any($2::bytea[]) and k.appeals = 0
           and k.appeal_wanted_at is null
           and (k.state = 'hidden' or (k.state = 'open' and k.expires_at is not null))
         order by (c.external_id = $3) desc nulls last, k.updated_at desc, k.id desc limit 1
       ), noted as (
         update cases k set
           appeal_wanted_at = case when meant.state = 'hidden' then sang_now() end,
           appealed_at = case when meant.state = 'open' then sang_now() else k.appealed_at end,
           appeals = k.appeals + case when meant.state = 'open' then 1 else 0 end
         from meant where k.id = meant.id
       )
       insert into audit (actor, source_id, case_id, what, why)
       select 'author', source_id, id, 'case.appeal', 'while hidden provisionally' from meant where state = 'open'`,
      [sourceId, keys, parentExternalId ?? null],
    );
  }
}
