import type pg from 'pg';
import type { CaseState } from '../../domain/act/transitions.ts';
import type { Category, HideCategory } from '../../domain/categories.ts';
import type { CommentKind } from '../../domain/comment.ts';
import type { LockedCase } from '../../pipeline/ports/cases.ts';
import type { PlatformName } from '../../pipeline/ports/platform.ts';

export interface VisibilityRow {
  /** `hide` or `unhide`, also where a person did it or is to do it. */
  kind: string;
  byHand: boolean;
  category: HideCategory | null;
  state: string;
  number: number;
  rule: string | null;
}

export interface CaseRow {
  id: string;
  source_id: string;
  platform: PlatformName;
  kind: CommentKind;
  state: CaseState;
  decision_number: number;
  last_by: string | null;
  last_at: Date | null;
  categories: Category[];
  rules: string[];
  can_hide: boolean | null;
  appealed_at: Date | null;
  appealed_against: string[];
  proposed_by: string | null;
  proposed_category: HideCategory | null;
  verdict_id: string;
  revision_id: string;
  edited: boolean;
  accents: string;
  last: VisibilityRow[] | null;
  former: { expiresAt: string | null; appealedAt: string | null } | null;
  braked: boolean;
  /** Seen hidden at the platform after a call of ours, whatever became of that call. */
  hidden_by_us: boolean;
}

/** A case under its row lock, as a decision finds it; undefined where there is none. */
export async function lockCase(client: pg.PoolClient, caseId: number): Promise<CaseRow | undefined> {
  // Locked first and read after: the reading must see what the one before us wrote.
  await client.query('select 1 from cases where id = $1 for update', [caseId]);
  const { rows } = await client.query<CaseRow>(
    `select k.id, k.source_id, s.platform, c.kind, k.state, k.decision_number,
       last.name as last_by, last.at as last_at, k.categories, k.rules, c.can_hide, k.appealed_at,
       k.appealed_against, k.proposed_by, k.proposed_category, k.verdict_id, v.revision_id, v.accents,
       c.current_revision <> v.revision_id and c.purged_at is null as edited,
       (select jsonb_agg(jsonb_build_object('kind', a.verb, 'byHand', a.kind = 'by-hand', 'category', a.category,
          'state', a.state, 'number', a.number, 'rule', a.rule) order by a.number desc, a.id desc)
        from (select *, case kind when 'by-hand' then detail->>'verb' else kind end as verb from actions
          where case_id = k.id) a where a.verb in ('hide', 'unhide')) as last,
       k.former, s.mode = 'observe' or exists (select 1 from brakes b where b.released_at is null
         and (b.source_id = k.source_id or b.source_id is null)
         and (b.rule = any(k.rules) or b.rule is null)) as braked,
       c.hidden and c.hidden_by is not distinct from 'us' as hidden_by_us
     from cases k
     join sources s on s.id = k.source_id
     join comments c on c.id = k.comment_id
     join verdicts v on v.id = k.verdict_id
     left join lateral (
       select m.name, a.at from audit a join moderators m on m.id = a.moderator_id
       where a.case_id = k.id and a.actor = 'person' and a.what like 'case.%' and a.after ? 'number'
       order by a.id desc limit 1
     ) last on true
     where k.id = $1`,
    [caseId],
  );
  return rows[0];
}

/** The row as the domain decides on it. */
export function lockedCase(row: CaseRow): LockedCase {
  const tried = (row.last ?? []).filter((action) => action.state !== 'cancelled');
  // A hide that was given up, then overtaken by a decision or dismissed, may stand all the same.
  const visibility = (row.last ?? []).filter(
    ({ kind, state }) =>
      (state !== 'failed' && state !== 'cancelled') || (kind === 'hide' && row.hidden_by_us),
  );
  const latest = visibility[0];
  // Also one that was taken back before it was sent: who undoes that wants it hidden.
  const lastHide = row.last?.find(({ kind, state }) => kind === 'hide' && state !== 'failed');
  const former = formerHide(row, lastHide);
  return {
    platform: row.platform,
    commentKind: row.kind,
    state: row.state,
    decisionNumber: row.decision_number,
    revision: Number(row.revision_id),
    edited: row.edited,
    categories: row.categories,
    canHide: row.can_hide ?? true,
    standing: {
      state: row.state,
      hiddenByUs: latest?.kind === 'hide',
      unhiddenByLast: latest?.kind === 'unhide' && latest.number === row.decision_number,
      unhideFailed: tried[0]?.kind === 'unhide' && tried[0].state === 'failed',
      ...(lastHide?.category === null || lastHide?.category === undefined
        ? {}
        : { hideCategory: lastHide.category }),
      ...(former === undefined ? {} : { former }),
    },
    appealedAgainst: row.appealed_against.map(Number),
    ...(row.last_by === null || row.last_at === null
      ? {}
      : { lastBy: { name: row.last_by, at: row.last_at } }),
    ...(row.proposed_by === null || row.proposed_category === null
      ? {}
      : { proposal: { moderatorId: Number(row.proposed_by), category: row.proposed_category } }),
  };
}

/** What the last decision ended, as long as the case is decided. While automatic hiding is braked or off none comes back. */
function formerHide(
  { state, former, braked }: CaseRow,
  lastHide: VisibilityRow | undefined,
): LockedCase['standing']['former'] {
  if (former === null || state === 'open' || state === 'expired') return undefined;
  if (former.expiresAt === null) return { appealed: former.appealedAt !== null };
  const rule = lastHide?.rule ?? null;
  return rule === null || braked
    ? undefined
    : { appealed: false, provisional: { rule, until: new Date(former.expiresAt) } };
}
