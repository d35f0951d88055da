import { beforeEach, describe, expect, test } from '@jest/globals';
import type { QueryResultRow } from 'pg';
import { PlatformFailure } from '../../src/domain/failure.ts';
import { compose } from '../../src/pipeline/digest.ts';
import { poll } from '../../src/pipeline/poll.ts';
import { review } from '../../src/pipeline/review.ts';
import { sweep } from '../../src/pipeline/sweep.ts';
import { batchOf, QUIET, RULES, seen, type World } from './world.ts';
import { eachGround } from './each-ground.ts';

const OFFER = 'em nhận đi khách qua đêm, gọi 0912 345 678';

const ground = eachGround();
let world: World;
let source: number;
beforeEach(() => {
  ({ world, source } = ground);
});

async function pollOnce(): Promise<Awaited<ReturnType<typeof poll>>> {
  return world.poll(source);
}

async function rows<T extends QueryResultRow>(text: string): Promise<T[]> {
  return (await ground.pool.query<T>(text.replaceAll('$source', String(source)))).rows;
}

const caseOf = async (externalId: string) =>
  (
    await rows<{ id: string; state: string; decision: string; decision_number: number }>(
      `select k.* from cases k join comments c on c.id = k.comment_id
       where c.source_id = $source and c.external_id = '${externalId}'`,
    )
  )[0];

async function moderator(name = 'Trúc'): Promise<number> {
  const { rows: made } = await ground.pool.query<{ id: string }>(
    'insert into moderators (email, name) values ($1, $2) returning id',
    [`${name}-${Math.random()}@example.vn`, name],
  );
  return Number(made[0]?.id);
}

describe('poll', () => {
  test('stores comments once, whatever is delivered again', async () => {
    const batch = batchOf([seen('1', 'chào shop'), seen('2', OFFER), seen('1', 'chào shop')]);
    world.platform.batches.push(batch, batch);
    expect(await pollOnce()).toMatchObject({ fresh: 2, edited: 0, owed: 2 });
    world.platform.batches.push(batch);
    expect(await pollOnce()).toMatchObject({ fresh: 0, edited: 0, owed: 0 });
    expect(await rows('select 1 from unscreened where source_id = $source')).toHaveLength(2);
    expect(world.rings).toContain('screen');
  });

  test('NUL bytes and lone surrogates are stored in a form Postgres takes', async () => {
    world.platform.batches.push(batchOf([seen('1', 'a\0b\ud800c')]));
    await pollOnce();
    const texts = await rows<{ text: string }>(
      'select r.text from revisions r join comments c on c.id = r.comment_id where c.source_id = $source',
    );
    expect(texts[0]?.text).toBe('ab\ufffdc');
  });

  test('a failure that waits moves the source, one that stops it is told', async () => {
    const until = new Date(Date.now() + 3_600_000);
    world.platform.poll = async function* () {
      yield batchOf([seen('1', 'một')]);
      throw new PlatformFailure('wait', 'facebook.80001', { until });
    };
    expect(await pollOnce()).toMatchObject({ fresh: 1, code: 'facebook.80001' });
    expect(await pollOnce()).toBeUndefined();
    await ground.pool.query('update sources set not_before = null where id = $1', [source]);
    world.platform.poll = async function* () {
      yield batchOf([]);
      throw new PlatformFailure('stop-source', 'facebook.190.463');
    };
    await pollOnce();
    expect((await world.sources.get(source))?.status).toBe('stopped');
    expect(
      await rows("select 1 from audit where source_id = $source and what = 'source.stopped'"),
    ).toHaveLength(1);
  });
});

