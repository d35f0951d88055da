import type { CallBudget, Usage } from '../../src/pipeline/ports/budget.ts';
import type {
  CommentSeen,
  Json,
  PlatformContext,
  Platform,
  PollBatch,
  PollMemory,
  PostSeen,
  SourceAccess,
} from '../../src/pipeline/ports/platform.ts';

export interface StoredComment extends CommentSeen {
  gone: boolean;
  /** Texts it has had, oldest first. */
  texts: string[];
}

/** What the pipeline keeps of the polls, held in memory: idempotent by canonical id, as the real store is. */
export class MemoryStore implements PollMemory {
  cursor: Json = null;
  readonly comments = new Map<string, StoredComment>();
  readonly #byPost = new Map<string, Set<string>>();
  readonly known = new Map<string, PostSeen & { lastCommentAt?: Date }>();
  /** Rows that were new when they were stored. */
  inserted = 0;
  batches = 0;
  largestBatch = 0;

  store(batch: PollBatch): void {
    this.batches += 1;
    this.largestBatch = Math.max(this.largestBatch, batch.comments.length);
    for (const post of batch.posts)
      this.known.set(post.externalId, { ...this.known.get(post.externalId), ...post });
    for (const comment of batch.comments) this.#storeComment(comment);
    for (const id of batch.gone) {
      const stored = this.comments.get(id);
      if (stored) stored.gone = true;
    }
    this.cursor = structuredClone(batch.cursor);
  }

  #storeComment(comment: CommentSeen): void {
    const post = this.known.get(comment.postExternalId);
    if (!post)
      throw new Error(`comment ${comment.externalId} came before its post ${comment.postExternalId}`);
    if (!post.lastCommentAt || post.lastCommentAt < comment.createdAt) post.lastCommentAt = comment.createdAt;
    const before = this.comments.get(comment.externalId);
    if (!before) {
      this.inserted += 1;
      const siblings = this.#byPost.get(comment.postExternalId) ?? new Set();
      this.#byPost.set(comment.postExternalId, siblings.add(comment.externalId));
    }
    const texts = before?.texts ?? [];
    if (texts.at(-1) !== comment.text) texts.push(comment.text);
    const hidden = comment.hidden ?? before?.hidden ?? false;
    // As the real store: a comment stays with the post it was first seen under.
    const postExternalId = before?.postExternalId ?? comment.postExternalId;
    this.comments.set(comment.externalId, { ...comment, postExternalId, hidden, texts, gone: false });
  }

  posts(since: Date): Promise<readonly { externalId: string; createdAt?: Date; state: Json }[]> {
    const age = (post: { createdAt?: Date; lastCommentAt?: Date }) =>
      Math.max(post.createdAt?.getTime() ?? 0, post.lastCommentAt?.getTime() ?? 0);
    return Promise.resolve(
      [...this.known.values()]
        .filter((post) => age(post) >= since.getTime())
        .sort((a, b) => age(b) - age(a))
        .map((post) => ({
          externalId: post.externalId,
          state: post.state ?? null,
          ...(post.createdAt && { createdAt: post.createdAt }),
        })),
    );
  }

  post(externalIds: readonly string[]): Promise<ReadonlyMap<string, Json>> {
    const found = new Map<string, Json>();
    for (const id of externalIds) {
      const post = this.known.get(id);
      if (post) found.set(id, post.state ?? null);
    }
    return Promise.resolve(found);
  }

  commentIds(postExternalIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = postExternalIds.map((post): [string, string[]] => [
      post,
      [...(this.#byPost.get(post) ?? [])].filter((id) => !this.comments.get(id)?.gone),
    ]);
    return Promise.resolve(new Map(found));
  }

  /** Comments not known to be gone, by canonical id. */
  present(): StoredComment[] {
    return [...this.comments.values()].filter((comment) => !comment.gone);
  }
}

/** A budget that never refuses by itself and remembers what it was told; `refuse` makes it throw. */
export class OpenBudget implements CallBudget {
  spent = 0;
  readonly seen: Usage[] = [];
  refuse: Error | undefined;

  spend(calls: number): Promise<void> {
    if (this.refuse) return Promise.reject(this.refuse);
    this.spent += calls;
    return Promise.resolve();
  }

  observe(usage: Usage): Promise<void> {
    this.seen.push(usage);
    return Promise.resolve();
  }
}

export function contextOf(
  access: SourceAccess,
  now: () => Date,
  budget: CallBudget = new OpenBudget(),
): PlatformContext {
  return { access, budget, now };
}

/** One poll cycle into `store`, each batch stored before the next is asked for. */
export async function pollInto(
  platform: Platform,
  context: PlatformContext,
  store: MemoryStore,
): Promise<void> {
  for await (const batch of platform.poll(context, store)) store.store(batch);
}
