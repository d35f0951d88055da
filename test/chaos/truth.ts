import { canonical } from '../../src/adapters/platforms/facebook/ids.ts';
import type { House } from './house.ts';
import { type Kind, kindOf } from './rules.ts';

/** What must never be: one line each, empty where all is well. */
export interface Findings {
  /** Comments of the truth that are missing, stale or without a verdict. */
  readonly lost: string[];
  /** Verdicts, actions or digests that are there twice. */
  readonly doubled: string[];
  readonly broken: string[];
}

interface Stored {
  source_id: string;
  external_id: string;
  text: string;
  hidden: boolean;
  gone: boolean;
  by_page: boolean;
  verdicts: number;
  decision: Kind | 'flag' | null;
  unjudged: string | null;
}

/** Why the house is not yet at rest; undefined when everything that was going to happen has happened. */
export async function unrest(house: House): Promise<string | undefined> {
  const { rows } = await house.pool.query<Record<'owed' | 'batches' | 'actions' | 'overdue', number>>(
    `select (select count(*)::int from unscreened) as owed, (select count(*)::int from batches) as batches,
       (select count(*)::int from actions where state in ('pending', 'postponed') and kind <> 'by-hand') as actions,
       (select count(*)::int from cases where expires_at <= sang_now()) as overdue`,
  );
  const [row] = rows;
  for (const [what, count] of Object.entries(row ?? {})) if (count > 0) return `${count} ${what}`;
  return (await compare(house)).lost[0];
}

/** Holds what is stored against what the simulated platforms know. */
export async function compare(house: House): Promise<Findings> {
  const findings: Findings = { lost: [], doubled: [], broken: [] };
  const truth = truthOf(house);
  for (const row of await storedOf(house)) {
    const key = `${row.source_id} ${row.external_id}`;
    const real = truth.get(key);
    truth.delete(key);
    if (real === undefined) {
      if (!row.gone) findings.lost.push(`${key}: deleted at the platform, present here`);
      continue;
    }
    if (row.gone) findings.lost.push(`${key}: present at the platform, gone here`);
    if (row.text !== real.text) findings.lost.push(`${key}: an older text`);
    if (row.hidden !== real.hidden) findings.lost.push(`${key}: hidden ${row.hidden}, really ${real.hidden}`);
    if (row.by_page) continue;
    if (row.verdicts === 0) findings.lost.push(`${key}: no verdict`);
    if (row.verdicts > 1) findings.doubled.push(`${key}: ${row.verdicts} verdicts`);
    if (row.verdicts === 1 && row.unjudged === null && row.decision !== kindOf(real.text)) {
      findings.broken.push(`${key}: ${row.decision}, should be ${kindOf(real.text)}`);
    }
  }
  for (const key of truth.keys()) findings.lost.push(`${key}: missing`);
  return findings;
}

function truthOf(house: House): Map<string, { text: string; hidden: boolean }> {
  const { facebook, zalo, sources } = house;
  const truth = new Map<string, { text: string; hidden: boolean }>();
  for (const { tail, message, hidden } of facebook.world.comments.values()) {
    truth.set(`${sources.facebook} ${canonical(facebook.pageId, tail)}`, { text: message, hidden });
  }
  for (const { id, text } of zalo.world.messages) {
    truth.set(`${sources.zalo} ${id}`, { text: text ?? '', hidden: false });
  }
  return truth;
}

async function storedOf({ pool }: House): Promise<Stored[]> {
  const { rows } = await pool.query<Stored>(
    `select c.source_id, c.external_id, r.text, c.hidden, c.gone_at is not null as gone, c.by_page,
       (select count(*)::int from verdicts v where v.revision_id = r.id) as verdicts,
       v.decision, v.unjudged
     from comments c join revisions r on r.id = c.current_revision
     left join lateral (select decision, unjudged from verdicts where revision_id = r.id limit 1) v on true`,
  );
  return rows;
}

