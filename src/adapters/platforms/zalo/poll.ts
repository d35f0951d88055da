import { PlatformFailure } from '../../../domain/failure.ts';
import type {
  CommentSeen,
  Json,
  PlatformContext,
  PollBatch,
  PollMemory,
  PostSeen,
} from '../../../pipeline/ports/platform.ts';
import { newArticles } from './articles.ts';
import type { ZaloClient } from './client.ts';
import { isConfigFailure } from './failures.ts';
import { batches, type FetchPage, type Gap, readBack, take, withGap } from './feed.ts';
import { listGroups } from './groups.ts';
import { CHAT_COUNT, conversationOf, groupChat, isCode, recentChat } from './lists.ts';
import { Memory } from './memory.ts';
import { type ConversationKey, readGroupMessage, readMessage } from './messages.ts';
import { peopleSince } from './people.ts';
import type { Row } from './schema.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Groups and articles are listed anew this often; a part closed to the OA is tried again after a day. */
const LIST_EVERY = HOUR;
const RETRY_CLOSED = DAY;
/** Of an OA first seen, the messages of a day are taken in. */
const FIRST_LOOK_BACK = DAY;

/** Rows of one batch, which is stored in one transaction. */
const BATCH = 100;

/** A message list, and how its rows are read. */
interface List {
  readonly feed: 'chat' | 'groupChat';
  readonly fetch: FetchPage;
  readonly count: number;
  readonly read: (row: Row) => { post: PostSeen; comment: CommentSeen } | undefined;
}

/** One poll cycle of an OA: 1-1 messages, then messages of its groups, then its articles (listed, never read). */
export class ZaloPoll {
  readonly #client: ZaloClient;
  readonly #context: PlatformContext;
  readonly #keyOf: ConversationKey;
  #memory: Memory;
  #stored: string;
  /** Persons whose messages this cycle has read. */
  readonly #met = new Set<string>();

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
    const list: List = {
      feed: 'chat',
      fetch: recentChat(this.#client, this.#context),
      count: CHAT_COUNT,
      read: (row) => {
        const message = readMessage(row, this.#context.access.externalId, this.#keyOf);
        if (message?.comment.answerTo !== undefined) {
          this.#met.add(message.comment.answerTo);
        }
        return message;
      },
    };
    yield* this.#follow(list);
    const { gap } = this.#memory.chat;
    if (gap !== null) {
      const met = [...this.#met];
      const { people, complete } = await peopleSince(
        this.#client,
        this.#context,
        this.#keyOf,
        gap.since,
        met,
      );
      if (!complete) {
        const at = `since ${new Date(gap.since).toISOString()}`;
        const why = 'the OA does not let the app list its users: of a burst only known persons are read';
        yield { ...this.#batch([], []), unread: [{ at, why }] };
      }
      const fetchOf = (user: string) => conversationOf(this.#client, this.#context, user);
      yield* this.#fill(
        list,
        gap,
        people.map(([key, user]) => [key, fetchOf(user)]),
      );
    }
  }

  async *#pollGroups(): AsyncGenerator<PollBatch> {
    const now = this.#context.now().getTime();
    if (now >= this.#memory.groups.listAt) {
      const listed = await this.#unlessClosed('groups', () => listGroups(this.#client, this.#context));
      if (listed !== undefined) {
        const ids = listed.posts.map((post) => post.externalId);
        this.#memory.groups = { ids, count: listed.count, listAt: now + LIST_EVERY };
        if (listed.posts.length > 0) {
          yield this.#batch(listed.posts, []);
        }
      }
    }
    const { ids, count } = this.#memory.groups;
    if (ids.length === 0) {
      return;
    }
    const list: List = {
      feed: 'groupChat',
      fetch: groupChat(this.#client, this.#context),
      count,
      read: (row) => readGroupMessage(row, this.#context.access.externalId),
    };
    yield* this.#follow(list);
    const { gap } = this.#memory.groupChat;
    if (gap !== null) {
      const fetchOf = (group: string) => groupChat(this.#client, this.#context, group);
      yield* this.#fill(
        list,
        gap,
        ids.toSorted().map((group) => [group, fetchOf(group)]),
      );
    }
  }

  /** Brings a feed up to its list's newest row; when the list does not reach back far enough, notes the gap. */
  async *#follow({ feed: name, fetch, count, read }: List): AsyncGenerator<PollBatch> {
    const feed = this.#memory[name];
    const now = this.#context.now().getTime();
    const since = feed.watermark ?? now - FIRST_LOOK_BACK;
    const { rows, met } = await readBack(fetch, count, since);
    if (rows.length === 0) {
      // From now on a burst deeper than the list can be told from a first reading.
      this.#memory[name] = { ...feed, watermark: feed.watermark ?? now };
      return;
    }
    for (const batch of batches(met ? feed : withGap(feed, since), rows, BATCH)) {
      this.#memory[name] = batch.feed;
      const { posts, comments } = take(batch.rows, read);
      yield this.#batch(posts, comments);
    }
  }

  /** Reads conversation by conversation what the common list no longer reached; the memory names the last one done. */
  async *#fill(
    { feed: name, count, read }: List,
    { since, after }: Gap,
    conversations: readonly (readonly [key: string, fetch: FetchPage])[],
  ): AsyncGenerator<PollBatch> {
    for (const [key, fetch] of conversations) {
      if (after !== null && key <= after) {
        continue;
      }
      const rows = await rowsSince(fetch, count, since);
      for (let i = 0; i < rows.length; i += BATCH) {
        const { posts, comments } = take(rows.slice(i, i + BATCH), read);
        yield this.#batch(posts, comments);
      }
      this.#memory[name] = { ...this.#memory[name], gap: { since, after: key } };
      yield this.#batch([], []);
    }
    this.#memory[name] = { ...this.#memory[name], gap: null };
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
}

/** The rows of one conversation since a moment, oldest first. */
async function rowsSince(fetch: FetchPage, count: number, since: number): Promise<Row[]> {
  try {
    const { rows } = await readBack(fetch, count, since);
    return rows.filter((row) => row.time >= since).reverse();
  } catch (error) {
    // A group that was closed or left meanwhile has nothing more to say.
    if (isCode(error, '-237') || isCode(error, '-403')) {
      return [];
    }
    throw error;
  }
}
