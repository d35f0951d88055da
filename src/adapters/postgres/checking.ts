import type pg from 'pg';
import type { Category } from '../../domain/categories.ts';
import type { CheckStore, Sample } from '../../pipeline/ports/checking.ts';
import { spansFrom } from './case-items.ts';
import { transaction } from './database.ts';

interface SampleRow {
  id: string;
  rule: string;
  category: Category;
  why: string;
  source_id: string;
  name: string;
  text: string;
  spans: number[];
  created_at: Date;
}

/** Open samples whose rule is still a shadow and detects what it did; text there, comment there. */
const OPEN = `from samples p
  join rulebooks b on b.active and b.stages ->> p.rule = 'shadow'
  join rule_versions a on a.rulebook_id = b.id and a.rule = p.rule
  join revisions r on r.id = p.revision_id
  join comments c on c.id = r.comment_id and c.purged_at is null and c.gone_at is null
  join sources s on s.id = p.source_id
  cross join lateral (
    select f.why from verdicts v
    join rule_versions x on x.rulebook_id = v.rulebook_id and x.rule = p.rule and x.fingerprint = a.fingerprint
    join findings f on f.verdict_id = v.id and f.rule = p.rule
    where v.revision_id = p.revision_id order by v.id desc limit 1
  ) f
  where p.answered_at is null and ($1::bigint[] is null or p.source_id = any($1))`;

/** The check lane over Postgres. */
export function createCheckStore(pool: pg.Pool): CheckStore {
  return {
    async next(limit, sources) {
      const { rows } = await pool.query<SampleRow>(
        `select p.id, p.rule, p.category, f.why, p.source_id, s.name, r.text, p.spans, c.created_at
         ${OPEN} order by p.id desc limit $2`,
        [sources ?? null, limit],
      );
      return rows.map(sampleFrom);
    },

    async count(sources, most) {
      const { rows } = await pool.query<{ count: number }>(
        `select count(*)::int as count from (select 1 ${OPEN} limit $2) n`,
        [sources ?? null, most],
      );
      return rows[0]?.count ?? 0;
    },

    answer: (sampleId, answer, moderatorId, sources) =>
      transaction(pool, async (client) => {
        const { rows } = await client.query<{ rule: string; revision_id: string; source_id: string }>(
          `update samples set answered_at = sang_now()
           where id = $1 and ($2::bigint[] is null or source_id = any($2)) returning rule, revision_id, source_id`,
          [sampleId, sources ?? null],
        );
        const sample = rows[0];
        if (sample === undefined) return false;
        const { rule, revision_id, source_id } = sample;
        if (answer === 'unsure') {
          await client.query(`delete from judgements where rule = $1 and revision_id = $2 and by = 'check'`, [
            rule,
            revision_id,
          ]);
          return true;
        }
        // What was judged by deciding a case weighs more and stays.
        await client.query(
          `insert into judgements (rule, source_id, revision_id, confirmed, accents, by, moderator_id)
           select $1, $3, $2, $4, v.accents, 'check', $5 from verdicts v
           where v.revision_id = $2 order by v.id desc limit 1
           on conflict (rule, revision_id) do update set confirmed = excluded.confirmed,
             moderator_id = excluded.moderator_id, at = sang_now() where judgements.by = 'check'`,
          [rule, revision_id, source_id, answer === 'yes', moderatorId],
        );
        return true;
      }),
  };
}

function sampleFrom(row: SampleRow): Sample {
  return {
    id: Number(row.id),
    rule: row.rule,
    category: row.category,
    why: row.why,
    source: { id: Number(row.source_id), name: row.name },
    text: row.text,
    spans: spansFrom(row.spans),
    writtenAt: row.created_at,
  };
}
