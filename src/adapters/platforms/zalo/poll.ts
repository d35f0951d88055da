import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type {
  Json,
  PlatformContext,
  PollBatch,
  PollMemory,
  PostSeen,
} from '../../../pipeline/ports/platform.ts';
import { newArticles } from './articles.ts';
import type { ZaloClient } from './client.ts';
import { isConfigFailure } from './failures.ts';
import { batches, Feed, type FetchPage, readBack, take, withGap } from './feed.ts';
import { CHAT_COUNT, conversationOf, groupChat, groupsOf, isCode, recentChat, usersOfDay } from './lists.ts';
import { type ConversationKey, readGroupMessage, readMessage } from './messages.ts';
import type { Row } from './schema.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Groups and articles are listed anew this often; a part closed to the OA is tried again after a day. */
const LIST_EVERY = HOUR;
const RETRY_CLOSED = DAY;
/** Tried in turn: the greatest `count` of the group lists is not documented, only that 5 is the default. */
const GROUP_COUNTS = [50, 5] as const;

const EMPTY: Feed = { watermark: null, seen: [], gap: null };

/** The adapter's memory of an OA. It holds times, message ids and keyed names, no person's id and no text. */
const Memory = z.object({
  chat: Feed.catch(EMPTY),
  groups: z
    .object({ feed: Feed, ids: z.array(z.string()), count: z.number(), listAt: z.number() })
    .catch({ feed: EMPTY, ids: [], count: GROUP_COUNTS[0], listAt: 0 }),
  articles: z.object({ newest: z.number(), listAt: z.number() }).catch({ newest: 0, listAt: 0 }),
});
type Memory = z.infer<typeof Memory>;

/** One poll cycle of an OA: 1-1 messages, then messages of its groups, then its articles (listed, never read). */
export class ZaloPoll {
  readonly #client: ZaloClient;
  readonly #context: PlatformContext;
  readonly #keyOf: ConversationKey;
  #memory: Memory;
  #stored: string;

  constructor(client: ZaloClient, context: PlatformContext, memory: PollMemory, keyOf: ConversationKey) {
    this.#client = client;
    this.#context = context;
    this.#keyOf = keyOf;
    this.#memory = Memory.parse(memory.cursor ?? {});
    this.#stored = JSON.stringify(memory.cursor);
  }

