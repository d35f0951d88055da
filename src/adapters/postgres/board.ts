import type pg from 'pg';
import type { Category } from '../../domain/categories.ts';
import type { CaseState } from '../../domain/act/transitions.ts';
import type {
  BoardAction,
  BoardCase,
  BoardCursor,
  BoardFilter,
  BoardStore,
  Lane,
} from '../../pipeline/ports/board.ts';
import type { CommentKind } from '../../pipeline/ports/platform.ts';
import { ITEM_COLUMNS, ITEM_JOINS, type ItemRow, itemFrom } from './case-items.ts';

interface BoardRow extends ItemRow {
  rank: number;
  kind: CommentKind;
  state: CaseState;
  decision_number: number;
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
  hidden: boolean;
  hidden_by: 'us' | 'other' | null;
  can_hide: boolean | null;
  appealed: boolean;
  acknowledged: boolean;
}

/** The expression the index `cases_queue` orders by. */
const RANK = `case k.decision when 'urgent' then 1 when 'hide' then 2 when 'flag' then 3 else 4 end`;
/** Earlier comments of an author that are looked at. */
const AUTHOR_LOOK = 50;

const COLUMNS = `${ITEM_COLUMNS}, 0 as similar, ${RANK} as rank, c.kind, k.state, k.decision_number, k.decided_at,
  (select name from moderators where id = k.moderator_id) as decider, k.categories, v.language,
  (select jsonb_build_object('id', id, 'name', name) from moderators
     where id = k.held_by and k.held_until > sang_now()) as holder,
  case when c.author_key is null then null else (
    select jsonb_build_object('comments', count(*), 'upheld', count(*) filter (where o.state = 'hidden'
        and o.decided_by = 'person'), 'kept', count(*) filter (where o.state = 'kept'))
    from (select b.id from comments b where b.source_id = c.source_id and b.author_key = c.author_key
      and b.id <> c.id limit ${AUTHOR_LOOK}) e left join cases o on o.comment_id = e.id) end as author,
  (select jsonb_agg(jsonb_build_object('id', a.id, 'kind', a.kind, 'state', a.state, 'code', a.code,
     'detail', a.detail) order by a.id) from actions a where a.case_id = k.id) as actions,
  (select name from moderators where id = k.proposed_by) as proposer, k.proposed_by, k.proposed_category,
  c.gone_at is not null as gone, c.hidden, c.hidden_by, c.can_hide,
  k.appealed_at is not null as appealed, (k.acknowledged_at is not null
    and (k.state <> 'escalated' or k.acknowledged_at >= k.decided_at)) as acknowledged`;

/** What stands in each lane. */
const LANE: Readonly<Record<Lane, string>> = {
  harm: `k.state = 'open' and k.harm and k.decision <> 'none'`,
  reply: `k.state = 'open' and k.reply and k.waiting_since is not null`,
  urgent: `k.state = 'open' and k.decision = 'urgent'`,
  provisional: `k.state = 'open' and k.expires_at is not null`,
  escalated: `k.state = 'escalated'`,
  failed: `exists (select 1 from actions a where a.case_id = k.id and a.state = 'failed')`,
  'by-hand': `exists (select 1 from actions a where a.case_id = k.id and a.kind = 'by-hand'
    and a.state = 'pending')`,
};

