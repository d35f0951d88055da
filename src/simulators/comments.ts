/**
 * The demo's voices: posts of an invented newspaper page and shop, messages to two invented Zalo accounts, and
 * what people write there. All invented; numbers have a valid form and belong to nobody.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const post = z.strictObject({
  id: z.string(),
  /** `zalo` posts are conversations: what is said there is a message to the account. */
  page: z.enum(['news', 'shop', 'zalo']),
  text: z.string(),
});

const comment = z.strictObject({
  /** Id of the post it stands under. */
  post: z.string(),
  text: z.string(),
  author: z.string(),
  /** What the writer of this file meant it to be; for tests and statistics, never shown to the rules. */
  kind: z.string(),
});

type DemoPost = z.infer<typeof post>;
type DemoComment = z.infer<typeof comment>;

export function loadPosts(): DemoPost[] {
  return lines('posts.jsonl').map((line) => post.parse(line));
}

/** All comments, grouped by post in the order in which a conversation would run. */
export function loadComments(): DemoComment[] {
  return lines('comments.jsonl').map((line) => comment.parse(line));
}

function lines(name: string): unknown[] {
  const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'comments');
  const text = readFileSync(path.join(folder, name), 'utf8').trimEnd();
  return text.split('\n').map((line): unknown => JSON.parse(line));
}