describe('screen', () => {
  test('every comment gets one verdict; what needs a person becomes a case', async () => {
    world.platform.batches.push(
      batchOf([
        seen('1', 'đẹp quá'),
        seen('2', OFFER),
        seen('3', 'cái này bao nhiêu tiền vậy shop'),
        seen('4', ''),
      ]),
    );
    await pollOnce();
    expect(await world.screen()).toBe(4);
    expect(await world.screen()).toBe(0);
    expect(await caseOf('2')).toMatchObject({ state: 'open', decision: 'hide' });
    expect(await caseOf('3')).toMatchObject({ state: 'open', decision: 'reply' });
    expect(await caseOf('1')).toBeUndefined();
    const found = await rows<{ spans: number[]; rule: string }>(
      `select f.* from findings f join verdicts v on v.id = f.verdict_id
       join revisions r on r.id = v.revision_id join comments c on c.id = r.comment_id
       where c.source_id = $source and c.external_id = '2'`,
    );
    expect(found[0]?.rule).toBe('sexual.test');
    expect(found[0]?.spans.length).toBeGreaterThan(1);
  });

  test('an edit is screened anew, an edit back reuses the verdict and opens nothing twice', async () => {
    world.platform.batches.push(batchOf([seen('1', 'đẹp quá')]));
    await pollOnce();
    await world.screen();
    world.platform.batches.push(batchOf([seen('1', OFFER)]));
    expect(await pollOnce()).toMatchObject({ edited: 1 });
    await world.screen();
    expect(await caseOf('1')).toMatchObject({ state: 'open' });
    world.platform.batches.push(batchOf([seen('1', 'đẹp quá')]));
    await pollOnce();
    await world.screen();
    expect(await caseOf('1')).toMatchObject({ state: 'expired' });
    const verdicts = await rows(
      `select 1 from verdicts v join revisions r on r.id = v.revision_id join comments c on c.id = r.comment_id
       where c.source_id = $source`,
    );
    expect(verdicts).toHaveLength(2);
  });

  test('a batch that cannot be stored is split; the guilty one goes to a person', async () => {
    world.platform.batches.push(
      batchOf([1, 2, 3, 4, 5].map((n) => seen(String(n), `câu ${n} ${n === 3 ? OFFER : ''}`))),
    );
    await pollOnce();
    const guilty = `create function refuse() returns trigger language plpgsql as $$ begin
      if new.rule = 'sexual.test' then raise exception 'no' using errcode = '22000'; end if; return new; end $$;
      create trigger refuse before insert on findings for each row execute function refuse();`;
    await ground.pool.query(guilty);
    try {
      await world.screen();
    } finally {
      await ground.pool.query('drop trigger refuse on findings; drop function refuse()');
    }
    const judged = await rows<{ external_id: string; unjudged: string | null }>(
      `select c.external_id, v.unjudged from verdicts v join revisions r on r.id = v.revision_id
       join comments c on c.id = r.comment_id where c.source_id = $source order by 1`,
    );
    expect(judged.map((row) => row.unjudged)).toEqual([null, null, 'screen.22000', null, null]);
    expect(await caseOf('3')).toMatchObject({ state: 'open', decision: 'flag' });
    expect(await rows('select 1 from unscreened where source_id = $source')).toHaveLength(0);
  });
});

