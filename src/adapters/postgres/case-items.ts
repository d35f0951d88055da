import type { Category, Severity, Suggestion } from '../../domain/categories.ts';
import type { CommentKind } from '../../domain/comment.ts';
import { adviceAt } from '../../domain/digest/advice.ts';
import type { DigestFinding, DigestItem } from '../../domain/digest/digest.ts';
import { maskNumbers } from '../../domain/digest/passages.ts';
import type { Span } from '../../domain/verdict.ts';

/** What findings of personal data cover in a revision's text, for showing it masked: flat, see `spansFrom`. */
export function personalSpans(revision: string): string {
  return `array(select unnest(f.spans) from findings f where f.category = 'personal-data'
    and f.verdict_id = (select max(id) from verdicts where revision_id = ${revision}))`;
}

/** What a reader needs of a case, for digest and console alike; `k` is the case. */
export const ITEM_COLUMNS = `k.id, k.source_id, s.name as source_name, s.platform, c.kind, k.decision, k.suggest, r.text,
  c.attachment, coalesce(c.permalink, p.permalink) as permalink, c.created_at, k.opened_at, k.waiting_since,
  k.expires_at, v.unjudged, p.text as post,
  (select jsonb_build_object('text', pr.text, 'personal', ${personalSpans('pr.id')})
   from comments pc join revisions pr on pr.id = pc.current_revision
   where pc.source_id = c.source_id and pc.external_id = c.parent_external_id) as parent,
  (select jsonb_agg(jsonb_build_object('rule', f.rule, 'category', f.category, 'severity', f.severity,
     'spans', f.spans, 'steps', f.steps, 'why', f.why, 'claim', f.claim) order by f.ordinal)
   from findings f where f.verdict_id = k.verdict_id and f.stage <> 'shadow') as findings`;

export const ITEM_JOINS = `from cases k
  join sources s on s.id = k.source_id
  join comments c on c.id = k.comment_id
  join posts p on p.id = c.post_id
  join verdicts v on v.id = k.verdict_id
  join revisions r on r.id = v.revision_id`;

export interface ItemRow {
  id: string;
  source_id: string;
  source_name: string;
  platform: string;
  kind: CommentKind;
  decision: DigestItem['decision'];
  suggest: Suggestion;
  text: string;
  attachment: string | null;
  permalink: string | null;
  created_at: Date;
  opened_at: Date;
  waiting_since: Date | null;
  expires_at: Date | null;
  unjudged: string | null;
  parent: { text: string; personal: number[] } | null;
  post: string | null;
  similar: number;
  findings: FindingRow[] | null;
}

interface FindingRow {
  rule: string;
  category: Category;
  severity: Severity;
  spans: number[];
  steps: string[];
  why: string;
  claim: string | null;
}

export function itemFrom(row: ItemRow): DigestItem {
  return {
    caseId: Number(row.id),
    source: { id: Number(row.source_id), name: row.source_name, platform: row.platform },
    kind: row.kind,
    ...adviceAt(row.kind, row),
    text: row.text,
    findings: (row.findings ?? []).map(findingFrom),
    createdAt: row.created_at,
    openedAt: row.opened_at,
    similar: row.similar,
    ...(row.attachment === null ? {} : { attachment: row.attachment }),
    // Masked for good: who may see what stands in it sees it on the case of its own.
    ...(row.parent === null ? {} : { parent: maskNumbers(row.parent.text, spansFrom(row.parent.personal)) }),
    ...(row.post === null ? {} : { post: row.post }),
    ...(row.permalink === null ? {} : { permalink: row.permalink }),
    ...(row.waiting_since === null ? {} : { waitingSince: row.waiting_since }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.unjudged === null ? {} : { unjudged: row.unjudged }),
  };
}

function findingFrom(row: FindingRow): DigestFinding {
  return {
    rule: row.rule,
    category: row.category,
    severity: row.severity,
    spans: spansFrom(row.spans),
    steps: row.steps,
    why: row.why,
    ...(row.claim === null ? {} : { claim: row.claim }),
  };
}

/** Spans as stored: flat [start, end, …]. */
export function spansFrom(flat: readonly number[]): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) spans.push([flat[at] ?? 0, flat[at + 1] ?? 0]);
  return spans;
}
