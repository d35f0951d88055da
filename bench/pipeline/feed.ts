import type { Runtime } from '../../src/cli/runtime.ts';
import type { CommentSeen } from '../../src/pipeline/ports/platform.ts';
import type { Judged } from '../../src/pipeline/ports/screening.ts';
import type { PollLease } from '../../src/pipeline/ports/sources.ts';
import { screen } from '../../src/pipeline/screen.ts';
import { Random } from '../random.ts';
import { comments } from '../texts.ts';
import { planted, publish, type RuleSet, rulesFolder } from './rules.ts';

const LEASE_SECONDS = 3_600;
export const POSTS = 200;
const AUTHORS = 50_000;

/** The pipeline fed by hand in this process: batches are stored as a poll stores them, then screened. */
export class Feed {
  readonly #runtime: Runtime;
  readonly #lease: PollLease;
  readonly #texts: readonly string[];
  readonly #random = new Random(11);
  #made = 0;
  #judged: readonly Judged[] = [];

  private constructor(runtime: Runtime, lease: PollLease, rules: RuleSet) {
    this.#runtime = runtime;
    this.#lease = lease;
    this.#texts = comments(20_000, planted(rules), 5);
  }

  static async open(runtime: Runtime, rules: RuleSet, folder: string): Promise<Feed> {
    const { service } = runtime;
    await publish(runtime, rulesFolder(rules, folder));
    const source = await service.sources.add(
      { platform: 'facebook', externalId: `bench-${Math.random()}`, name: 'Trang đo' },
      'bench',
    );
    const lease = await service.polls.lease(source.id, LEASE_SECONDS);
    if (lease === undefined) throw new Error('bench: no lease');
    return new Feed(runtime, lease, rules);
  }

  /** The platform ids of all who write. */
  readonly authors: readonly string[] = Array.from({ length: AUTHORS }, (_, nth) => author(nth));

  get source(): number {
    return this.#lease.source.id;
  }

  /** What was judged last. */
  get judged(): readonly Judged[] {
    return this.#judged;
  }

  /** Feeds `count` comments in batches of `size`; comments a second. */
  async run(count: number, size: number): Promise<number> {
    const start = performance.now();
    for (let fed = 0; fed < count; fed += size) {
      const seen = Array.from({ length: size }, () => this.#comment());
      const posts: never[] = [];
      await this.#runtime.service.polls.keep(
        this.#lease,
        { posts, comments: seen, gone: [], cursor: { fed } },
        LEASE_SECONDS,
      );
      await this.screen();
    }
    return (count / (performance.now() - start)) * 1000;
  }

  /** Judges what waits. */
  screen(): Promise<number> {
    const { service } = this.#runtime;
    return screen(
      {
        store: service.screening,
        rulebook: service.rulebook,
        canHide: () => true,
        longestReply: () => 8_000,
        log: service.log,
        onSettled: async (_settled, judged) => {
          this.#judged = judged;
        },
      },
      new AbortController().signal,
    );
  }

  #comment(): CommentSeen {
    this.#made += 1;
    return {
      externalId: `${this.source}_${this.#made}`,
      postExternalId: `post-${this.#random.below(POSTS)}`,
      kind: 'comment',
      text: this.#texts[this.#made % this.#texts.length]!,
      createdAt: new Date(),
      authorId: author(this.#random.below(AUTHORS)),
      byPage: false,
      hidden: false,
    };
  }
}

const author = (nth: number): string => `77${nth}`;
