import { seeded } from '../../../src/simulators/facebook/random.ts';
import type { PostKind } from '../../../src/simulators/facebook/things.ts';
import type { Bench } from './world.ts';

/** Where a town can be settled. */
export type Ground = Pick<Bench, 'sim' | 'key'>;

const DAY_MS = 86_400_000;
const WORDS = [
  'giá',
  'bao',
  'nhiêu',
  'shop',
  'ơi',
  'còn',
  'hàng',
  'không',
  'đẹp',
  'quá',
  'ship',
  'về',
  'Huế',
  'nhé',
];

/** A page's life, made up from a seed: posts over the last year and people who write, edit, delete and come back. */
export class Town {
  readonly posts: string[] = [];
  readonly comments: string[] = [];
  added = 0;
  readonly #bench: Ground;
  readonly #random: () => number;

  constructor(bench: Ground, seed: number) {
    this.#bench = bench;
    this.#random = seeded(seed);
  }

  /** Posts spread over the last 400 days, most of them in the feed. */
  settle(posts: number, comments: number): void {
    const { sim } = this.#bench;
    const now = sim.clock.now().getTime();
    for (let i = 0; i < posts; i += 1) {
      const kind: PostKind = (['ad', 'reel', 'video', 'live', 'visitor'] as const)[i % 20] ?? 'post';
      const createdAt = new Date(now - (400 * DAY_MS * i) / posts);
      this.posts.push(sim.addPost({ text: `bài ${i}`, kind, createdAt, unlisted: i % 17 === 0 ? 3 : 0 }));
    }
    while (this.comments.length < comments) this.#write(this.#anyPost(), now);
  }

  /** A minute of the page's life: `count` new comments, most on recent posts, and what people do besides. */
  minute(count: number): void {
    const { sim } = this.#bench;
    sim.clock.advance(60_000);
    const now = sim.clock.now().getTime();
    for (let i = 0; i < count; i += 1) {
      const recent = this.#random() < 0.85;
      this.#write(recent ? this.#recentPost() : this.#anyPost(), undefined);
      this.added += 1;
    }
    // A late answer under something a year old, an edit, a hiding, a deletion; and one that comes as another goes.
    const oldest = Math.floor(this.posts.length * (1 - this.#random() / 10));
    this.#write(this.posts[Math.min(oldest, this.posts.length - 1)] ?? '', undefined);
    this.added += 1;
    sim.edit(this.#anyComment(), `đã sửa lúc ${now}`);
    if (this.#random() < 0.5) sim.hideByOther(this.#anyComment());
    if (this.#random() < 0.3) sim.unhideByOther(this.#anyComment());
    if (this.#random() < 0.7) this.removeOne(this.#anyComment());
    if (this.#random() < 0.3) {
      this.removeOne(this.#anyComment());
      this.#write(this.#anyPost(), undefined);
      this.added += 1;
    }
  }

  removeOne(comment: string): void {
    if (!this.#bench.sim.world.comments.has(tail(comment))) return;
    this.#bench.sim.remove(comment);
  }

  #write(post: string, before: number | undefined): void {
    const { sim } = this.#bench;
    const answered =
      this.#random() < 0.25 ? this.comments[Math.floor(this.#random() * this.comments.length)] : undefined;
    const parent = answered && sim.world.comments.get(tail(answered));
    const fits = parent && sim.world.posts.get(post)?.thread === parent.thread ? answered : undefined;
    const person = Math.floor(this.#random() * 5000);
    const old = before !== undefined && { createdAt: new Date(before - this.#random() * 20 * DAY_MS) };
    const text = Array.from({ length: 6 }, () => WORDS[Math.floor(this.#random() * WORDS.length)]).join(' ');
    const id = sim.addComment({
      post,
      text: `${text} ${this.comments.length}`,
      ...(person % 50 !== 0 && { by: { id: `7700112233${person}`, name: `Người ${person}` } }),
      ...(person % 40 === 0 && { attachment: { type: 'sticker' } }),
      ...(fits !== undefined && { parent: fits }),
      ...(person % 30 === 0 && { hidden: true }),
      ...old,
    });
    this.comments.push(id);
  }

  #recentPost(): string {
    return this.posts[Math.floor(this.#random() ** 2 * 25)] ?? '';
  }

  #anyPost(): string {
    return this.posts[Math.floor(this.#random() ** 1.5 * this.posts.length)] ?? '';
  }

  #anyComment(): string {
    for (;;) {
      const id = this.comments[Math.floor(this.#random() * this.comments.length)] ?? '';
      if (this.#bench.sim.world.comments.has(tail(id))) return id;
    }
  }
}

function tail(id: string): string {
  return id.slice(id.lastIndexOf('_') + 1);
}

/** What the store must hold: canonical id → what a reader sees. */
export function truthOf(bench: Ground): Map<string, string> {
  const truth = new Map<string, string>();
  for (const comment of bench.sim.world.comments.values()) {
    truth.set(bench.key(comment.tail), `${comment.hidden ? 'hidden' : 'shown'} ${comment.message}`);
  }
  return truth;
}

export function storedOf(bench: Bench): Map<string, string> {
  return new Map(
    bench.store
      .present()
      .map((each) => [each.externalId, `${each.hidden ? 'hidden' : 'shown'} ${each.text}`]),
  );
}

/** What differs between the two, as counts that read well in a failing test. */
export function difference(truth: ReadonlyMap<string, string>, stored: ReadonlyMap<string, string>) {
  let missed = 0;
  let stale = 0;
  for (const [id, text] of truth) {
    const have = stored.get(id);
    if (have === undefined) missed += 1;
    else if (have !== text) stale += 1;
  }
  let ghosts = 0;
  for (const id of stored.keys()) if (!truth.has(id)) ghosts += 1;
  return { missed, stale, ghosts };
}
