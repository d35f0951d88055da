import { createHash } from 'node:crypto';
import { loadComments, loadPosts } from './comments.ts';
import type { FacebookSimulator } from './facebook/index.ts';
import type { ZaloSimulator } from './zalo/index.ts';

/** One of the invented people, about to write one comment or message. */
export interface Voice {
  /** Id of the post or conversation it belongs to, and its kind, as in the files. */
  readonly post: string;
  readonly kind: string;
  speak(): void;
}

/** Puts the posts of the newspaper and the shop on a simulated Page; gives those who will write under them. */
export function voicesOnPage(page: FacebookSimulator): Voice[] {
  const posts = new Map<string, string>();
  for (const { id, page: kind, text } of loadPosts()) {
    if (kind !== 'zalo') posts.set(id, page.addPost({ text }));
  }
  return loadComments().flatMap(({ post, kind, text, author }) => {
    const at = posts.get(post);
    if (at === undefined) return [];
    const by = { id: personId(author), name: author };
    return [{ post, kind, speak: () => void page.addComment({ post: at, text, by }) }];
  });
}

/** Those who will write to a simulated Zalo OA; whoever writes twice is one person there. */
export function voicesToOa(oa: ZaloSimulator): Voice[] {
  const conversations = new Set(loadPosts().flatMap(({ id, page }) => (page === 'zalo' ? [id] : [])));
  const people = new Map<string, ReturnType<ZaloSimulator['addUser']>>();
  return loadComments().flatMap(({ post, kind, text, author }) => {
    if (!conversations.has(post)) return [];
    const speak = (): void => {
      const person = people.get(author) ?? oa.addUser(author);
      people.set(author, person);
      oa.say(person, text);
    };
    return [{ post, kind, speak }];
  });
}

/** A stable invented id. */
function personId(name: string): string {
  return createHash('sha256').update(name).digest().readUInt32BE().toString().padStart(15, '1');
}
