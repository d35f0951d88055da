import type pg from 'pg';
import type { CaseState } from '../../domain/act/transitions.ts';
import type { Category } from '../../domain/categories.ts';
import type { BoardAction, BoardCase, BoardCursor, BoardStore, Lane } from '../../pipeline/ports/board.ts';
import type { Seen } from '../../pipeline/ports/cases.ts';
import { alike, choosePage, countLanes, LANGUAGES, type Place } from './board-page.ts';
import { ITEM_COLUMNS, ITEM_JOINS, type ItemRow, itemFrom } from './case-items.ts';
import { prepared } from './database.ts';
import { MAY_DISMISS, MAY_DO, MAY_REOPEN, MAY_RETRY } from './failures.ts';

interface BoardRow extends ItemRow {
  state: CaseState;
  decision_number: number;
  revision_id: string;
  decider: string | null;
  decided_at: Date | null;
  categories: Category[];
  language: string;
  holder: { id: number; name: string } | null;
  author: { comments: number; upheld: number; kept: number } | null;
  actions: BoardAction[] | null;
  proposer: string | null;
  proposed_by: string | null;
  proposed_category: Category | null;
  gone: boolean;
  edited: boolean;
  hidden: boolean;
  hidden_by: 'us' | 'other' | null;
  can_hide: boolean | null;
  appealed: boolean;
  acknowledged: boolean;
}

/** Near-identical cases are counted up to so many. */
const ALIKE = 1_000;

/** Comments of an author that are looked at, the latest. */
const AUTHOR_LOOK = 50;

const SIMILAR = `case when k.group_key is null or k.state <> 'open' then 0 else (
    select greatest(count(*)::int - 1, 0) from (select from cases e where ${alike('e', 'k')} limit ${ALIKE}) x) end`;
/** Where nobody asks how many are alike, they are not counted. */
const NOT_COUNTED = '0';

const columns = (similar: string): string => `${ITEM_COLUMNS}, ${similar} as similar,
  k.state, k.decision_number, v.revision_id, k.decided_at,
  (select name from moderators where id = k.moderator_id) as decider, k.categories, k.language,
  (select jsonb_build_object('id', id, 'name', name) from moderators
     where id = k.held_by and k.held_until > sang_now()) as holder,
  case when c.author_key is null then null else (
    select jsonb_build_object('comments', count(*), 'upheld', count(*) filter (where o.state = 'hidden'
        and o.decided_by = 'person' and exists (select 1 from actions h where h.case_id = o.id and h.state = 'done'
          and (h.kind = 'hide' or (h.kind = 'by-hand' and h.detail->>'verb' = 'hide')))), 'kept', count(*) filter (where o.state = 'kept'))
    from (select b.id from comments b where b.source_id = c.source_id and b.author_key = c.author_key
      and b.id <> c.id order by b.created_at desc limit ${AUTHOR_LOOK}) e left join cases o on o.comment_id = e.id) end as author,
  (select jsonb_agg(jsonb_build_object('id', a.id, 'kind', a.kind, 'state', a.state, 'code', a.code,
     'detail', a.detail, 'may', array_remove(array[case when ${MAY_RETRY} then 'retry' end,
       case when ${MAY_DO} then 'done' end, case when ${MAY_REOPEN} then 'reopen' end,
       case when ${MAY_DISMISS} then 'dismiss' end], null)) order by a.id) from actions a where a.case_id = k.id) as actions,
  (select name from moderators where id = k.proposed_by) as proposer, k.proposed_by, k.proposed_category,
  c.gone_at is not null as gone, c.current_revision <> v.revision_id and c.purged_at is null as edited, c.hidden, c.hidden_by, c.can_hide,
  k.appealed_at is not null as appealed, (k.acknowledged_at is not null
    and (k.state <> 'escalated' or k.acknowledged_at >= k.decided_at)) as acknowledged`;

/** Messages that reached nobody stand in the lane of what failed. */
const LOST = `select count(*)::int as lost from (select 1 from notices n join cases k on k.id = n.case_id
    where n.state in ('failed', 'unanswered') and ($1::bigint[] is null or k.source_id = any($1)) limit $2) x`;

