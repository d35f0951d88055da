import { CATEGORIES, type Category } from '../../domain/categories.ts';
import { type BoardCursor, type BoardFilter, type Lane, LANES } from '../../pipeline/ports/board.ts';

/** The expression the indexes of the queue order by. */
const RANK = `case k.decision when 'urgent' then 1 when 'hide' then 2 when 'flag' then 3 else 4 end`;

/** Lanes that are told by what is to be done, not by the case. */
const BY_ACTION = {
  failed: `a.state = 'failed'`,
  'by-hand': `a.kind = 'by-hand' and a.state = 'pending'`,
} as const;

/**
 * Starting from the few actions of a kind, on one page, is cheaper than asking every case. As `exists`, every supported
 * PostgreSQL makes a join of it; of an `in` whose rows depend on the case, none before 17 does.
 */
function ofAction(condition: string): string {
  return `exists (select 1 from actions a where a.case_id = k.id and a.source_id = k.source_id and ${condition})`;
}

/** What stands in each lane. */
const LANE: Readonly<Record<Lane, string>> = {
  harm: `k.state = 'open' and k.harm and k.decision <> 'none'`,
  reply: `k.state = 'open' and k.reply and k.waiting_since is not null`,
  urgent: `k.state = 'open' and k.decision = 'urgent'`,
  provisional: `k.state in ('open', 'escalated') and k.expires_at is not null`,
  escalated: `k.state = 'escalated'`,
  failed: ofAction(BY_ACTION.failed),
  'by-hand': ofAction(BY_ACTION['by-hand']),
};

/** Cases of these lanes may stand for others; what is decided or to be done by hand stands for itself. */
const GROUPED: readonly (Lane | 'all')[] = ['all', 'harm', 'reply', 'urgent', 'provisional'];

/** Whether a case waits for one answer of its own, to its author or to a colleague: it stands for itself. */
export function standsAlone(found: string): string {
  return `(${found}.appealed_at is not null or ${found}.proposed_by is not null)`;
}

/** Whether two open cases of a page are near-identical, and to be shown as one as in the digest. */
export function alike(one: string, other: string): string {
  return `${one}.state = 'open' and ${one}.source_id = ${other}.source_id and ${one}.group_key = ${other}.group_key
    and ${one}.decision = ${other}.decision and (${one}.expires_at is null) = (${other}.expires_at is null)
    and not ${standsAlone(one)} and not ${standsAlone(other)}`;
}

/**
 * Of near-identical cases that are looked for, only the first, found by one step in their own index for the whole group:
 * joined to each case that is passed, the database keeps it in mind.
 */
function firstAlike(looked: readonly string[], { at }: Order): string {
  const others = looked.map((condition) => condition.replaceAll(/\bk\./gu, 'e.'));
  return `left join lateral (select e.id from cases e
    where ${[alike('e', 'k'), ...others].join(' and ')} order by ${at.replace('k.', 'e.')}, e.id limit 1) f on true`;
}
const STANDS_FIRST = `(k.group_key is null or k.state <> 'open' or ${standsAlone('k')} or k.id = f.id)`;

/** What a page is ordered by, and its cursor with it; then by number. */
interface Order {
  readonly rank: string;
  readonly at: string;
}
const PRESSING: Order = { rank: RANK, at: 'k.opened_at' };
/** What ends soonest is decided first. A constant needs its type, or it would name a column. */
const ENDING: Order = { rank: '0::int', at: 'k.expires_at' };

/** A case of a page with its place in the order. */
export interface Place {
  readonly id: string;
  readonly rank: number;
  readonly at: string;
}

interface Chosen {
  /** Selects the places of one page and of one case more, in order. */
  readonly text: string;
  readonly values: unknown[];
}

/**
 * Chooses a page on the case rows alone. Every source is read from its own part of an index that has the order of the
 * page, and the parts are merged: however rare what is looked for is, and wherever it stands, the rest is not looked
 * through. Only a rule's cases are found where the database thinks best: in the set of them, or in the whole queue.
 */
