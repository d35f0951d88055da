import { beforeEach, describe, expect, test } from '@jest/globals';
import { createAccessStore } from '../../src/adapters/postgres/access.ts';
import { createHandStore } from '../../src/adapters/postgres/hand.ts';
import { revisionHash, storeBatch } from '../../src/adapters/postgres/intake.ts';
import { createRetentionStore } from '../../src/adapters/postgres/retention.ts';
import { createRulebookStore } from '../../src/adapters/postgres/rulebooks.ts';
import { createPeople, versionOf } from '../../src/adapters/secrets/people.ts';
import type { CommentSeen } from '../../src/pipeline/ports/platform.ts';
import { retention } from '../../src/pipeline/retention.ts';
import { review } from '../../src/pipeline/review.ts';
import { eachGround } from './each-ground.ts';
import { QUIET, seen } from './world.ts';

const SECRET = 'present secret of this test, long enough';
const FORMER = 'former secret of this test, long enough';
const WORDS = 'em nhận đi khách qua đêm, chữ lạ zyxqwv';
const NAME = 'Nguyễn Thị Wqzxv';
const PERSON = '77001122334455';
const REPLY = 'Chào chị Wqzxv, trang đã nhận';
/** Whatever must not be found anywhere: words, name, ids, and what can be made of them without the secret. */
const PLANTED = ['zyxqwv', 'Wqzxv', PERSON];
const DAY = 86_400_000;

const ground = eachGround();
const people = createPeople(SECRET, FORMER);
const former = createPeople(FORMER);
const signal = new AbortController().signal;

const planted = (externalId: string, more: Partial<CommentSeen> = {}): CommentSeen =>
  seen(externalId, `${WORDS} ${externalId}`, {
    authorId: PERSON,
    authorName: NAME,
    answerTo: PERSON,
    permalink: `https://example.vn/${PERSON}/${externalId}`,
    postExternalId: `conversation-${externalId}`,
    createdAt: new Date(Date.now() - 100 * DAY),
    ...more,
  });

async function store(comments: CommentSeen[], by = people): Promise<void> {
  const client = await ground.pool.connect();
  const posts = comments.map(({ postExternalId }) => ({
    externalId: postExternalId,
    kind: 'conversation' as const,
    state: { person: PERSON },
  }));
  await storeBatch(client, ground.source, { posts, comments, gone: [] }, by);
  client.release();
}

/** Every table of every schema but the catalogues, row by row, looked through for the planted words. */
async function traces(words: readonly string[] = PLANTED): Promise<string[]> {
  const { rows: tables } = await ground.pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    for (const word of words) {
      const { rows } = await ground.pool.query<{ n: number }>(
        `select count(*)::int as n from ${name} t where t::text like '%' || $1 || '%'
           or t::text like '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%'`,
        [word],
      );
      if ((rows[0]?.n ?? 0) > 0) found.push(`${name}: ${word}`);
    }
  }
  return found.sort();
}

const run = (days = 90) =>
  retention({ store: createRetentionStore(ground.pool, people), log: QUIET, days }, signal);

test('after its time nothing of a text, a name or a person is left in any table; the counts are', async () => {
  await store([planted('a'), planted('b'), planted('c')]);
  await ground.world.screen();
  const deps = ground.world.reviewing;
  const moderatorId = await ground.person();
  const actor = { kind: 'person', moderatorId } as const;
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((id) => ground.caseOf(id)));
  await review(deps, { caseId: a ?? 0, event: 'reply', actor, reply: REPLY });
  await review(deps, { caseId: b ?? 0, event: 'hide', actor, category: 'sexual' });
  await review(deps, { caseId: c ?? 0, event: 'keep', actor });
  await ground.act();
  const counts = async () =>
    (
      await ground.pool.query(
        `select (select count(*) from verdicts) as verdicts, (select count(*) from findings) as findings,
           (select count(*) from cases) as cases, (select count(*) from actions) as actions,
           (select count(*) from judgements) as judgements, (select count(*) from audit) as audit`,
      )
    ).rows[0];
  const before = await counts();
  expect((await traces()).length).toBeGreaterThan(4);

  expect(await run()).toBe(3);
  expect(await traces()).toEqual([]);
  expect(await counts()).toEqual(before);
  // Not even the hash of a text, by which a short one could be guessed, nor its near-duplicates' common key.
  const { rows } = await ground.pool.query<{ hash: Buffer; key: string | null; author: Buffer | null }>(
    `select r.hash, k.group_key as key, c.author_key as author from revisions r
     join comments c on c.id = r.comment_id join cases k on k.comment_id = c.id where c.source_id = $1`,
    [ground.source],
  );
  for (const row of rows) {
    expect([row.key, row.author]).toEqual([null, null]);
    for (const id of ['a', 'b', 'c'])
      expect(row.hash.toString('hex')).not.toBe(revisionHash(`${WORDS} ${id}`, undefined));
  }
  // The platform still shows them: a poll does not bring the texts back.
  await store([planted('a'), planted('b', { hidden: true })]);
  await ground.world.screen();
  expect((await traces()).filter((each) => !each.startsWith('public.posts'))).toEqual([]);
  expect(await run()).toBe(0);
});

