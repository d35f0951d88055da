import { expect, test } from '@jest/globals';
import { loadComments, loadPosts } from '../../src/simulators/comments.ts';

const posts = loadPosts();
const comments = loadComments();

test('enough posts of each page for a living stream', () => {
  const pages = posts.map(({ page }) => page);
  expect(pages.filter((page) => page !== 'zalo').length).toBeGreaterThanOrEqual(12);
  expect(new Set(pages)).toEqual(new Set(['news', 'shop', 'zalo']));
});

test('at least 250 comments, each once, under a post that exists, with someone who wrote it', () => {
  expect(comments.length).toBeGreaterThanOrEqual(250);
  const ids = new Set(posts.map(({ id }) => id));
  expect(comments.filter(({ post }) => !ids.has(post))).toEqual([]);
  expect(comments.filter(({ text, author }) => text.trim() === '' || author === '')).toEqual([]);
  expect(new Set(comments.map(({ post, text }) => `${post} ${text}`)).size).toBe(comments.length);
});

test('most of it is ordinary talk and opinion, some of everything a moderator meets', () => {
  const kinds = new Map<string, number>();
  for (const { kind } of comments) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const harm = ['scam', 'spam', 'insult', 'threat', 'hate', 'leak', 'sexual'];
  for (const kind of [...harm, 'question', 'complaint', 'criticism', 'at-risk', 'claim', 'emoji']) {
    expect(kinds.get(kind) ?? 0).toBeGreaterThan(0);
  }
  const harmful = harm.reduce((sum, kind) => sum + (kinds.get(kind) ?? 0), 0);
  expect(harmful / comments.length).toBeLessThan(0.3);
});