export function choosePage(
  filter: BoardFilter,
  page: { readonly after?: BoardCursor; readonly limit: number; readonly sources?: readonly number[] },
): Chosen {
  const order = filter.lane === 'provisional' ? ENDING : PRESSING;
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const where = conditions(filter, place);
  const grouped = GROUPED.includes(filter.lane);
  const first = grouped ? firstAlike(where, order) : '';
  if (grouped) where.push(STANDS_FIRST);
  if (page.after !== undefined) {
    const [rank, at, id] = page.after;
    where.push(
      `(${order.rank}, ${order.at}, k.id) > (${place(rank)}::int, ${place(at)}::timestamptz, ${place(id)}::bigint)`,
    );
  }
  // As a number in the text: with it the plan that serves every reader is known to be a short one.
  const limit = Math.trunc(page.limit) + 1;
  const sorted = (conditions: readonly string[]): string =>
    `select k.id, ${order.rank} as rank, ${order.at} as at from cases k ${first} where ${conditions.join(' and ')}
     order by ${order.rank}, ${order.at}, k.id limit ${limit}`;
  const { sources } = page;
  if (filter.rule !== undefined) {
    if (sources !== undefined) where.push(`k.source_id = any(${place(sources)}::bigint[])`);
    return { text: `select id, rank, at::text from (${sorted(where)}) page`, values };
  }
  const own = pages(sources === undefined ? undefined : place(sources));
  return {
    text: `select page.id, page.rank, page.at::text from ${own} cross join lateral (${sorted([...where, 'k.source_id = own.id'])}) page
      order by page.rank, page.at, page.id limit ${limit}`,
    values,
  };
}

/** Counts the cases of each lane up to `most`, page by page as they are listed. */
export function countLanes(sources: readonly number[] | undefined, most: number): Chosen {
  const values: unknown[] = sources === undefined ? [] : [sources];
  const own = pages(sources === undefined ? undefined : '$1');
  const limit = Math.trunc(most);
  const mine = (of: string): string =>
    sources === undefined ? '' : `and ${of}.source_id = any($1::bigint[])`;
  /** Few stand in these lanes wherever they are: found by an index of their own, not page by page. */
  const few: Readonly<Partial<Record<Lane, string>>> = {
    provisional: `select from cases k where ${LANE.provisional} ${mine('k')}`,
    failed: `select distinct a.case_id from actions a where ${BY_ACTION.failed} ${mine('a')}`,
    'by-hand': `select distinct a.case_id from actions a where ${BY_ACTION['by-hand']} ${mine('a')}`,
  };
  const counts = LANES.map((lane) => {
    const each = `select from ${own} cross join lateral (
      select from cases k where ${LANE[lane]} and k.source_id = own.id limit ${limit}) of_page`;
    return `(select count(*)::int from (${few[lane] ?? each} limit ${limit}) found) as "${lane}"`;
  });
  return { text: `select ${counts.join(', ')}`, values };
}

/** The sources somebody may see as `own`; `placed` is the parameter that holds them, all without one. */
function pages(placed: string | undefined): string {
  return placed === undefined
    ? '(select id from sources) own'
    : `(select unnest(${placed}::bigint[]) as id) own`;
}

function conditions(filter: BoardFilter, place: (value: unknown) => string): string[] {
  const { lane } = filter;
  const where =
    lane === 'all'
      ? [`k.state = 'open' and k.decision <> 'none'`]
      : // As the order of the queue says it, so that its index is read from the top and no further.
        [lane === 'urgent' ? `k.state = 'open' and ${RANK} = 1` : LANE[lane]];
  if (filter.source !== undefined) where.push(`k.source_id = ${place(filter.source)}`);
  if (filter.category !== undefined) where.push(ofCategory(filter.category));
  if (filter.severity !== undefined) where.push(`k.severity = ${place(filter.severity)}`);
  if (filter.rule !== undefined) where.push(`k.rules @> array[${place(filter.rule)}]`);
  if (filter.language !== undefined) where.push(`k.language = ${place(filter.language)}`);
  if (filter.olderThanHours !== undefined) {
    // Naming the ranks lets the index begin with the oldest of each and stop at the age.
    where.push(
      `${RANK} = any('{1,2,3,4}') and k.opened_at < sang_now() - make_interval(hours => ${place(filter.olderThanHours)})`,
    );
  }
  return where;
}

/** As the category's own index says it; a parameter in its place would hide the index from a plan made once. */
function ofCategory(category: Category): string {
  if (!CATEGORIES.includes(category)) throw new Error('board.category');
  return `k.categories @> array['${category}']`;
}

/** The languages of open cases, one step in the index for each of every page; $1 = the pages looked at, or null. */
export const LANGUAGES = `with recursive found as (
    select s.id, (select min(k.language) from cases k where k.state = 'open' and k.source_id = s.id) as language
    from sources s where $1::bigint[] is null or s.id = any($1)
    union all
    select id, (select min(k.language) from cases k where k.state = 'open' and k.source_id = found.id
      and k.language > found.language)
    from found where found.language is not null
  )
  select distinct language from found where language is not null order by language`;