test('open and escalated cases, standing hides and what is still to be sent are exempt; young texts stay', async () => {
  await store([planted('open'), planted('up'), planted('hid'), planted('sent')]);
  await store([planted('young', { createdAt: new Date(Date.now() - 10 * DAY) })]);
  await ground.world.screen();
  const one = await ground.person();
  await ground.decide(await ground.caseOf('up'), 'escalate', one);
  await ground.hideProvisionally(await ground.caseOf('hid'));
  await ground.decide(await ground.caseOf('sent'), 'hide', one);
  await ground.decide(await ground.caseOf('young'), 'keep', one);
  expect(await run()).toBe(0);
  await ground.act();
  expect(await run()).toBe(1);
  await ground.expire(await ground.caseOf('hid'));
  await ground.act();
  // Visible again, it waits for a person.
  expect(await run()).toBe(0);
  await ground.decide(await ground.caseOf('hid'), 'keep', one);
  expect(await run()).toBe(1);
});

describe('to show again and to answer are two tasks of one decision', () => {
  let external: string;
  let id: number;
  let moderatorId: number;
  beforeEach(async () => {
    Object.assign(ground.world.platform.capabilities, { hide: false, reply: false });
    const { reviewing } = ground.world;
    external = `hand-${Math.random()}`;
    await store([planted(external)]);
    await ground.world.screen();
    id = await ground.caseOf(external);
    moderatorId = await ground.person();
    await ground.decide(id, 'hide', moderatorId);
    await tick();
    await ground.decide(id, 'undo', moderatorId);
    const actor = { kind: 'person', moderatorId } as const;
    await review(reviewing, { caseId: id, event: 'reply', actor, reply: REPLY });
    expect(await tasks()).toEqual(['hide done', 'unhide pending', 'reply pending']);
  });
  const tasks = async () =>
    (
      await ground.pool.query<{ line: string }>(
        `select concat_ws(' ', detail->>'verb', state, code) as line from actions where case_id = $1 order by id`,
        [id],
      )
    ).rows.map(({ line }) => line);
  /** Whoever is to do it ticks the last that waits. */
  const tick = async () => {
    const { rows } = await ground.pool.query<{ id: string }>(
      `select id from actions where case_id = $1 and state = 'pending' and detail->>'verb' <> 'reply'`,
      [id],
    );
    expect(await createHandStore(ground.pool).done(Number(rows[0]?.id), moderatorId)).toBe(true);
  };

  test('the text stays until it is shown; then it goes, and the answer with it', async () => {
    expect(await run()).toBe(0);
    await tick();
    expect(await run()).toBe(1);
    expect(await tasks()).toEqual(['hide done', 'unhide done', 'reply cancelled purged']);
    expect(await traces(['Chào chị'])).toEqual([]);
    expect(await run()).toBe(0);
  });

  test('a deletion request takes the words; what is to be shown stays to be shown, and counts as hidden until then', async () => {
    expect(await createRetentionStore(ground.pool, people).purgeAuthor(ground.source, PERSON)).toBe(1);
    expect(await traces([external, 'Chào chị'])).toEqual([`public.comments: ${external}`]);
    expect(await tasks()).toEqual(['hide done', 'unhide pending', 'reply cancelled purged']);
    // Hidden there as it is: nothing is left to do, until that is taken back as well.
    await ground.decide(id, 'undo', moderatorId);
    expect(await ground.decide(id, 'hide', moderatorId)).toBe(true);
    expect(await tasks()).not.toContain('unhide pending');
    await ground.decide(id, 'undo', moderatorId);
    expect((await tasks()).at(-1)).toBe('unhide pending');
  });
});

test('a deletion request takes everything of one person on one page, under both secrets, at once', async () => {
  const young = { createdAt: new Date(), authorName: 'Trần Xoá Tên' };
  await store([planted('old-key', young)], former);
  await store([
    planted('new-key', young),
    planted('kept', { ...young, authorId: 'somebody', authorName: 'Khác' }),
  ]);
  await ground.world.screen();
  const id = await ground.caseOf('new-key');
  const moderatorId = await ground.person();
  await review(ground.world.reviewing, {
    caseId: id,
    event: 'reply',
    actor: { kind: 'person', moderatorId },
    reply: REPLY,
  });
  expect(await createRetentionStore(ground.pool, people).purgeAuthor(ground.source, PERSON)).toBe(2);
  const left = (
    await traces(['new-key zyx', 'zyxqwv new-key', 'zyxqwv old-key', 'Trần Xoá Tên', 'Chào chị'])
  ).filter((each) => !each.includes('kept'));
  expect(left).toEqual([]);
  // A reply on its way is not sent to somebody who asked to be forgotten.
  await ground.act();
  expect(ground.world.platform.calls).toEqual([]);
  const { rows } = await ground.pool.query('select 1 from revisions r where r.text like $1', ['%kept']);
  expect(rows).toHaveLength(1);
});

