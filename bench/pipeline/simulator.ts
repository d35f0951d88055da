// A simulated platform in a process of its own, filled with pages: prints where it is, then serves until killed.
import { startFacebookSimulator } from '../../src/simulators/facebook/index.ts';
import { Random } from '../random.ts';
import { comments, PLANTED } from '../texts.ts';

export interface Filling {
  readonly pages: number;
  readonly posts: number;
  /** Over all pages. */
  readonly comments: number;
  readonly seed: number;
}

export interface Filled {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly pages: readonly {
    readonly id: string;
    readonly token: string;
    readonly posts: readonly string[];
  }[];
}

const filling: Filling = JSON.parse(process.argv[2] ?? '{}');
const simulator = await startFacebookSimulator({ clock: 'running' });
const random = new Random(filling.seed);
const pages = Array.from({ length: filling.pages }, (_, n) => {
  const id = `61559${String(n).padStart(12, '0')}`;
  const token = simulator.addPage(id, `Trang số ${n}`);
  const posts = Array.from({ length: filling.posts }, (_, post) =>
    simulator.addPost({ page: id, text: `Bài số ${post}` }),
  );
  return { id, token, posts };
});
const texts = comments(Math.min(filling.comments, 20_000), PLANTED, filling.seed);
for (let made = 0; made < filling.comments; made += 1) {
  const { posts } = pages[made % pages.length]!;
  simulator.addComment({
    post: random.of(posts),
    text: texts[made % texts.length]!,
    by: { id: `77${random.below(filling.comments / 4)}`, name: 'Người đọc' },
  });
}
const filled: Filled = { url: simulator.url, appId: simulator.appId, appSecret: simulator.appSecret, pages };
process.stdout.write(`${JSON.stringify(filled)}\n`);