/** The console's reading over Postgres; pages by key, so that the last page costs what the first does. */
export function createBoardStore(pool: pg.Pool): BoardStore {
  return {
    async list(filter, page) {
      const { where, values } = conditions(filter, page.sources);
      if (page.after !== undefined) {
        values.push(page.after[0], page.after[1], page.after[2]);
        const at = values.length;
        where.push(
          `(${RANK}, k.opened_at, k.id) > ($${at - 2}::int, $${at - 1}::timestamptz, $${at}::bigint)`,
        );
      }
      values.push(page.limit + 1);
      // The page is chosen on the case rows alone; only its few rows are then joined and read out.
      const { rows } = await pool.query<BoardRow & { opened_key: string }>(
        `with page as materialized (
           select k.id from cases k where ${where.join(' and ')}
           order by ${RANK}, k.opened_at, k.id limit $${values.length}
         )
         select ${COLUMNS}, k.opened_at::text as opened_key ${ITEM_JOINS} join page on page.id = k.id
         order by ${RANK}, k.opened_at, k.id`,
        values,
      );
      const shown = rows.slice(0, page.limit);
      const last = shown.at(-1);
      const next: BoardCursor | undefined =
        rows.length > page.limit && last !== undefined
          ? [last.rank, last.opened_key, Number(last.id)]
          : undefined;
      return { cases: shown.map(caseFrom), ...(next === undefined ? {} : { next }) };
    },

    async get(caseId, sources) {
      const { rows } = await pool.query<BoardRow>(
        `select ${COLUMNS} ${ITEM_JOINS}
         where k.id = $1 and ($2::bigint[] is null or k.source_id = any($2))`,
        [caseId, sources ?? null],
      );
      return rows[0] === undefined ? undefined : caseFrom(rows[0]);
    },

    async counts(sources, most) {
      const parts = Object.entries(LANE).map(
        ([lane, condition]) =>
          `(select count(*)::int from (select 1 from cases k where ${
            lane === 'failed' || lane === 'by-hand' ? actionLane(lane) : condition
          } and ($1::bigint[] is null or k.source_id = any($1)) limit $2) x) as "${lane}"`,
      );
      const { rows } = await pool.query<Record<Lane, number>>(`select ${parts.join(', ')}`, [
        sources ?? null,
        most,
      ]);
      const counted = rows[0];
      if (counted === undefined) throw new Error('board.no-counts');
      return counted;
    },

    async glance(caseIds, sources) {
      const { rows } = await pool.query<{
        id: string;
        decision_number: number;
        holder: { id: number; name: string } | null;
      }>(
        `select k.id, k.decision_number, (select jsonb_build_object('id', id, 'name', name) from moderators
           where id = k.held_by and k.held_until > sang_now()) as holder
         from cases k where k.id = any($1::bigint[]) and ($2::bigint[] is null or k.source_id = any($2))`,
        [caseIds, sources ?? null],
      );
      return rows.map((row) => ({
        caseId: Number(row.id),
        decisionNumber: row.decision_number,
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

    async caseOfAction(actionId) {
      const { rows } = await pool.query<{ case_id: string }>('select case_id from actions where id = $1', [
        actionId,
      ]);
      return rows[0] === undefined ? undefined : Number(rows[0].case_id);
    },
  };
}

/** Starting from the few actions of a kind is cheaper than asking every case. */
function actionLane(lane: 'failed' | 'by-hand'): string {
  return lane === 'failed'
    ? `k.id in (select case_id from actions where state = 'failed')`
    : `k.id in (select case_id from actions where kind = 'by-hand' and state = 'pending')`;
}

function conditions(
  filter: BoardFilter,
  sources: readonly number[] | undefined,
): { where: string[]; values: unknown[] } {
  const where: string[] = [];
  const values: unknown[] = [];
  const add = (condition: (place: string) => string, value: unknown): void => {
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  if (filter.lane === 'failed' || filter.lane === 'by-hand') {
    where.push(actionLane(filter.lane));
  } else {
    where.push(filter.lane === 'all' ? `k.state = 'open' and k.decision <> 'none'` : LANE[filter.lane]);
  }
  if (sources !== undefined) add((place) => `k.source_id = any(${place}::bigint[])`, sources);
  if (filter.source !== undefined) add((place) => `k.source_id = ${place}`, filter.source);
  if (filter.category !== undefined) add((place) => `k.categories @> array[${place}]`, filter.category);
  if (filter.severity !== undefined) add((place) => `k.severity = ${place}`, filter.severity);
  if (filter.rule !== undefined) add((place) => `k.rules @> array[${place}]`, filter.rule);
  if (filter.language !== undefined) {
    add(
      (place) => `exists (select 1 from verdicts l where l.id = k.verdict_id and l.language = ${place})`,
      filter.language,
    );
  }
  if (filter.olderThanHours !== undefined) {
    add((place) => `k.opened_at < sang_now() - make_interval(hours => ${place})`, filter.olderThanHours);
  }
  return { where, values };
}

function caseFrom(row: BoardRow): BoardCase {
  return {
    item: itemFrom(row),
    kind: row.kind,
    state: row.state,
    decisionNumber: row.decision_number,
    categories: row.categories,
    language: row.language,
    actions: row.actions ?? [],
    gone: row.gone,
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
