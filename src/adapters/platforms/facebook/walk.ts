import { PlatformFailure } from '../../../domain/failure.ts';
import type { CommentSeen } from '../../../pipeline/ports/platform.ts';
import type { Outcome, Query, Read } from './batch.ts';
import { COMMENT_FIELDS, readComments } from './comment-row.ts';
import type { PollSettings } from './config.ts';
import { concernsAll, TOO_HEAVY } from './failures.ts';
import type { Graph, Session } from './graph.ts';
import { nextQuery } from './paging.ts';
import type { Task } from './plan.ts';
import { listBody } from './schema.ts';

/** How far behind the newest known comment a reading of "what is new" begins. */
const OVERLAP_MS = 10 * 60_000;
const SMALLEST_PAGE = 5;
const RESTARTS = 3;

/** What became of one post after a round. */
export interface Progress {
  readonly walk: Walk;
  readonly comments: readonly CommentSeen[];
  readonly dropped: number;
  /**
   * Set when this post is done with: read from end to end, read as far as it is new, refused by the platform, or left
   * for the next cycle.
   */
  readonly end?: 'whole' | 'new' | 'refused' | 'left';
}

/**
 * The reading of one post's comments, page by page, within one cycle. Order is never assumed: a reading of what is
 * new stops early only on a page that really runs backwards and lies wholly before the watermark, and it counts only
 * when it explains the whole movement of `total_count`; else the post is read anew from end to end.
 */
export class Walk {
  readonly task: Task;
  readonly seen = new Set<string>();
  mode: Task['mode'];
  /** `total_count` at the first page of this walk. */
  total: number | undefined;
  newest: number;
  readonly ties: Set<string>;
  #limit: number;
  #next: Query | undefined = {};
  #restarts = 0;
  #fresh = 0;

  constructor(task: Task, settings: PollSettings) {
    this.task = task;
    this.mode = task.mode;
    this.newest = task.state?.newest ?? 0;
    this.ties = new Set(task.state?.ties);
    this.#limit = settings.pageSize;
  }

  get #watermark(): number {
    return (this.task.state?.newest ?? 0) - OVERLAP_MS;
  }

  /** The next page to ask for. */
  read(): Read {
    const { post } = this.task;
    return {
      path: `${post.id}/comments`,
      query: {
        filter: 'stream',
        order: this.mode === 'new' ? 'reverse_chronological' : 'chronological',
        fields: COMMENT_FIELDS,
        limit: this.#limit,
        summary: true,
        ...(post.kind === 'live' && { live_filter: 'no_filter' }),
        // Undocumented what it filters and whether it is obeyed: it may only save, never decide.
        ...(this.mode === 'new' && { since: Math.floor(this.#watermark / 1000) }),
        ...this.#next,
      },
    };
  }

  /** Takes in what the platform answered to `read()`. */
  take(outcome: Outcome, page: string): Progress {
    if ('failure' in outcome) return this.#failed(outcome.failure);
    const body = listBody.safeParse(outcome.body);
    if (!body.success) return this.#failed(new PlatformFailure('retry', 'facebook.list'));
    const { post } = this.task;
    const { rows, dropped } = readComments(body.data.data, page, post.id);
    this.total ??= body.data.summary?.total_count;
    this.#note(rows);
    this.#next = nextQuery(body.data.paging?.next);
    const stop = this.#next === undefined || (this.mode === 'new' && this.#isPast(rows));
    if (!stop) return { walk: this, comments: rows, dropped };
    if (this.mode === 'full') return { walk: this, comments: rows, dropped, end: 'whole' };
    if (this.#explained()) return { walk: this, comments: rows, dropped, end: 'new' };
    this.#restart('full');
    return { walk: this, comments: rows, dropped };
  }

  #note(rows: readonly CommentSeen[]): void {
    const { newest = 0, ties = [] } = this.task.state ?? {};
    for (const row of rows) {
      const at = row.createdAt.getTime();
      const isNew = at > newest || (at === newest && !ties.includes(row.externalId));
      if (isNew && !this.seen.has(row.externalId)) this.#fresh += 1;
      this.seen.add(row.externalId);
      if (at > this.newest) this.ties.clear();
      if (at >= this.newest) this.ties.add(row.externalId);
      this.newest = Math.max(this.newest, at);
    }
  }

  /** A page in descending order, wholly before the watermark: what follows is older still. */
  #isPast(rows: readonly CommentSeen[]): boolean {
    const times = rows.map((row) => row.createdAt.getTime());
    const descends = times.every((at, index) => index === 0 || at <= (times[index - 1] ?? at));
    const moves = (times[0] ?? 0) > (times.at(-1) ?? 0);
    return descends && moves && times.every((at) => at < this.#watermark);
  }

  #explained(): boolean {
    const before = this.task.state?.counted;
    return this.total !== undefined && before !== undefined && this.total - before === this.#fresh;
  }

  #restart(mode: Task['mode']): void {
    this.mode = mode;
    this.#next = {};
    this.total = undefined;
    this.seen.clear();
    this.#fresh = 0;
  }

  #failed(failure: PlatformFailure): Progress {
    const nothing = { walk: this, comments: [], dropped: 0 };
    if (failure.code === TOO_HEAVY && this.#limit > SMALLEST_PAGE) {
      this.#limit = Math.max(SMALLEST_PAGE, Math.floor(this.#limit / 2));
      return nothing;
    }
    // A cursor dies with the comment it points at: the walk begins anew.
    const paged = this.#next !== undefined && Object.keys(this.#next).length > 0;
    if (failure.code === 'facebook.100' && paged && this.#restarts < RESTARTS) {
      this.#restarts += 1;
      this.#restart(this.mode);
      return nothing;
    }
    return { ...nothing, end: failure.kind === 'give-up' && !paged ? 'refused' : 'left' };
  }
}