  async *run(): AsyncGenerator<PollBatch> {
    yield* this.#pollChat();
    yield* this.#pollGroups();
    yield* this.#pollArticles();
    if (JSON.stringify(this.#memory) !== this.#stored) {
      yield this.#batch([], []);
    }
  }

  #batch(posts: readonly PostSeen[], comments: PollBatch['comments']): PollBatch {
    const cursor: Json = structuredClone(this.#memory);
    this.#stored = JSON.stringify(cursor);
    return { posts, comments, gone: [], cursor };
  }

  async *#pollChat(): AsyncGenerator<PollBatch> {
    const read = (row: Row) => readMessage(row, this.#context.access.externalId, this.#keyOf);
    const list = recentChat(this.#client, this.#context);
    for await (const { rows, feed } of this.#follow(this.#memory.chat, list, CHAT_COUNT)) {
      this.#memory.chat = feed;
      const { posts, comments } = take(rows, read);
      yield this.#batch(posts, comments);
    }
    const { gap } = this.#memory.chat;
    if (gap === null) {
      return;
    }
    const people = await this.#peopleSince(gap.since);
    for (const [key, user] of people.filter(([key]) => gap.after === null || key > gap.after)) {
      const { rows } = await readBack(
        conversationOf(this.#client, this.#context, user),
        CHAT_COUNT,
        gap.since,
      );
      const { posts, comments } = take(within(rows, gap.since), read);
      this.#memory.chat = { ...this.#memory.chat, gap: { since: gap.since, after: key } };
      yield this.#batch(posts, comments);
    }
    this.#memory.chat = { ...this.#memory.chat, gap: null };
  }

  /** Everybody who interacted since a moment, by keyed name in order, so that filling a gap can go on where it stopped. */
  async #peopleSince(since: number): Promise<[key: string, user: string][]> {
    const people = new Map<string, string>();
    for (let at = since; at < this.#context.now().getTime() + DAY; at += DAY) {
      for (const user of await usersOfDay(this.#client, this.#context, vietnameseDay(at))) {
        people.set(this.#keyOf(user), user);
      }
    }
    return [...people].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  async *#pollGroups(): AsyncGenerator<PollBatch> {
    const now = this.#context.now().getTime();
    if (now >= this.#memory.groups.listAt) {
      const posts = await this.#unlessClosed('groups', () => this.#listGroups());
      if (posts !== undefined && posts.length > 0) {
        yield this.#batch(posts, []);
      }
    }
    const { ids, count, feed: before } = this.#memory.groups;
    if (ids.length === 0) {
      return;
    }
    const read = (row: Row) => readGroupMessage(row, this.#context.access.externalId);
    for await (const { rows, feed } of this.#follow(before, groupChat(this.#client, this.#context), count)) {
      this.#memory.groups = { ...this.#memory.groups, feed };
      const { posts, comments } = take(rows, read);
      yield this.#batch(posts, comments);
    }
    const { gap } = this.#memory.groups.feed;
    if (gap === null) {
      return;
    }
    for (const group of ids.toSorted().filter((id) => gap.after === null || id > gap.after)) {
      const rows = await this.#groupSince(group, count, gap.since);
      const { posts, comments } = take(rows, read);
      this.#memory.groups = {
        ...this.#memory.groups,
        feed: { ...this.#memory.groups.feed, gap: { since: gap.since, after: group } },
      };
      yield this.#batch(posts, comments);
    }
    this.#memory.groups = { ...this.#memory.groups, feed: { ...this.#memory.groups.feed, gap: null } };
  }

  async #groupSince(group: string, count: number, since: number): Promise<Row[]> {
    try {
      const { rows } = await readBack(groupChat(this.#client, this.#context, group), count, since);
      return within(rows, since);
    } catch (error) {
      // A group that was closed or left meanwhile has nothing more to say.
      if (isCode(error, '-237') || isCode(error, '-403')) {
        return [];
      }
      throw error;
    }
  }

  async #listGroups(): Promise<PostSeen[]> {
    for (const count of GROUP_COUNTS) {
      try {
        const groups = await groupsOf(this.#client, this.#context, count);
        const open = groups.filter((group) => group.status !== 'disabled');
        const listAt = this.#context.now().getTime() + LIST_EVERY;
        const ids = open.map((group) => group.group_id);
        this.#memory.groups = { ...this.#memory.groups, ids, count, listAt };
        return open.map((group) => ({
          externalId: group.group_id,
          kind: 'group',
          ...(group.name && { text: group.name }),
          ...(group.group_link && { permalink: group.group_link }),
        }));
      } catch (error) {
        if (count === GROUP_COUNTS.at(-1) || !(isCode(error, '-210') || isCode(error, '-201'))) {
          throw error;
        }
      }
    }
    return [];
  }

  async *#pollArticles(): AsyncGenerator<PollBatch> {
    const { listAt, newest } = this.#memory.articles;
    const now = this.#context.now().getTime();
    if (now < listAt) {
      return;
    }
    const posts = await this.#unlessClosed('articles', () =>
      newArticles(this.#client, this.#context, newest),
    );
    if (posts === undefined) {
      return;
    }
    const latest = Math.max(newest, ...posts.map((post) => post.createdAt?.getTime() ?? 0));
    this.#memory.articles = { newest: latest, listAt: now + LIST_EVERY };
    if (posts.length > 0) {
      yield this.#batch(posts, []);
    }
  }

  /** Groups and articles are extras: closed to this OA or app, they are left alone for a day, and messages go on. */
  async #unlessClosed<T>(part: 'groups' | 'articles', read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof PlatformFailure) || !isConfigFailure(error)) {
        throw error;
      }
      const listAt = this.#context.now().getTime() + RETRY_CLOSED;
      this.#memory =
        part === 'groups'
          ? { ...this.#memory, groups: { ...this.#memory.groups, ids: [], listAt } }
          : { ...this.#memory, articles: { ...this.#memory.articles, listAt } };
      return undefined;
    }
  }

  /** Brings a feed up to its list's newest row; when the list does not reach back far enough, notes the gap. */
  async *#follow(feed: Feed, list: FetchPage, count: number): AsyncGenerator<{ rows: Row[]; feed: Feed }> {
    const { watermark } = feed;
    const { rows, met } = await readBack(list, count, watermark ?? 0);
    if (watermark === null && rows.length === 0) {
      // From now on a burst deeper than the list can be told from a first reading.
      yield { rows: [], feed: { ...feed, watermark: this.#context.now().getTime() } };
      return;
    }
    const start = watermark === null || met || rows.length === 0 ? feed : withGap(feed, watermark);
    yield* batches(start, rows);
  }
}

function within(rows: readonly Row[], since: number): Row[] {
  return rows.filter((row) => row.time >= since).reverse();
}

/** A day in Hanoi as the user list wants it: `2026_11_24`. */
function vietnameseDay(at: number): string {
  return new Date(at + 7 * HOUR).toISOString().slice(0, 10).replaceAll('-', '_');
}
