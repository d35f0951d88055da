import { beforeEach, describe, expect, test } from '@jest/globals';
import { openBlinding } from '../../src/adapters/postgres/blind-keys.ts';
import { storeBatch } from '../../src/adapters/postgres/intake.ts';
import { createRetentionStore } from '../../src/adapters/postgres/retention.ts';
import { resealStored } from '../../src/adapters/postgres/secret-fit.ts';
import { createPeople } from '../../src/adapters/secrets/people.ts';
import { createSealer } from '../../src/adapters/secrets/sealer.ts';
import type { CommentSeen } from '../../src/pipeline/ports/platform.ts';
import type { People } from '../../src/pipeline/ports/people.ts';
import { retention } from '../../src/pipeline/retention.ts';
import { eachGround } from './each-ground.ts';
import { QUIET, seen } from './world.ts';

const DAY = 86_400_000;
const ground = eachGround();
const signal = new AbortController().signal;

const planted = (id: string, more: Partial<CommentSeen> = {}): CommentSeen =>
  seen(id, `em nhận đi khách qua đêm ${id}`, {
    authorId: '77001122334455',
    createdAt: new Date(Date.now() - 100 * DAY),
    ...more,
  });

async function store(comments: CommentSeen[], by: People): Promise<void> {
  const client = await ground.pool.connect();
  await storeBatch(client, ground.source, { posts: [], comments, gone: [] }, by);
  client.release();
}

describe('what was forgotten stays forgotten when the secret changes', () => {
  const A = 'first secret of this installation';
  const B = 'second secret of this installation';
  const C = 'third secret of this installation';
  beforeEach(() => ground.pool.query('delete from blind_keys'));

  /** A process that starts under these secrets, and its first hour. */
  async function under(secret: string, previous?: string): Promise<People> {
    const sealer = createSealer(secret, previous);
    const secrets = [secret, ...(previous === undefined ? [] : [previous])];
    const blinding = await openBlinding(ground.pool, sealer, secrets);
    await resealStored(ground.pool, sealer);
    return createPeople(secret, previous, blinding);
  }
  const purge = (by: People) =>
    retention({ store: createRetentionStore(ground.pool, by), log: QUIET, days: 90 }, signal);
  /** A comment a person hid, then forgotten. */
  async function forgotten(id: string, by: People): Promise<void> {
    await store([planted(id)], by);
    await ground.world.screen();
    await ground.decide(await ground.caseOf(id), 'hide', await ground.person());
    await ground.act();
    expect(await purge(by)).toBe(1);
  }
  /** The platform still shows it: what is stored of it, and what was done to it since. */
  async function readAgain(id: string, by: People, text?: string): Promise<string> {
    const again = planted(id, { hidden: true });
    await store([text === undefined ? again : { ...again, text }], by);
    await ground.world.screen();
    await ground.act();
    const { rows } = await ground.pool.query<{ line: string }>(
      `select concat_ws(' ', case when r.text = '' then 'forgotten' else 'stored' end,
         (select string_agg(kind, ' ' order by id) from actions where case_id = k.id)) as line
       from comments c join revisions r on r.id = c.current_revision join cases k on k.comment_id = c.id
       where c.source_id = $1 and c.external_id = $2`,
      [ground.source, id],
    );
    return rows[0]?.line ?? 'nothing';
  }

  test('once and twice: not taken in again, and what a person hid stays hidden', async () => {
    await forgotten('r1', await under(A));
    expect(await readAgain('r1', await under(B, A))).toBe('forgotten hide');
    expect(await readAgain('r1', await under(B))).toBe('forgotten hide');
    const third = await under(C, B);
    expect(await readAgain('r1', third)).toBe('forgotten hide');
    await forgotten('r2', third);
    expect(await readAgain('r2', await under(C))).toBe('forgotten hide');
    expect(await readAgain('r1', await under(C), 'một câu khác hẳn')).toMatch(/^stored/u);
  });

  test('also what was forgotten under the secrets themselves, before the keys were stored', async () => {
    await forgotten('s1', createPeople(A));
    await forgotten('s2', createPeople(B, A));
    const after = await under(B, A);
    await under(B);
    for (const now of [after, await under(B), await under(C, B)]) {
      expect(await readAgain('s1', now)).toBe('forgotten hide');
      expect(await readAgain('s2', now)).toBe('forgotten hide');
    }
  });

  test('under a lost secret nothing can be compared: what was forgotten before stays so', async () => {
    await forgotten('l1', await under(A));
    const now = await under(B);
    expect(await readAgain('l1', now)).toBe('forgotten hide');
    await forgotten('l2', now);
    expect(await readAgain('l2', await under(B))).toBe('forgotten hide');
    expect(await readAgain('l2', await under(B), 'một câu khác hẳn')).toMatch(/^stored/u);
  });

  test('processes that start at the same moment use one key', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => under(A)));
    const hash = Buffer.alloc(16, 7);
    expect(new Set(all.map((one) => one.blinds(hash)[0]?.toString('hex'))).size).toBe(1);
  });
});