/** The console's reading over Postgres; pages by key, so that the last page costs what the first does. */
export function createBoardStore(pool: pg.Pool): BoardStore {
  async function readOut(ids: readonly string[], similar = SIMILAR): Promise<BoardCase[]> {
    const { rows } = await pool.query<BoardRow>(
      prepared(`select ${columns(similar)} ${ITEM_JOINS} where k.id = any($1::bigint[])`, [ids]),
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => found.get(id) ?? []).map(caseFrom);
  }

  return {
    async list(filter, page) {
      // The page is chosen on the case rows alone; only its few rows are then joined and read out. As a statement of its
      // own, that large one is planned once: what the database weighs anew at every call is the small choice.
      const { text, values } = choosePage(filter, page);
      const { rows: places } = await pool.query<Place>(prepared(text, values));
      const chosen = places.slice(0, page.limit);
      const last = chosen.at(-1);
      const next: BoardCursor | undefined =
        places.length > page.limit && last !== undefined ? [last.rank, last.at, Number(last.id)] : undefined;
      return {
        cases: await readOut(chosen.map(({ id }) => id)),
        ...(next === undefined ? {} : { next }),
      };
    },

    async get(caseId, sources) {
      const { rows } = await pool.query<BoardRow>(
        prepared(
          `select ${columns(SIMILAR)} ${ITEM_JOINS}
           where k.id = $1 and ($2::bigint[] is null or k.source_id = any($2))`,
          [caseId, sources ?? null],
        ),
      );
      return rows[0] === undefined ? undefined : caseFrom(rows[0]);
    },

    async several(caseIds, sources) {
      const found = await readOut([...new Set(caseIds)].map(String), NOT_COUNTED);
      return found.filter(({ item }) => sources?.includes(item.source.id) ?? true);
    },

    async alike(caseId, sources, limit) {
      const { rows } = await pool.query<{ id: string }>(
        prepared(
          `select e.id from cases k join cases e on ${alike('e', 'k')}
           where k.id = $1 and k.state = 'open' and ($2::bigint[] is null or k.source_id = any($2))
           order by e.opened_at, e.id limit $3`,
          [caseId, sources ?? null, limit],
        ),
      );
      const [first, ...rest] = rows.map(({ id }) => id);
      if (first === undefined) return [];
      return [...(await readOut([first])), ...(await readOut(rest, NOT_COUNTED))];
    },

    async counts(sources, most) {
      const lanes = countLanes(sources, most);
      const [{ rows }, lost] = await Promise.all([
        pool.query<Record<Lane, number>>(prepared(lanes.text, lanes.values)),
        pool.query<{ lost: number }>(prepared(LOST, [sources ?? null, most])),
      ]);
      const counted = rows[0];
      if (counted === undefined) throw new Error('board.no-counts');
      return { ...counted, failed: counted.failed + (lost.rows[0]?.lost ?? 0) };
    },

    async languages(sources) {
      const { rows } = await pool.query<{ language: string }>(prepared(LANGUAGES, [sources ?? null]));
      return rows.map(({ language }) => language);
    },

    async glance(caseIds, sources) {
      const { rows } = await pool.query<{
        id: string;
        decision_number: number;
        revision_id: string;
        holder: { id: number; name: string } | null;
        actions: BoardAction[] | null;
      }>(
        `select k.id, k.decision_number, v.revision_id,
           (select jsonb_build_object('id', id, 'name', name) from moderators
             where id = k.held_by and k.held_until > sang_now()) as holder,
           (select jsonb_agg(jsonb_build_object('id', a.id, 'state', a.state) order by a.id) from actions a
             where a.case_id = k.id) as actions
         from cases k join verdicts v on v.id = k.verdict_id
         where k.id = any($1::bigint[]) and ($2::bigint[] is null or k.source_id = any($2))`,
        [caseIds, sources ?? null],
      );
      return rows.map((row) => ({
        caseId: Number(row.id),
        seen: seenIn(row),
        actions: row.actions ?? [],
        ...(row.holder === null ? {} : { heldBy: row.holder }),
      }));
    },

    async hold(caseId, memberId, minutes) {
      const { rows } = await pool.query<{ held: boolean }>(
        `with mine as (
           update cases set held_by = $2, held_until = sang_now() + make_interval(mins => $3)
           where id = $1 and (held_by is null or held_by = $2 or held_until <= sang_now()) returning id
         ), others as (
           update cases set held_by = null, held_until = null where held_by = $2 and id <> $1
         )
         select exists (select 1 from mine) as held`,
        [caseId, memberId, minutes],
      );
      return rows[0]?.held === true;
    },

    async answerTo(caseId) {
      const { rows } = await pool.query<{ answer_to: Buffer | null }>(
        'select c.answer_to from cases k join comments c on c.id = k.comment_id where k.id = $1',
        [caseId],
      );
      return rows[0]?.answer_to ?? undefined;
    },

    async caseOfAction(actionId) {
      const { rows } = await pool.query<{ case_id: string }>('select case_id from actions where id = $1', [
        actionId,
      ]);
      return rows[0] === undefined ? undefined : Number(rows[0].case_id);
    },
  };
}

function seenIn(row: Pick<BoardRow, 'decision_number' | 'revision_id'>): Seen {
  return { number: row.decision_number, revision: Number(row.revision_id) };
}

function caseFrom(row: BoardRow): BoardCase {
  return {
    item: itemFrom(row),
    state: row.state,
    seen: seenIn(row),
    categories: row.categories,
    language: row.language,
    actions: row.actions ?? [],
    gone: row.gone,
    edited: row.edited,
    hidden: row.hidden,
    canHide: row.can_hide ?? true,
    appealed: row.appealed,
    acknowledged: row.acknowledged,
    ...(row.decider === null ? {} : { decidedBy: row.decider }),
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at }),
    ...(row.holder === null ? {} : { heldBy: row.holder }),
    ...(row.author === null ? {} : { author: row.author }),
    ...(row.hidden_by === null ? {} : { hiddenBy: row.hidden_by }),
    ...(row.proposer === null || row.proposed_by === null || row.proposed_category === null
      ? {}
      : {
          proposal: {
            by: row.proposer,
            moderatorId: Number(row.proposed_by),
            category: row.proposed_category,
          },
        }),
  };
}
