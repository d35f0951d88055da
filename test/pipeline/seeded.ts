import type { Pool } from 'pg';
import type { Category, Decision, Severity, Suggestion } from '../../src/domain/categories.ts';
import type { CommentKind } from '../../src/domain/comment.ts';

/** A case as a test wants it; what is left out is ordinary. */
export interface Seed {
  readonly sourceId: number;
  readonly text?: string;
  readonly kind?: CommentKind;
  readonly decision?: Decision;
  readonly suggest?: Suggestion;
  readonly category?: Category;
  readonly severity?: Severity;
  readonly why?: string;
  /** Minutes ago. */
  readonly age?: number;
  readonly groupKey?: string;
}

let count = 0;

/** A page of the given name. */
export async function seedSource(pool: Pool, name: string): Promise<number> {
  count += 1;
  const { rows } = await pool.query<{ id: string }>(
    `insert into sources (platform, external_id, name) values ('facebook', $1, $2) returning id`,
    [`page-${count}`, name],
  );
  return Number(rows[0]?.id);
}

/** An open case with its comment, verdict and finding, as screening leaves them. */
export async function seedCase(pool: Pool, seed: Seed): Promise<number> {
  count += 1;
  const {
    sourceId,
    text = `câu số ${count}`,
    category = 'scam',
    severity = 'high',
    decision = 'flag',
  } = seed;
  const { rows } = await pool.query<{ id: string }>(
    `with p as (
       insert into posts (source_id, external_id, kind, text) values ($1, 'post', 'post', 'Bài đầu')
       on conflict (source_id, external_id) do update set seen_at = sang_now() returning id
     ), c as (
       insert into comments (source_id, external_id, post_id, kind, permalink, author_key, author_name,
         current_revision, created_at, seen_at)
       select $1, $2, p.id, $10, 'https://facebook.com/' || $2, 'key', 'Nguyễn Thị Người Viết', 0,
         sang_now() - make_interval(mins => $8), sang_now() - make_interval(mins => $8) from p returning id
     ), r as (
       insert into revisions (comment_id, hash, text) select c.id, decode(md5($2), 'hex'), $3 from c returning id
     ), v as (
       insert into verdicts (revision_id, rulebook_id, decision, suggest, row, language, accents)
       select r.id, 1, $4, $11, 'row', 'vi', 'full' from r returning id
     ), f as (
       insert into findings (verdict_id, ordinal, rule, category, severity, stage, spans, steps, why)
       select v.id, 0, $5 || '.test', $5, $6, 'flag', '{0,3}', '{}', $7 from v
     )
     insert into cases (source_id, comment_id, verdict_id, decision, suggest, categories, severity, rules, harm,
       reply, opened_at, group_key)
     select $1, c.id, v.id, $4, $11, array[$5], $6, array[$5 || '.test'], true, false,
       sang_now() - make_interval(mins => $8), $9 from c, v returning id`,
    [
      sourceId,
      `c-${count}`,
      text,
      decision,
      category,
      severity,
      seed.why ?? 'Vì lý do này',
      seed.age ?? 1,
      seed.groupKey ?? null,
      seed.kind ?? 'comment',
      seed.suggest ?? 'none',
    ],
  );
  await pool.query(
    `update comments c set current_revision = r.id from revisions r where r.comment_id = c.id and c.current_revision = 0`,
  );
  return Number(rows[0]?.id);
}

/** A person of a page's team. */
export async function seedMember(
  pool: Pool,
  email: string,
  teams: readonly { readonly sourceId: number; readonly senior?: boolean }[],
  role: 'moderator' | 'operator' | 'admin' = 'moderator',
): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    'insert into moderators (email, name, role) values ($1, $1, $2) returning id',
    [email, role],
  );
  const id = Number(rows[0]?.id);
  for (const { sourceId, senior = false } of teams) {
    await pool.query('insert into teams (source_id, moderator_id, senior) values ($1, $2, $3)', [
      sourceId,
      id,
      senior,
    ]);
  }
  return id;
}
