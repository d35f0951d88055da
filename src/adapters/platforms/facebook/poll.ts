import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { PollBatch, PollMemory, PostSeen } from '../../../pipeline/ports/platform.ts';
import { askFor } from './asked.ts';
import { type PollSettings, settingsOf } from './config.ts';
import { concernsAll } from './failures.ts';
import type { Graph, Session, Warn } from './graph.ts';
import { EDGES, type Edge, fieldsOf, type Listed, listed, listPosts } from './listing.ts';
import { isBare, type PostState, planReads, readState } from './plan.ts';
import { readPost } from './schema.ts';
import { movement, seenPost } from './seen.ts';
import { type Progress, type Unfinished, Walk, walkAll } from './walk.ts';

const DAY_MS = 86_400_000;
const cursorShape = z
  .object({
    cycle: z.number().int().nonnegative(),
    /** Lists the platform refused: asked again only when their turn for a deep listing comes. */
    refused: z.array(z.enum(EDGES)).catch([]),
  })
  .catch({ cycle: 0, refused: [] });

/** One poll cycle of a page. Each batch can be stored by itself; a cycle cut short is simply begun anew. */
export async function* pollPage(
  graph: Graph,
  session: Session,
  memory: PollMemory,
  unfinished: Unfinished,
  warn: Warn,
): AsyncGenerator<PollBatch> {
  yield* new Cycle(graph, session, memory, unfinished, warn).run();
}

class Cycle {
  readonly #graph: Graph;
  readonly #session: Session;
  readonly #memory: PollMemory;
  readonly #unfinished: Unfinished;
  readonly #warn: Warn;
  readonly #settings: PollSettings;
  readonly #cycle: number;
  readonly #since: Date;
  readonly #refused: Set<Edge>;

  constructor(graph: Graph, session: Session, memory: PollMemory, unfinished: Unfinished, warn: Warn) {
    this.#graph = graph;
    this.#session = session;
    this.#memory = memory;
    this.#unfinished = unfinished;
    this.#warn = warn;
    this.#settings = settingsOf(graph.config, session.context.access.settings);
    const cursor = cursorShape.parse(memory.cursor);
    this.#cycle = cursor.cycle;
    this.#refused = new Set(cursor.refused);
    this.#since = new Date(session.context.now().getTime() - this.#settings.lookBackDays * DAY_MS);
  }

