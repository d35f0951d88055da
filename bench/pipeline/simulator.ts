// A simulated platform in a process of its own, filled with pages: prints where it is, then serves until killed.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { startFacebookSimulator } from '../../src/simulators/facebook/index.ts';
import { Random } from '../random.ts';
import { comments } from '../texts.ts';
import { planted, type RuleSet } from './rules.ts';

export interface Filling {
  readonly pages: number;
  readonly posts: number;
  /** Over all pages but the first. */
  readonly comments: number;
  /** Of the first page, for warming up. */
  readonly warm: number;
  readonly seed: number;
  readonly rules: RuleSet;
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
const texts = comments(Math.min(filling.comments, 20_000), planted(filling.rules), filling.seed);
for (let made = 0; made < filling.warm + filling.comments; made += 1) {
  const { posts } = made < filling.warm ? pages[0]! : pages[1 + (made % (pages.length - 1))]!;
  simulator.addComment({
    post: random.of(posts),
    text: texts[made % texts.length]!,
    by: { id: `77${random.below(filling.comments / 4)}`, name: 'Người đọc' },
  });
}
const filled: Filled = { url: simulator.url, appId: simulator.appId, appSecret: simulator.appSecret, pages };
const say = (what: object): void => {
  process.stdout.write(`${JSON.stringify(what)}\n`);
};
say(filled);

/** What the one who measures may ask for, a line each; every order is answered with a line. */
export type Order =
  /** People write `comments` in `seconds`; every 50th of them edits, every 200th takes back, and waves repeat a text. */
  { readonly do: 'talk'; readonly comments: number; readonly seconds: number } | { readonly do: 'truth' };

const TICK = 100;

async function talk(count: number, seconds: number): Promise<void> {
  const start = Date.now();
  const recent: string[] = [];
  let said = 0;
  while (said < count) {
    // A day has its waves: twice as much talk at its height as in the middle, nearly none at its low.
    const passed = (Date.now() - start) / (seconds * 1000);
    const wanted = count * Math.min(1, passed - (0.8 / (4 * Math.PI)) * Math.sin(4 * Math.PI * passed));
    for (; said < wanted; said += 1) {
      const { posts } = pages[random.below(pages.length)]!;
      const wave = random.chance(0.02);
      const text = wave ? texts[Math.floor(said / 500) % texts.length]! : texts[said % texts.length]!;
      const by = { id: `78${random.below(50_000)}`, name: 'Người đọc' };
      recent.push(simulator.addComment({ post: random.of(posts), text, by }));
      if (recent.length > 400) recent.shift();
      if (random.chance(0.02)) simulator.edit(random.of(recent), texts[random.below(texts.length)]!);
      if (random.chance(0.005)) simulator.remove(recent.splice(random.below(recent.length), 1)[0]!);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, TICK);
    });
  }
}

/** Everything that can be read at this moment, as a number and a fingerprint. */
function truth(): object {
  const lines = [...simulator.world.comments.values()].map(({ tail, message }) => `${tail} ${message}`);
  return {
    comments: lines.length,
    hash: createHash('sha256').update(lines.toSorted().join('\n')).digest('hex'),
    calls: simulator.usage.total,
    refused: simulator.usage.refused,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const order: Order = JSON.parse(line);
  if (order.do === 'talk') {
    await talk(order.comments, order.seconds);
    say({ done: 'talk' });
  } else say(truth());
}