/** Readings broken off by a spent budget, by post: they go on where they stopped while this process lives. */
export type Unfinished = Map<string, Walk>;

/** Walks through the posts in rounds: each round asks the next page of several of them in one batch. */
export async function* walkAll(
  graph: Graph,
  session: Session,
  walks: readonly Walk[],
  settings: PollSettings,
  unfinished: Unfinished,
): AsyncGenerator<readonly Progress[]> {
  const waiting = [...walks];
  let active: Walk[] = [];
  while (active.length > 0 || waiting.length > 0) {
    const size = graph.roomFor(session, settings.batchSize);
    active.push(...waiting.splice(0, Math.max(0, size - active.length)));
    const asked = active.slice(0, size);
    const outcomes = await graph.getAll(
      session,
      asked.map((walk) => walk.read()),
    );
    // Until what they bring is stored these readings cannot be taken up again.
    for (const walk of asked) unfinished.delete(walk.task.post.id);
    const { progress, stopped } = takeAll(asked, outcomes, session.context.access.externalId);
    yield progress;
    const ended = new Set(progress.filter((each) => each.end !== undefined).map((each) => each.walk));
    active = active.filter((walk) => !ended.has(walk));
    for (const walk of active) unfinished.set(walk.task.post.id, walk);
    if (stopped) throw stopped;
  }
}

function takeAll(
  walks: readonly Walk[],
  outcomes: readonly Outcome[],
  page: string,
): { readonly progress: Progress[]; readonly stopped: PlatformFailure | undefined } {
  const progress: Progress[] = [];
  const failures: PlatformFailure[] = [];
  let stopped: PlatformFailure | undefined;
  for (const [at, walk] of walks.entries()) {
    const outcome = outcomes[at];
    if (!outcome) continue;
    if ('failure' in outcome) failures.push(outcome.failure);
    if ('failure' in outcome && concernsAll(outcome.failure)) stopped = outcome.failure;
    else progress.push(walk.take(outcome, page));
  }
  // Not one answer: the platform is down, and asking for the other posts would only add to it.
  const down = failures.length === walks.length ? failures.find((failure) => isOutage(failure)) : undefined;
  return { progress, stopped: stopped ?? down };
}

function isOutage(failure: PlatformFailure): boolean {
  return failure.kind === 'retry' && failure.code !== TOO_HEAVY;
}
