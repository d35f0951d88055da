import type { Pool } from 'pg';
import { act } from '../../src/pipeline/act.ts';
import { poll } from '../../src/pipeline/poll.ts';
import type { CommentSeen } from '../../src/pipeline/ports/platform.ts';
import type { Seen } from '../../src/pipeline/ports/cases.ts';
import { type Decide, review } from '../../src/pipeline/review.ts';
import { sweep } from '../../src/pipeline/sweep.ts';
import { batchOf, OFFER, openWorld, QUIET, RULES, seen, type World } from '../pipeline/world.ts';

const signal = new AbortController().signal;

/** One source on a real database, and everything that can happen to its comments. */
export class Ground {
  readonly pool: Pool;
  readonly world: World;
  readonly source: number;

  private constructor(pool: Pool, world: World, source: number) {
    this.pool = pool;
    this.world = world;
    this.source = source;
  }

  static async open(pool: Pool, rules = RULES): Promise<Ground> {
    await pool.query('delete from unscreened');
    const world = await openWorld(pool, rules);
    const draft = { platform: 'facebook', externalId: `p${Math.random()}`, name: 'Trang' } as const;
    return new Ground(pool, world, (await world.sources.add(draft, 'test')).id);
  }

  /** The same source on a database that was copied or restored; nothing in it is touched. */
  static async reopen(pool: Pool, source: number): Promise<Ground> {
    return new Ground(pool, await openWorld(pool), source);
  }

  /** Polls the comments in; `screen` judges what is owed. */
  async store(comments: readonly CommentSeen[]): Promise<void> {
    const { polls, platform, platforms, budget, queues } = this.world;
    platform.batches.push(batchOf(comments));
    await this.pool.query('update sources set poll_due_at = sang_now() where id = $1', [this.source]);
    await poll(
      { store: polls, platforms, budget: (row) => budget(row), queues, log: QUIET },
      this.source,
      signal,
    );
  }

  async say(externalId: string, text: string, more: Partial<CommentSeen> = {}): Promise<void> {
    await this.store([seen(externalId, text, more)]);
    await this.world.screen();
  }

  async caseOf(externalId: string): Promise<number> {
    const { rows } = await this.pool.query<{ id: string }>(
      'select k.id from cases k join comments c on c.id = k.comment_id where c.external_id = $1',
      [externalId],
    );
    return Number(rows[0]?.id);
  }

  /** Whether the platform keeps the comment from its readers. */
  isHidden(externalId: string): boolean {
    return this.world.platform.hidden.has(externalId);
  }

  /** What a person has on the screen who looks at a case now. */
  async seen(caseId: number): Promise<Seen> {
    const { rows } = await this.pool.query<{ number: number; revision: string }>(
      `select k.decision_number as number, v.revision_id as revision
       from cases k join verdicts v on v.id = k.verdict_id where k.id = $1`,
      [caseId],
    );
    return { number: rows[0]?.number ?? -1, revision: Number(rows[0]?.revision) };
  }

  async aCase(text = OFFER): Promise<number> {
    const id = String(Math.random());
    await this.say(id, text);
    return this.caseOf(id);
  }

  async person(): Promise<number> {
    const { rows } = await this.pool.query<{ id: string }>(
      `insert into moderators (email, name) values ($1, 'Trúc') returning id`,
      [`${Math.random()}@example.vn`],
    );
    return Number(rows[0]?.id);
  }

  async decide(id: number, event: Decide['event'], moderatorId: number): Promise<boolean> {
    const decided = await review(this.world.reviewing, {
      caseId: id,
      event,
      actor: { kind: 'person', moderatorId },
      ...(event === 'hide' ? { category: 'sexual' as const } : {}),
    });
    return decided.kind === 'done';
  }

  /** As `sang undo` does it. */
  async undo(caseId: number): Promise<boolean> {
    const actor = { kind: 'operator', name: 'test' } as const;
    return (await review(this.world.reviewing, { caseId, event: 'undo', actor })).kind === 'done';
  }

  act(): Promise<number> {
    const { actions, platforms, budget, people } = this.world;
    return act({ store: actions, platforms, budget, people, log: QUIET }, signal);
  }

  async sweep(): Promise<void> {
    const { sources, screening, sweeping, reviewing, queues } = this.world;
    await sweep({ sources, screening, store: sweeping, reviewing, queues, log: QUIET });
  }

  /** Ends a standing provisional hide now. */
  async expire(id: number): Promise<void> {
    await this.pool.query(
      'update cases set expires_at = sang_now() where id = $1 and expires_at is not null',
      [id],
    );
    await this.sweep();
  }

  /** As `settle` writes it for a rule that has earned stage hide on an enforcing source. */
  async hideProvisionally(id: number): Promise<void> {
    await this.world.sources.setMode(this.source, 'enforce', 'test');
    await this.pool.query(
      `update cases set expires_at = sang_now() + interval '1 day', decision_number = 1, decided_by = 'rule'
       where id = $1`,
      [id],
    );
    await this.pool.query(
      `insert into actions (case_id, source_id, number, kind, category, by, rule, expires_at)
       values ($1, $2, 1, 'hide', 'sexual', 'rule', 'sexual.test', sang_now() + interval '1 day')`,
      [id, this.source],
    );
  }

  /** An open case whose comment we keep hidden, though neither an end is set nor an appeal is heard. */
  async hiddenWithoutEnd(id: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `select k.id from cases k where k.id = $1 and k.state = 'open' and k.expires_at is null
         and k.appealed_at is null and (select v.kind from actions v where v.case_id = k.id
           and v.kind in ('hide', 'unhide') and v.state not in ('cancelled', 'failed')
           order by v.number desc, v.id desc limit 1) = 'hide'`,
      [id],
    );
    return rowCount !== 0;
  }

  async rescreen(externalId: string): Promise<void> {
    await this.pool.query(
      `insert into unscreened (revision_id, source_id)
       select current_revision, source_id from comments where external_id = $1 on conflict do nothing`,
      [externalId],
    );
    await this.world.screen();
  }
}
