import type { SimulatedClock } from './clock.ts';
import type { Change, NewComment, SimComment, SimPage, SimPost, Thread } from './things.ts';

const VISITOR = { id: '77009988776655443', name: 'Khách ghé Trang' };

/** Everything the simulated platform holds. Ids are beyond 2^53 on purpose. */
export class World {
  readonly pages = new Map<string, SimPage>();
  readonly clock: SimulatedClock;
  readonly posts = new Map<string, SimPost>();
  readonly comments = new Map<string, SimComment>();
  /** Objects that exist but must not be seen: they answer as if they were gone. */
  readonly forbidden = new Set<string>();
  readonly listeners: ((change: Change) => void)[] = [];
  /** Whether a new comment moves its post's updated_time: widely relied upon, nowhere promised. */
  commentsTouchPosts = true;
  #seq = 0;

  constructor(clock: SimulatedClock) {
    this.clock = clock;
  }

  nextId(): string {
    this.#seq += 1;
    return String(122_150_000_000_000_000n + BigInt(this.#seq) * 7n);
  }

  addPage(id: string, name: string): SimPage {
    const page: SimPage = {
      id,
      name,
      posts: [],
      blocked: new Set(),
      settings: new Map(),
      subscribed: [],
    };
    this.pages.set(id, page);
    return page;
  }

  addPost(page: SimPage, post: Partial<Omit<SimPost, 'id' | 'page'>>): SimPost {
    const kind = post.kind ?? 'post';
    const bare = kind === 'reel' || kind === 'video' || kind === 'live' || kind === 'photo';
    const tail = this.nextId();
    const createdAt = post.createdAt ?? this.clock.now();
    const made: SimPost = {
      id: bare ? tail : `${page.id}_${tail}`,
      page,
      kind,
      by: post.by ?? (kind === 'visitor' ? VISITOR : { id: page.id, name: page.name }),
      createdAt,
      inFeed: post.inFeed ?? (kind === 'post' || kind === 'visitor'),
      published: post.published ?? kind !== 'ad',
      thread: post.thread ?? { posts: [], comments: [], unlisted: 0 },
      message: post.message ?? '',
      updatedAt: createdAt,
      hidden: false,
      live: kind === 'live' ? 'LIVE' : undefined,
      liveModeration: 'DEFAULT',
    };
    made.thread.posts.push(made);
    page.posts.push(made);
    this.posts.set(made.id, made);
    return made;
  }

  addComment(
    post: SimPost,
    comment: Omit<NewComment, 'post' | 'text' | 'parent'> & { message: string; parent?: SimComment },
  ): SimComment {
    const byPage = comment.byPage ?? false;
    const seq = this.comments.size;
    const made: SimComment = {
      tail: this.nextId(),
      seq,
      thread: post.thread,
      // Threads are two levels deep: an answer to an answer hangs on the top-level comment.
      parent: comment.parent?.parent ?? comment.parent,
      by: byPage ? { id: post.page.id, name: post.page.name } : comment.by,
      byPage,
      createdAt: comment.createdAt ?? this.clock.now(),
      message: comment.message,
      attachment: comment.attachment,
      tags: comment.tags ?? [],
      hidden: comment.hidden ?? false,
      canHide: comment.canHide ?? !byPage,
      lowQuality: comment.lowQuality ?? false,
      liked: false,
      privateReplied: false,
    };
    post.thread.comments.push(made);
    this.comments.set(made.tail, made);
    this.#touch(post.thread);
    this.#tell(made, 'add');
    return made;
  }

  edit(comment: SimComment, message: string): void {
    comment.message = message;
    this.#tell(comment, 'edited');
  }

  setHidden(comment: SimComment, hidden: boolean): void {
    if (comment.hidden === hidden) return;
    comment.hidden = hidden;
    this.#tell(comment, hidden ? 'hide' : 'unhide');
  }

  /** Removes a comment and, with it, the answers under it. */
  remove(comment: SimComment): void {
    const gone = comment.thread.comments.filter((other) => other === comment || other.parent === comment);
    for (const each of gone) {
      comment.thread.comments.splice(comment.thread.comments.indexOf(each), 1);
      this.comments.delete(each.tail);
      this.#tell(each, 'remove');
    }
  }

  removePost(post: SimPost): void {
    post.page.posts.splice(post.page.posts.indexOf(post), 1);
    this.posts.delete(post.id);
    post.thread.posts.splice(post.thread.posts.indexOf(post), 1);
    if (post.thread.posts.length > 0) return;
    for (const comment of post.thread.comments) this.comments.delete(comment.tail);
  }

  /** The id as listed under an object (by default the first that shows it): `{object}_{comment}`. */
  commentId(comment: SimComment, post: SimPost | undefined = comment.thread.posts[0]): string {
    return `${tailOf(post?.id ?? '0')}_${comment.tail}`;
  }

  /** A comment by any id whose prefix is an object it really stands under. */
  findComment(id: string): SimComment | undefined {
    const cut = id.lastIndexOf('_');
    if (cut < 0) return undefined;
    const comment = this.comments.get(id.slice(cut + 1));
    const prefix = tailOf(id.slice(0, cut));
    if (!comment || this.forbidden.has(comment.tail)) return undefined;
    return comment.thread.posts.some((post) => tailOf(post.id) === prefix) ? comment : undefined;
  }

  findPost(id: string): SimPost | undefined {
    return this.forbidden.has(id) ? undefined : this.posts.get(id);
  }

  #touch(thread: Thread): void {
    if (!this.commentsTouchPosts) return;
    for (const post of thread.posts) post.updatedAt = this.clock.now();
  }

  #tell(comment: SimComment, verb: Change['verb']): void {
    const post = comment.thread.posts[0];
    if (!post) return;
    for (const listen of this.listeners) listen({ page: post.page, post, comment, verb });
  }
}

function tailOf(id: string): string {
  return id.slice(id.lastIndexOf('_') + 1);
}
