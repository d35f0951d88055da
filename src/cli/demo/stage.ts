import { type FacebookSimulator, startFacebookSimulator } from '../../simulators/facebook/index.ts';
import { type DemoComment, loadComments, loadPosts } from '../../simulators/comments.ts';
import { startZaloSimulator, type ZaloSimulator } from '../../simulators/zalo/index.ts';

/** A simulated Page and a simulated Zalo OA on loopback, with people who write. */
export interface Stage {
  readonly facebook: FacebookSimulator;
  readonly zalo: ZaloSimulator;
  /** The next comment or message is written; false when all voices have spoken once. */
  speak(): boolean;
  /** How many voices there are. */
  readonly voices: number;
  stop(): Promise<void>;
}

const ZALO_CONVERSATION = 'zalo-benhvien';

/** Starts both platforms with their posts; nobody has written anything yet. */
export async function openStage(): Promise<Stage> {
  const facebook = await startFacebookSimulator({ clock: 'running', pageName: 'Hạ Giang Online' });
  const zalo = await startZaloSimulator({
    oa: { id: '4318657068771012646', name: 'Bệnh viện Đa khoa Hạ Giang' },
  });
  const posts = new Map<string, string>();
  for (const post of loadPosts()) {
    if (post.page !== 'zalo') posts.set(post.id, facebook.addPost({ text: post.text }));
  }
  const voices = interleave(
    loadComments().filter((comment) => posts.has(comment.post) || comment.post === ZALO_CONVERSATION),
  );
  const people = new Map<string, ReturnType<ZaloSimulator['addUser']>>();
  let next = 0;

  function say(comment: DemoComment): void {
    const post = posts.get(comment.post);
    if (post !== undefined) {
      facebook.addComment({
        post,
        text: comment.text,
        by: { id: `1000${Math.abs(hash(comment.author))}`, name: comment.author },
      });
      return;
    }
    const known = people.get(comment.author) ?? zalo.addUser(comment.author);
    people.set(comment.author, known);
    zalo.say(known, comment.text);
  }

  return {
    facebook,
    zalo,
    voices: voices.length,
    speak() {
      const comment = voices[next % voices.length];
      if (comment !== undefined) say(comment);
      next += 1;
      return next < voices.length;
    },
    async stop() {
      await Promise.all([facebook.stop(), zalo.stop()]);
    },
  };
}

/** A living stream mixes its kinds: one of each in turn, in a fixed order, so that every demo tells the same. */
function interleave(comments: readonly DemoComment[]): DemoComment[] {
  const byKind = new Map<string, DemoComment[]>();
  for (const comment of comments) {
    const list = byKind.get(comment.kind);
    if (list === undefined) byKind.set(comment.kind, [comment]);
    else list.push(comment);
  }
  const mixed: DemoComment[] = [];
  const lists = [...byKind.values()];
  for (let round = 0; mixed.length < comments.length; round += 1) {
    for (const list of lists) {
      const comment = list[round];
      if (comment !== undefined) mixed.push(comment);
    }
  }
  return mixed;
}

/** A stable number for an invented name. */
function hash(name: string): number {
  let value = 7;
  for (const unit of name) value = Math.trunc((value * 31 + (unit.codePointAt(0) ?? 0)) % 1_000_000_007);
  return value;
}