  async *run(): AsyncGenerator<PollBatch> {
    const posts = await this.#list();
    yield* this.#strays(posts);
    const states = await this.#memory.post([...posts.keys()]);
    const listing = [...posts.values()].map((post) => ({ post, state: readState(states.get(post.id)) }));
    const plan = planReads(listing, this.#cycle, this.#since, this.#settings);
    const read = new Set(plan.map((task) => task.post.id));
    yield this.#batch(
      listing.flatMap(({ post, state }) => (read.has(post.id) ? [] : this.#unread(post, state))),
    );
    const unfinished = this.#unfinished;
    const walks = plan.map((task) => unfinished.get(task.post.id) ?? new Walk(task, this.#settings));
    for await (const round of walkAll(this.#graph, this.#session, walks, this.#settings, unfinished)) {
      yield* this.#store(round);
    }
    yield { ...this.#batch([]), cursor: { cycle: this.#cycle + 1, refused: [...this.#refused] } };
  }

  /** All posts of the window and, edge by edge in turn, all posts there ever were. */
  async #list(): Promise<Map<string, Listed>> {
    const posts = new Map<string, Listed>();
    for (const [at, edge] of EDGES.entries()) {
      const turn = Math.floor((at * this.#settings.deepEvery) / EDGES.length);
      const deep = this.#cycle === 0 || this.#cycle % this.#settings.deepEvery === turn;
      if (this.#refused.has(edge) && !deep) continue;
      try {
        const pages = listPosts(this.#graph, this.#session, edge, deep ? undefined : this.#since);
        for await (const page of pages) {
          this.#tellDropped(page.dropped);
          for (const post of page.posts) if (!posts.has(post.id)) posts.set(post.id, post);
        }
        this.#refused.delete(edge);
      } catch (error) {
        this.#edgeRefused(edge, error);
      }
    }
    return posts;
  }

  /** A list that is refused or broken costs its posts, not the page: only without the feed is there nothing to do. */
  #edgeRefused(edge: Edge, error: unknown): void {
    if (!(error instanceof PlatformFailure)) throw error;
    const refused = error.kind === 'give-up';
    if (!refused && !(error.kind === 'retry' && error.code.startsWith('facebook.'))) throw error;
    if (edge === 'feed')
      throw refused ? new PlatformFailure('stop-source', error.code, { cause: error }) : error;
    if (refused) this.#refused.add(edge);
    this.#tell('facebook.edge', { edge, code: error.code });
  }

  /**
   * Posts we know and no list shows any more (unranked, unpublished, deleted), a few at a time: those still there join
   * `posts`, and of those that are not all comments are gone.
   */
  async *#strays(posts: Map<string, Listed>): AsyncGenerator<PollBatch> {
    const { deepEvery, strayPosts } = this.#settings;
    if (this.#cycle % deepEvery !== deepEvery - 1) return;
    const known = await this.#memory.posts(new Date(0));
    const lost = known
      .map(({ externalId, state }) => ({ id: externalId, state: readState(state) }))
      .filter(
        ({ id, state }) => !posts.has(id) && !state?.gone && this.#cycle - seenIn(state) > 2 * deepEvery,
      )
      .sort((a, b) => seenIn(a.state) - seenIn(b.state))
      .slice(0, strayPosts);
    const reads = lost.map(({ id, state }) => ({
      path: id,
      query: { fields: fieldsOf(state?.edge ?? 'feed') },
    }));
    const outcomes = await this.#graph.getAll(this.#session, reads);
    for (const [at, { id, state }] of lost.entries()) {
      const outcome = outcomes[at];
      if (outcome && 'body' in outcome) {
        const row = readPost(outcome.body);
        if (row)
          posts.set(id, {
            ...listed(row, state?.edge ?? 'feed', this.#session.context.access.externalId),
            id,
          });
      } else if (outcome?.failure.gone) {
        // The page itself has just been read, so this is no lost permission. A post that only a webhook named may
        // go by another id, though: its comments are left alone.
        const gone = state === undefined ? [] : ((await this.#memory.commentIds([id])).get(id) ?? []);
        const last: PostState = { ...(state ?? { edge: 'feed' }), seen: this.#cycle, gone: true };
        yield { ...this.#batch([{ externalId: id, kind: 'post', state: last }]), gone };
      } else if (outcome && concernsAll(outcome.failure)) throw outcome.failure;
    }
  }

  /** What is to be remembered of a post that needs no reading; nothing where nothing changed. */
  #unread(post: Listed, state: PostState | undefined): PostSeen[] {
    if (isBare(post, state)) {
      if (state && state.updated === post.updated && !this.#isStale(state)) return [];
      return [seenPost(post, { ...movement(post), counted: 0, walked: this.#cycle, seen: this.#cycle })];
    }
    return state && this.#isStale(state)
      ? [seenPost(post, { ...state, gone: false, seen: this.#cycle })]
      : [];
  }

  #isStale(state: PostState): boolean {
    return this.#cycle - state.seen >= this.#settings.deepEvery || state.gone === true;
  }

  async *#store(round: readonly Progress[]): AsyncGenerator<PollBatch> {
    const posts: PostSeen[] = [];
    const doubtful: { progress: Progress; missing: string[] }[] = [];
    const missed = await this.#missing(round);
    for (const progress of round) {
      const { walk, end } = progress;
      this.#tellDropped(progress.dropped);
      if (end === 'refused' || end === 'left')
        this.#tell('facebook.post-unread', { post: walk.task.post.id, end });
      const missing = missed.get(walk) ?? [];
      if (missing.length > 0) doubtful.push({ progress, missing });
      const done = missing.length === 0 && end !== undefined && end !== 'left';
      posts.push(seenPost(walk.task.post, done ? this.#stateAfter(progress) : undefined));
    }
    const comments = round.flatMap((progress) => progress.comments);
    if (posts.length > 0) yield { ...this.#batch(posts), comments };
    for (const { progress, missing } of doubtful) {
      const { post } = progress.walk.task;
      const { unread, ...asked } = await askFor(
        missing,
        post.id,
        this.#graph,
        this.#session,
        this.#settings.batchSize,
      );
      if (unread) this.#tell('facebook.comment-unread', { post: post.id, code: unread.code });
      yield { ...this.#batch([seenPost(post, this.#stateAfter(progress))]), ...asked };
    }
  }

  /** Stored comments that posts just read from end to end did not show. */
  async #missing(round: readonly Progress[]): Promise<Map<Walk, string[]>> {
    const walks = round.flatMap(({ walk, end }) => (end === 'whole' ? [walk] : []));
    const stored = await this.#memory.commentIds(walks.flatMap((walk) => this.#namesOf(walk)));
    return new Map(
      walks.map((walk) => [
        walk,
        this.#namesOf(walk)
          .flatMap((name) => stored.get(name) ?? [])
          .filter((comment) => !walk.seen.has(comment)),
      ]),
    );
  }

  /** A webhook names reels and videos by `{page}_{video}`, and may have been first. */
  #namesOf({ task }: Walk): string[] {
    const { id } = task.post;
    return id.includes('_') ? [id] : [id, `${this.#session.context.access.externalId}_${id}`];
  }

  #stateAfter({ walk, end }: Progress): PostState {
    const { post, state } = walk.task;
    // Refused again and again would cost a call in every cycle: asked when it moves or its sweep comes.
    if (end === 'refused') return { ...state, ...movement(post), seen: this.#cycle, walked: this.#cycle };
    const walked = end === 'whole' ? this.#cycle : state?.walked;
    return {
      ...movement(post),
      seen: this.#cycle,
      ...(walk.total !== undefined && { counted: walk.total }),
      ...(walk.newest > 0 && { newest: walk.newest, ties: [...walk.ties] }),
      ...(walked !== undefined && { walked }),
    };
  }

  #batch(posts: readonly PostSeen[]): PollBatch {
    return { posts, comments: [], gone: [], cursor: { cycle: this.#cycle, refused: [...this.#refused] } };
  }

  #tellDropped(count: number): void {
    if (count > 0) this.#tell('facebook.rows-dropped', { count });
  }

  #tell(code: string, fields: Readonly<Record<string, string | number>>): void {
    this.#warn(code, { source: this.#session.context.access.id, ...fields });
  }
}

function seenIn(state: PostState | undefined): number {
  return state?.seen ?? Number.NEGATIVE_INFINITY;
}
