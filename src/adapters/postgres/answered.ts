/** Nobody reads and answers faster: what an account writes so soon after a message is its greeting or its chatbot. */
const MACHINE_SECONDS = 5;

// Each asked with a limit and not with `exists`: a plan made while the tables were small would go on to read them whole.

/**
 * SQL: whether `row` is what a person of the account wrote in a conversation. Rows there name no other and not their
 * writer; answers that went out by a rule of ours are known, other machines by their haste.
 */
export const writtenByPerson = (row: string): string => `(${row}.by_page and ${row}.kind = 'message'
  and (select true from comments q where q.post_id = ${row}.post_id and not q.by_page
    and q.created_at > ${row}.created_at - interval '${MACHINE_SECONDS} seconds' and q.created_at <= ${row}.created_at
    limit 1) is null
  and (select true from actions x where x.source_id = ${row}.source_id and x.external_id = ${row}.external_id
    and x.by = 'rule' limit 1) is null)`;

/**
 * SQL: whether the page has answered comment `c` at the platform itself: by something that names it, or in a conversation by
 * whatever a person of the account wrote there after it.
 */
export const answered = (c: string): string => `case ${c}.kind when 'message' then
  (select true from comments a where a.post_id = ${c}.post_id and a.created_at > ${c}.created_at
    and ${writtenByPerson('a')} limit 1)
  else (select true from comments a where a.source_id = ${c}.source_id and a.by_page
    and a.parent_external_id = ${c}.external_id limit 1) end is true`;