describe('decide and act', () => {
  async function openOffer(): Promise<{ id: number; person: number }> {
    world.platform.batches.push(batchOf([seen('1', OFFER)]));
    await pollOnce();
    await world.screen();
    return { id: Number((await caseOf('1'))?.id), person: await moderator() };
  }
  const decide = async (id: number, person: number, event: 'hide' | 'keep' | 'undo', number: number) => {
    const [shown] = await rows<{ revision: string }>(
      `select v.revision_id as revision from cases k join verdicts v on v.id = k.verdict_id
       where k.source_id = $source and k.id = ${id}`,
    );
    return review(world.reviewing, {
      caseId: id,
      event,
      actor: { kind: 'person', moderatorId: person },
      seen: { number, revision: Number(shown?.revision) },
      ...(event === 'hide' ? { category: 'sexual' as const } : {}),
    });
  };

  test('hide, undo, hide again: each applied exactly once', async () => {
    const { id, person } = await openOffer();
    expect(await decide(id, person, 'hide', 0)).toMatchObject({ kind: 'done', state: 'hidden' });
    expect(await world.act()).toBe(1);
    expect(world.platform.hidden.has('1')).toBe(true);
    expect(await decide(id, person, 'undo', 1)).toMatchObject({ kind: 'done', state: 'open' });
    await world.act();
    expect(world.platform.hidden.has('1')).toBe(false);
    await decide(id, person, 'hide', 2);
    await world.act();
    expect(world.platform.calls.map((call) => call.verb)).toEqual(['hide', 'unhide', 'hide']);
    expect(await world.act()).toBe(0);
  });

  test('the second of two people is told who was faster', async () => {
    const { id, person } = await openOffer();
    const other = await moderator('Lan');
    await decide(id, person, 'keep', 0);
    expect(await decide(id, other, 'hide', 0)).toMatchObject({ kind: 'conflict', state: 'kept', by: 'Trúc' });
    expect(await caseOf('1')).toMatchObject({ state: 'kept' });
  });

  test('a rule never overrules a person: rescreening leaves a kept case alone', async () => {
    const { id, person } = await openOffer();
    await decide(id, person, 'keep', 0);
    const louder = RULES.map((file) => ({
      ...file,
      text: file.text.replace('title: Mời gọi', 'title: Mời gọi (mới)'),
    }));
    expect(await world.publish(louder)).toMatchObject({ published: true, changed: true });
    await ground.pool.query(
      'insert into unscreened (revision_id, source_id) select current_revision, source_id from comments where source_id = $1',
      [source],
    );
    await world.screen();
    expect(await caseOf('1')).toMatchObject({ state: 'kept', decision_number: 1 });
  });

  test('a timeout after the platform applied the hide ends in one hide, known as ours', async () => {
    const { id, person } = await openOffer();
    await decide(id, person, 'hide', 0);
    world.platform.faults.push({
      applied: new PlatformFailure('retry', 'http.timeout', { maybeApplied: true }),
    });
    await world.act();
    await ground.pool.query('update actions set not_before = null where case_id = $1', [id]);
    await world.act();
    const [comment] = await rows<{ hidden: boolean; hidden_by: string }>(
      'select hidden, hidden_by from comments where source_id = $source',
    );
    expect(comment).toEqual({ hidden: true, hidden_by: 'us' });
  });

  test('what somebody else hid is never shown again by us', async () => {
    const { id, person } = await openOffer();
    world.platform.hidden.add('1');
    await decide(id, person, 'hide', 0);
    await world.act();
    await decide(id, person, 'undo', 1);
    await world.act();
    expect(world.platform.hidden.has('1')).toBe(true);
  });

  test('a provisional hide nobody confirms ends by itself', async () => {
    await world.sources.setMode(source, 'enforce', 'test');
    await openOffer();
    const [before] = await rows<{ n: string }>('select count(*) as n from actions where source_id = $source');
    expect(Number(before?.n)).toBe(0); // stage flag: enforcing a source is not enough
  });

  test('the sweep rings for what is due', async () => {
    await ground.pool.query('update sources set poll_due_at = sang_now() where id = $1', [source]);
    world.rings.length = 0;
    await sweep({
      sources: world.sources,
      screening: world.screening,
      store: world.sweeping,
      reviewing: world.reviewing,
      queues: world.queues,
      log: QUIET,
    });
    expect(world.rings).toContain('poll');
  });

  test('the digest shows the case, marked and masked', async () => {
    await openOffer();
    const composed = await compose(world.digests, {
      from: new Date(Date.now() - 3_600_000),
      to: new Date(Date.now() + 60_000),
      sources: [source],
    });
    expect(composed.count).toBe(1);
    expect(composed.pages[0]?.sections[0]?.items[0]?.findings[0]?.why).toBe('Mời gọi tình dục');
  });
});