/** Every action that was decided stands in the platform's own log, once. */
export async function compareActions(house: House): Promise<Findings> {
  const findings: Findings = { lost: [], doubled: [], broken: [] };
  const { rows } = await house.pool.query<{
    id: string;
    kind: string;
    state: string;
    code: string | null;
    platform: string;
    external_id: string;
    text: string | null;
    gone: boolean;
    idle: boolean;
    open: boolean;
  }>(
    `select a.id, case a.kind when 'by-hand' then a.detail->>'verb' else a.kind end as kind,
       case a.kind when 'by-hand' then 'handed over' else a.state end as state, a.code, s.platform, c.external_id, a.detail->>'text' as text,
       c.gone_at is not null as gone,
       -- Taken back before the hide was ever sent: there was nothing to make visible again.
       a.kind = 'unhide' and exists (select 1 from actions h where h.case_id = a.case_id and h.kind = 'hide'
         and h.number < a.number and h.code = 'superseded') as idle,
       -- Taken back or handed over while nobody knew whether it had been applied.
       (a.code = 'superseded' or a.kind = 'by-hand') and a.attempted_at is not null as open
     from actions a join cases k on k.id = a.case_id join comments c on c.id = k.comment_id
     join sources s on s.id = a.source_id`,
  );
  const log = writesOf(house);
  const done = new Map<string, number>();
  const idle = new Map<string, number>();
  const open = new Map<string, number>();
  for (const row of rows) {
    // Whose comment was deleted meanwhile may have been carried out or not.
    if (row.state === 'failed' && !row.gone)
      findings.broken.push(`action ${row.id} ${row.kind}: failed (${row.code})`);
    const at = `${row.kind} ${tailOf(row.external_id)}`;
    if (row.open) open.set(at, (open.get(at) ?? 0) + 1);
    if (row.state !== 'done') continue;
    if (row.idle) idle.set(tailOf(row.external_id), (idle.get(tailOf(row.external_id)) ?? 0) + 1);
    const key = row.kind === 'reply' ? `reply ${row.text}` : `${row.kind} ${tailOf(row.external_id)}`;
    done.set(key, (done.get(key) ?? 0) + 1);
  }
  const gone = new Set(rows.filter((row) => row.gone).map((row) => tailOf(row.external_id)));
  for (const [key, count] of done) {
    const real = log.get(key) ?? 0;
    const needed = key.startsWith('unhide') ? count - (idle.get(key.split(' ')[1] ?? '') ?? 0) : count;
    if (real < needed) findings.lost.push(`${key}: done ${count} times here, ${real} times at the platform`);
  }
  for (const [key, real] of log) {
    const count = (done.get(key) ?? 0) + (open.get(key) ?? 0);
    if (real > count && !gone.has(key.split(' ')[1] ?? '') && !key.startsWith('reply'))
      findings.doubled.push(`${key}: ${real} times at the platform, decided ${count} times`);
    if (key.startsWith('reply') && real > 1) findings.doubled.push(`${key}: sent ${real} times`);
  }
  return findings;
}

function writesOf({ facebook, zalo }: House): Map<string, number> {
  const log = new Map<string, number>();
  const count = (key: string): void => {
    log.set(key, (log.get(key) ?? 0) + 1);
  };
  for (const { verb, on, text } of facebook.log)
    count(verb === 'reply' ? `reply ${text}` : `${verb} ${tailOf(on)}`);
  for (const { verb, text } of zalo.log) if (verb === 'reply') count(`reply ${text}`);
  return log;
}

const tailOf = (id: string): string => id.slice(id.lastIndexOf('_') + 1);

/** No two digests of one audience tell of the same moment. */
export async function compareDigests({ pool }: House): Promise<Findings> {
  const { rows } = await pool.query<{ audience: string; id: string; other: string }>(
    `select a.audience, a.id, b.id as other from digests a join digests b
       on b.audience = a.audience and b.kind = a.kind and b.id > a.id
       and b.window_from < a.window_to and a.window_from < b.window_to
     -- One whose process was killed before it was sent is replaced by the next, which tells of both times.
     where a.sent_at is not null and b.sent_at is not null`,
  );
  return {
    lost: [],
    doubled: rows.map(({ audience, id, other }) => `digests ${id} and ${other} of ${audience} overlap`),
    broken: [],
  };
}
