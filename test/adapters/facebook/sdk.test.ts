import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type FacebookSimulator, startFacebookSimulator } from '../../../src/simulators/facebook/index.ts';

// The official SDK (no types of its own), pointed at the simulator: proof that the double is not shaped to our client.
interface Node {
  readonly id: string;
  readonly _data: Readonly<Record<string, unknown>>;
}
interface Cursor extends Array<Node> {
  hasNext(): boolean;
  next(): Promise<Cursor>;
}
interface PageNode {
  getFeed(fields: string[], params: object): Promise<Cursor>;
}
interface PostNode {
  getComments(fields: string[], params: object): Promise<Cursor>;
}
interface CommentNode {
  update(fields: string[], params: object): Promise<unknown>;
  createComment(fields: string[], params: object): Promise<Node>;
  getComments(fields: string[], params: object): Promise<Cursor>;
  get(fields: string[]): Promise<Node>;
}
interface Sdk {
  readonly FacebookAdsApi: { init(token: string, locale: string, crashLog: boolean): object };
  readonly Page: new (id: string) => PageNode;
  readonly PagePost: new (id: string) => PostNode;
  readonly Comment: new (id: string) => CommentNode;
}

const sdk: Sdk = createRequire(import.meta.url)('facebook-nodejs-business-sdk');
let sim: FacebookSimulator;
let post: string;
let comment: string;

beforeAll(async () => {
  sim = await startFacebookSimulator();
  Object.defineProperty(sdk.FacebookAdsApi, 'GRAPH', { get: () => sim.url });
  sdk.FacebookAdsApi.init(sim.tokens.page, 'vi_VN', false);
  post = sim.addPost({ text: 'Hàng mới về' });
  for (let i = 0; i < 60; i += 1) {
    comment = sim.addComment({ post, text: `câu ${i}`, by: { id: '77', name: 'An' } });
  }
});
afterAll(() => sim.stop());

async function everything(first: Cursor): Promise<Node[]> {
  const all = [...first];
  let cursor = first;
  while (cursor.hasNext()) {
    cursor = await cursor.next();
    all.push(...cursor);
  }
  return all;
}

test('the official SDK lists the posts of the page', async () => {
  const posts = await new sdk.Page(sim.pageId).getFeed(['id', 'message', 'updated_time'], { limit: 10 });
  expect(posts.map((each) => each._data)).toMatchObject([{ id: post, message: 'Hàng mới về' }]);
});

test('the official SDK lists the comments, page after page', async () => {
  const first = await new sdk.PagePost(post).getComments(['id', 'message', 'from', 'is_hidden'], {
    limit: 25,
  });
  const all = await everything(first);
  expect(all).toHaveLength(60);
  expect(new Set(all.map((each) => each.id)).size).toBe(60);
  expect(all[0]?._data).toMatchObject({ message: 'câu 0', is_hidden: false });
});

test('the official SDK hides a comment', async () => {
  await new sdk.Comment(comment).update([], { is_hidden: true });
  const node = await new sdk.Comment(comment).get(['is_hidden']);
  expect(node._data['is_hidden']).toBe(true);
  expect(sim.log.map((write) => write.verb)).toEqual(['hide']);
});

test('the official SDK answers a comment', async () => {
  const made = await new sdk.Comment(comment).createComment([], { message: 'Dạ còn ạ' });
  expect(z.string().parse(made.id)).toMatch(/_\d+$/);
  const replies = await new sdk.Comment(comment).getComments(['message', 'from'], {});
  expect(replies.map((each) => each._data)).toMatchObject([
    { message: 'Dạ còn ạ', from: { id: sim.pageId } },
  ]);
});

test('the official SDK reports a dead token as the platform would', async () => {
  sim.faults.add({ kind: 'error', code: 190, subcode: 463 });
  const failure: unknown = await new sdk.Comment(comment).get(['id']).catch((error: unknown) => error);
  expect(JSON.stringify(failure)).toContain('463');
});