test('a deletion request takes what the page wrote to that person as well: their conversation, its answers to them', async () => {
  const post = { postExternalId: 'conversation-with-lan', createdAt: new Date() };
  const {
    authorId: _,
    authorName: __,
    answerTo: ___,
    ...byPage
  } = { ...planted('said', post), byPage: true };
  const toPerson = { ...byPage, text: 'Chào chị Wqzxv, số 0905' };
  await store([planted('asked', post), toPerson, planted('other', { ...post, authorId: 'somebody' })]);
  const wall = { postExternalId: 'wall', kind: 'comment' as const, createdAt: new Date() };
  const reply = {
    ...toPerson,
    ...wall,
    parentExternalId: 'under',
    externalId: 'answer',
    text: 'Dạ chị Wqzxv',
  };
  const unlike = { ...reply, externalId: 'to-all', parentExternalId: 'somebody-else', text: 'Cảm ơn cả nhà' };
  await store([planted('under', wall), reply, unlike]);
  await ground.pool.query(`update posts set kind = 'post' where external_id = 'wall'`);
  await ground.world.screen();
  expect(await createRetentionStore(ground.pool, people).purgeAuthor(ground.source, PERSON)).toBe(4);
  const { rows } = await ground.pool.query<{ text: string }>(
    `select r.text from revisions r join comments c on c.id = r.comment_id
     where c.source_id = $1 and r.text <> '' order by 1`,
    [ground.source],
  );
  expect(rows.map(({ text }) => text)).toEqual(['Cảm ơn cả nhà', `${WORDS} other`]);
});

test('a deletion request finds a conversation by its name, where all that person wrote is forgotten already', async () => {
  const { rows: sources } = await ground.pool.query<{ external_id: string }>(
    'select external_id from sources where id = $1',
    [ground.source],
  );
  const [name] = former.conversations(PERSON, sources[0]?.external_id ?? '');
  const post = { postExternalId: name ?? '' };
  const { authorId: _, authorName: __, answerTo: ___, ...byPage } = planted('said', post);
  await store([planted('asked', post), { ...byPage, byPage: true, createdAt: new Date() }]);
  await ground.pool.query('delete from unscreened');
  expect(await run()).toBe(1);
  const retaining = createRetentionStore(ground.pool, people);
  expect(await retaining.purgeAuthor(ground.source, PERSON)).toBe(1);
  const names = async () => {
    const { rows } = await ground.pool.query<{ external_id: string }>(
      'select external_id from posts where source_id = $1 order by id',
      [ground.source],
    );
    return rows.map((row) => row.external_id);
  };
  // What the platform shows anew does not bring the name back; what they write anew does, until it is asked again.
  await store([planted('asked', post)]);
  expect(await names()).toEqual([expect.stringMatching(/^purged:/u)]);
  await store([planted('anew', post)]);
  expect(await names()).toEqual([expect.stringMatching(/^purged:/u), name]);
  await ground.pool.query('delete from unscreened');
  expect(await retaining.purgeAuthor(ground.source, PERSON)).toBe(1);
  await store([planted('anew', post)]);
  expect(await names()).toEqual([expect.stringMatching(/^purged:/u), expect.stringMatching(/^purged:/u)]);
  expect(await retaining.purgeAuthor(0, PERSON)).toBeUndefined();
});

