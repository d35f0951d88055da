import type pg from 'pg';

export const SOURCES = 20;
/** Seconds between two cases: of the few, too, some have waited for hours, so that filters by age find a page of them. */
const APART = 8;
/** Cases made by one statement. */
const CHUNK = 5_000;

/** Twenty pages with some posts, and a rulebook to stand behind the verdicts. */
export async function fillSources(pool: pg.Pool): Promise<void> {
  await pool.query(
    `insert into sources (platform, external_id, name, status)
     select 'facebook', 'bench-' || n, 'Trang số ' || n, 'paused' from generate_series(1, ${SOURCES}) n`,
  );
  await pool.query(
    `insert into posts (source_id, external_id, kind, text)
     select s.id, 'post-' || n, 'post', 'Bài viết số ' || n || ' của ' || s.name
     from sources s, generate_series(1, 10) n`,
  );
}

/** Every so many of all cases and more of the first thousand: a page of them among few and among many. */
const some = (n: string, rest: number): string =>
  `(${n} % 1000 = ${rest} or (${n} <= 1000 and ${n} % 17 = ${rest}))`;
/** Cases that are in English and under a rare rule of a rare category. */
const rare = (n: string): string => some(n, 0);

/**
 * Open cases with everything a card shows, up to `total`: comments, texts, verdicts, findings. Every fourth is a
 * question, every nineteenth is urgent. The rare ones fill a page of a team of half the sources whether there are 1,000
 * cases or 100 times as many: what is compared shows as many cards.
 */
export async function fillCases(pool: pg.Pool, from: number, total: number): Promise<void> {
  for (let at = from; at < total; at += CHUNK) await fillChunk(pool, at, Math.min(total, at + CHUNK), total);
  // What the service's identity columns and statistics know after living through it.
  await pool.query(
    `select setval(pg_get_serial_sequence('revisions', 'id'), $1), setval(pg_get_serial_sequence('verdicts', 'id'), $1)`,
    [total],
  );
  await pool.query('vacuum analyze');
}

async function fillChunk(pool: pg.Pool, from: number, to: number, total: number): Promise<void> {
  // Some twenty comments each, all on one page, however many cases there are.
  const authors = SOURCES * Math.round(total / SOURCES / 20);
  await pool.query(
    `with n as (
       select n, 1 + n % ${SOURCES} as nth from generate_series($1::int + 1, $2::int) n
     ), src as (
       select id, row_number() over (order by id) as nth from sources
     ), made as (
       insert into comments (source_id, external_id, post_id, kind, author_key, current_revision, created_at, seen_at)
       select src.id, 'c' || n.n, (select min(p.id) from posts p where p.source_id = src.id) + n.n % 10, 'comment',
         decode(md5($3::int || ' ' || n.n % $4::int), 'hex'), n.n, sang_now() - make_interval(secs => ($3::int - n.n) * ${APART}),
         sang_now() - make_interval(secs => ($3::int - n.n) * ${APART})
       from n join src on src.nth = n.nth returning id, external_id, source_id, current_revision, created_at
     ), text as (
       insert into revisions (id, comment_id, hash, text) overriding system value
       select current_revision, id, decode(md5(external_id), 'hex'),
         'Em nhận ship hàng giá rẻ toàn quốc, chốt đơn zalo 0900 000 ' || lpad((current_revision % 1000)::text, 3, '0')
           || ' mã ' || external_id from made
     ), verdict as (
       insert into verdicts (id, revision_id, rulebook_id, decision, suggest, row, language, accents)
       overriding system value
       select current_revision, current_revision, 1,
         case when current_revision % 19 = 0 then 'urgent' when current_revision % 4 = 0 then 'reply'
           when current_revision % 4 = 1 then 'flag' else 'hide' end,
         'hide', 'bench', case when ${rare('current_revision')} then 'en' else 'vi' end, 'full' from made
     ), found as (
       insert into findings (verdict_id, ordinal, rule, category, severity, stage, spans, steps, why)
       select current_revision, 0, case when ${rare('current_revision')} then 'scam.rare' else 'spam.bench' end,
         case when ${rare('current_revision')} then 'scam' when current_revision % 4 = 0 then 'needs-reply'
           else 'spam' end, 'medium', 'flag', '{3,12}',
         '{unaccented}', 'Rao bán kèm liên lạc' from made
     )
     insert into cases (source_id, comment_id, verdict_id, decision, suggest, categories, severity, rules, language,
       harm, reply, waiting_since, opened_at, state, expires_at)
     select source_id, id, current_revision,
       case when current_revision % 19 = 0 then 'urgent' when current_revision % 4 = 0 then 'reply'
         when current_revision % 4 = 1 then 'flag' else 'hide' end,
       'hide', array[case when ${rare('current_revision')} then 'scam' when current_revision % 4 = 0 then 'needs-reply'
         else 'spam' end], 'medium',
       array[case when ${rare('current_revision')} then 'scam.rare' else 'spam.bench' end],
       case when ${rare('current_revision')} then 'en' else 'vi' end, current_revision % 4 <> 0, current_revision % 4 = 0,
       case when current_revision % 4 = 0 then created_at end, created_at,
       case when ${some('current_revision', 7)} then 'escalated' else 'open' end,
       case when ${some('current_revision', 5)} then sang_now() + interval '1 day' end
     from made`,
    [from, to, total, authors],
  );
  await pool.query(
    `with chosen as (
       select k.id, k.source_id, v.revision_id as n, k.opened_at from cases k join verdicts v on v.id = k.verdict_id
       where v.revision_id > $1 and v.revision_id <= $2
     ), failed as (
       insert into actions (case_id, source_id, number, kind, category, by, moderator_id, state, code)
       select id, source_id, 1, 'hide', 'spam', 'person', (select min(id) from moderators), 'failed', 'facebook.permission' from chosen where ${some('n', 3)}
     ), tasks as (
       insert into actions (case_id, source_id, number, kind, by, moderator_id, detail)
       select id, source_id, 1, 'by-hand', 'person', (select min(id) from moderators), '{"verb":"remove-member"}' from chosen where ${some('n', 11)}
     )
     insert into audit (at, actor, source_id, case_id, what, after)
     select opened_at, 'rule', source_id, id, 'case.opened', '{"state":"open"}' from chosen`,
    [from, to],
  );
}
