import type pg from 'pg';
import { hideReason, holdReason } from '../../domain/act/provisional.ts';
import { type Renewal, renewal } from '../../domain/act/renew.ts';
import { type Decision, pressure } from '../../domain/categories.ts';
import type { Judged } from '../../pipeline/ports/screening.ts';
import {
  close,
  dropTask,
  follow,
  forgetProposal,
  restore,
  takeOver,
  withdrawAnswer,
} from './renewed-case.ts';
import { boundHide, endHide } from './standing-hide.ts';

interface Standing {
  id: string;
  comment_id: string;
  state: string;
  decision: Decision;
  peoples: boolean;
  revision_id: string;
  current_revision: string;
  decided_revision: string | null;
  decided_by: string | null;
  expires: boolean;
  /** A hide of ours stands, done or on its way. */
  hidden: boolean;
  /** It is a person's hands that do it at the platform. */
  by_hand: boolean;
  bounded: boolean;
}

/** What the verdicts just stored go by. */
export interface StoredVerdicts {
  /** By revision. */
  readonly ids: ReadonlyMap<number, string>;
  readonly now: Date;
}

/** Brings the cases there are to what the verdicts say; resolves to those whose comment has no case. */
export async function renewCases(
  client: pg.PoolClient,
  judged: readonly Judged[],
  verdicts: StoredVerdicts,
): Promise<Judged[]> {
  const standing = await readStanding(client, judged);
  const without: Judged[] = [];
  for (const entry of judged) {
    const before = standing.get(entry.owed.commentId);
    if (before === undefined) without.push(entry);
    // A text that has been replaced says nothing any more: the one now visible is owed a verdict of its own.
    else if (Number(before.current_revision) === entry.owed.revisionId)
      await renew(client, before, entry, verdicts);
  }
  return without;
}

async function readStanding(
  client: pg.PoolClient,
  judged: readonly Judged[],
): Promise<Map<number, Standing>> {
  if (judged.length === 0) return new Map();
  // Locked first and read after: the reading must see what the one before us wrote.
  const { rows: locked } = await client.query<{ id: string }>({
    name: 'settle.lock',
    // One by one, as in `screen.read`, and in one order over all workers, so that no two wait for each other.
    text: `select k.id from (select id from unnest($1::bigint[]) as u(id) order by id) as i
      cross join lateral (select k.id from cases k where k.comment_id = i.id limit 1 for update) k`,
    values: [judged.map(({ owed }) => owed.commentId)],
  });
  if (locked.length === 0) return new Map();
  const { rows } = await client.query<Standing>({
    name: 'settle.standing',
    // What was opened by hand has no category until a rule finds one.
    text: `select k.id, k.comment_id, k.state, k.decision, v.revision_id, c.current_revision, k.decided_revision, k.decided_by,
        k.expires_at is not null as expires, coalesce(last.verb = 'hide', false) as hidden, coalesce(last.kind = 'by-hand', false) as by_hand,
        coalesce(k.former ? 'held', false) as bounded,
        k.appealed_at is not null or k.proposed_by is not null
          or (cardinality(k.categories) = 0 and k.decision <> 'none')
          or coalesce(last.verb = 'hide' and last.by = 'person', false) as peoples
      from unnest($1::bigint[]) as i(id)
      cross join lateral (select * from cases k where k.id = i.id limit 1) k
      cross join lateral (select v.revision_id from verdicts v where v.id = k.verdict_id limit 1) v
      cross join lateral (
        select c.current_revision, c.hidden and c.hidden_by is not distinct from 'us' as by_us
        from comments c where c.id = k.comment_id limit 1) c
      left join lateral (
        -- A hide that was given up or called off may stand all the same.
        select a.kind, a.verb, a.by from (
          select *, case kind when 'by-hand' then detail->>'verb' else kind end as verb from actions
          where case_id = k.id) a
        where a.verb in ('hide', 'unhide')
          and (a.state not in ('cancelled', 'failed') or (a.kind = 'hide' and c.by_us))
        order by a.number desc, a.id desc limit 1) last on true`,
    values: [locked.map(({ id }) => id)],
  });
  return new Map(rows.map((row) => [Number(row.comment_id), row]));
}

/** Applies a new verdict to a case that exists. */
async function renew(
  client: pg.PoolClient,
  before: Standing,
  entry: Judged,
  { ids, now }: StoredVerdicts,
): Promise<void> {
  const { owed, need } = entry;
  const verdictId = ids.get(owed.revisionId);
  const sameText = Number(before.revision_id) === owed.revisionId;
  const held = before.hidden && !before.expires;
  const what = renewal(
    {
      state: before.state,
      sameText,
      decidedText: decidedOn(before) === owed.revisionId,
      presses: need !== undefined && pressure(need.decision) > pressure(before.decision),
      peoples: before.peoples,
      held,
      bounded: before.bounded && before.expires,
    },
    need,
  );
  if (what === 'leave') return;
  await withdrawAnswer(client, before.id);
  if (!sameText) await forgetProposal(client, before.id);
  if (what === 'restore') await restore(client, before.id, verdictId);
  else if (what === 'close') await close(client, before.id, verdictId);
  else {
    await settleHide(client, before, entry, { sameText, held, now });
    if (what === 'follow') await follow(client, before.id, entry, verdictId, sameText);
    else await takeOver(client, before.id, entry, verdictId, sameText);
  }
  if (what === 'follow' && before.state !== 'open') return;
  await client.query(
    `insert into audit (actor, source_id, case_id, what, why, before, after)
     values ('rule', $1, $2, $3, $4, $5, $6)`,
    [
      owed.source.id,
      before.id,
      AUDITED[what],
      (what === 'reopen' || what === 'restore') && !sameText ? 'edit' : 'verdict',
      JSON.stringify({ state: before.state }),
      JSON.stringify({ state: what === 'close' ? 'expired' : what === 'restore' ? 'hidden' : 'open' }),
    ],
  );
}

const AUDITED: Readonly<Record<Exclude<Renewal, 'leave'>, string>> = {
  update: 'case.renewed',
  follow: 'case.renewed',
  reopen: 'case.reopened',
  restore: 'case.restored',
  close: 'case.closed',
};

/** The text that a person's decision, or their hide, is about. */
function decidedOn({ state, decided_by, decided_revision, revision_id }: Standing): number | undefined {
  if (state === 'open') return decided_revision === null ? undefined : Number(decided_revision);
  return decided_by === 'person' ? Number(decided_revision ?? revision_id) : undefined;
}

/**
 * Nothing stays hidden for a text that is no longer there: a provisional hide ends with its reason. What a person hid
 * was another text: where this one gives a reason too it stands for a while, as a provisional hide does, else it ends.
 */
async function settleHide(
  client: pg.PoolClient,
  before: Standing,
  { owed, verdict }: Judged,
  { sameText, held, now }: { readonly sameText: boolean; readonly held: boolean; readonly now: Date },
): Promise<void> {
  if (before.by_hand) {
    // What hands did, hands undo, as a person decides; what they have not done yet was asked of another text.
    if (!sameText) await dropTask(client, before.id);
  } else if (before.expires) {
    const reason = before.bounded ? holdReason(verdict) : hideReason(verdict);
    if (reason === undefined) await endHide(client, before.id);
  } else if (held && !sameText) {
    if (holdReason(verdict) === undefined) await endHide(client, before.id);
    else {
      const until = new Date(now.getTime() + owed.source.provisionalMinutes * 60_000);
      await boundHide(client, before.id, until);
    }
  }
}