test('the text of a post goes with the last of its comments, once it is seen no more; so does an empty conversation', async () => {
  await store([planted('p1'), planted('p2')]);
  await ground.pool.query(
    `update posts set kind = 'post', text = 'bài của Wqzxv' where external_id = 'conversation-p1'`,
  );
  await ground.pool.query('delete from unscreened');
  await ground.pool.query(
    `update posts set created_at = null, last_comment_at = sang_now() - interval '100 days', seen_at = sang_now() - interval '100 days'
     where source_id = $1`,
    [ground.source],
  );
  const purge = () =>
    createRetentionStore(ground.pool, people).purgePosts(new Date(Date.now() - 90 * DAY), 10);
  expect(await purge()).toBe(0);
  await run();
  // A conversation that was asked for again after its last word was forgotten.
  await ground.pool.query(
    `insert into posts (source_id, external_id, kind, state, seen_at)
     values ($1, 'conversation-wqzxv', 'conversation', '{"person":"Wqzxv"}', sang_now() - interval '91 days'),
       ($1, 'conversation-young', 'conversation', null, sang_now() - interval '89 days')`,
    [ground.source],
  );
  expect(await purge()).toBe(1);
  const { rows } = await ground.pool.query(
    `select kind, external_id like 'purged:%' as purged, text, state from posts where source_id = $1 order by id`,
    [ground.source],
  );
  expect(rows).toEqual([
    { kind: 'post', purged: false, text: null, state: { person: PERSON } },
    { kind: 'conversation', purged: true, text: null, state: null },
    { kind: 'conversation', purged: true, text: null, state: null },
    { kind: 'conversation', purged: false, text: null, state: null },
  ]);
});

test('what ended long ago is cleared away, what is in use or young stays', async () => {
  const member = await ground.person();
  const access = createAccessStore(ground.pool);
  const open = await access.openSession(member, 'a browser', 1);
  await access.openSession(member, 'an old browser', 1);
  await access.makeLink(member, 'sign-in', 10);
  const young = await access.makeLink(member, 'sign-in', 10);
  const old = (days: number) => `sang_now() - interval '${days} days'`;
  await ground.pool.query(`update sessions set expires_at = ${old(91)} where agent = 'an old browser'`);
  await ground.pool.query(
    `update links set expires_at = ${old(91)} where ctid = (select min(ctid) from links)`,
  );
  const caseId = await ground.aCase();
  for (const [state, days] of [
    ['done', 91],
    ['done', 80],
    ['unanswered', 91],
  ])
    await ground.pool.query(
      `insert into notices (case_id, recipient, kind, number, revision_id, state, created_at)
       values ($1, $2, 'urgent', 0, 0, $3, ${old(Number(days))})`,
      [caseId, `channel:${days}-${state}`, state],
    );
  const rulebooks = createRulebookStore(ground.pool);
  const active = (await rulebooks.active())?.id ?? 0;
  const published = await rulebooks.read(active);
  await ground.pool.query(
    `insert into rulebooks (hash, files, stages, by, published_at)
     values ('replaced', '[{"path":"a","text":"b"}]', '{}', 'test', ${old(91)})`,
  );
  await ground.pool.query(`update rulebooks set published_at = ${old(100)} where active`);

  await run();
  expect(await access.session(open)).toBeDefined();
  expect(await access.useLink(young, 'sign-in')).toBeDefined();
  const counts = await ground.pool.query(
    `select (select count(*)::int from sessions) as sessions, (select count(*)::int from links) as links,
       (select array_agg(recipient order by 1) from notices) as notices`,
  );
  expect(counts.rows).toEqual([
    { sessions: 1, links: 1, notices: ['channel:80-done', 'channel:91-unanswered'] },
  ]);
  expect(await rulebooks.read(active)).toEqual(published);
  const { rows } = await ground.pool.query<{ id: number; files: unknown }>(
    `select id, files from rulebooks where hash = 'replaced'`,
  );
  expect(rows[0]?.files).toEqual([]);
  expect(await rulebooks.read(rows[0]?.id ?? 0)).toBeUndefined();
  // Published anew, it has its files again.
  const files = [{ path: 'a', text: 'b' }];
  const again = { hash: 'replaced', files, stages: new Map(), versions: [], starts: new Map() };
  const id = await rulebooks.publish(again, 'test');
  expect((await rulebooks.read(id ?? 0))?.files).toEqual(files);
});

test('keys tell which secrets are still needed; with the last text under the former one it can go', async () => {
  await store([planted('k1')], former);
  await store([planted('k2', { createdAt: new Date() })]);
  const versions = () => createRetentionStore(ground.pool, people).keyVersions();
  expect(await versions()).toEqual(expect.arrayContaining([versionOf(SECRET), versionOf(FORMER)]));
  await ground.pool.query('delete from unscreened');
  await run();
  expect(await versions()).not.toContain(versionOf(FORMER));
});

test('an edit of a forgotten text is screened, and forgotten again', async () => {
  await store([planted('e')]);
  await ground.world.screen();
  await ground.decide(await ground.caseOf('e'), 'keep', await ground.person());
  await run();
  await store([{ ...planted('e'), text: `${WORDS} khác` }]);
  await ground.world.screen();
  const { rows } = await ground.pool.query<{ state: string }>('select state from cases where id = $1', [
    await ground.caseOf('e'),
  ]);
  expect(rows).toEqual([{ state: 'open' }]);
  await ground.decide(await ground.caseOf('e'), 'keep', await ground.person());
  expect(await run()).toBe(1);
});
