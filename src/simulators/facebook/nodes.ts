import { GraphError } from './errors.ts';
import type { Field } from './fields.ts';
import type { Modes } from './modes.ts';
import type { SimToken, Tokens } from './tokens.ts';
import type { SimComment, SimPage, SimPost } from './things.ts';
import type { World } from './world.ts';

/** What a call sees of the platform. */
export interface Scene {
  readonly world: World;
  readonly modes: Modes;
  readonly tokens: Tokens;
  readonly token: SimToken;
  readonly random: () => number;
  /** Scheme, host and version, for `next` links. */
  readonly base: string;
}

export type Node =
  | { readonly type: 'Page'; readonly page: SimPage }
  | { readonly type: 'Post'; readonly post: SimPost }
  | { readonly type: 'Comment'; readonly comment: SimComment; readonly post: SimPost }
  | { readonly type: 'User'; readonly id: string; readonly name: string };

/** An edge asked for inside `fields`. */
export type NestedEdge = (scene: Scene, node: Node, field: Field) => object;

type Read<T> = (subject: T, scene: Scene) => unknown;

/** `2018-08-30T18:47:02+0000`: no colon in the offset. */
export function graphTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}+0000`;
}

export function idOf(scene: Scene, node: Node): string {
  if (node.type === 'Page') return node.page.id;
  if (node.type === 'Post') return node.post.id;
  if (node.type === 'Comment') return scene.world.commentId(node.comment, node.post);
  return node.id;
}

/** A node with the fields asked for; `id` always comes along, absent values are left out. */
export function project(scene: Scene, node: Node, fields: readonly Field[], nested: NestedEdge): object {
  const result: Record<string, unknown> = {};
  for (const field of fields) {
    if (isEdge(node, field.name)) {
      result[field.name] = nested(scene, node, field);
      continue;
    }
    const value = readField(scene, node, field.name);
    if (value === undefined) continue;
    result[field.name] = field.fields ? pick(value, field.fields) : value;
  }
  result['id'] = idOf(scene, node);
  return result;
}

function isEdge(node: Node, name: string): boolean {
  return name === 'comments' && (node.type === 'Post' || node.type === 'Comment');
}

function pick(value: unknown, fields: readonly Field[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const wanted = new Set(['id', ...fields.map((field) => field.name)]);
  return Object.fromEntries(Object.entries(value).filter(([name]) => wanted.has(name)));
}

function readField(scene: Scene, node: Node, name: string): unknown {
  if (node.type === 'Page') return look(PAGE, 'Page', name)(node.page, scene);
  if (node.type === 'Comment') return look(COMMENT, 'Comment', name)(node, scene);
  if (node.type === 'User') return look(USER, 'User', name)(node, scene);
  const { post } = node;
  if (post.kind === 'live') return look(LIVE, 'LiveVideo', name)(post, scene);
  const video = post.kind === 'video' || post.kind === 'reel';
  return video ? look(VIDEO, 'Video', name)(post, scene) : look(POST, 'Post', name)(post, scene);
}

function look<T>(table: Readonly<Record<string, Read<T>>>, type: string, name: string): Read<T> {
  const read = table[name];
  if (read) return read;
  throw new GraphError(
    100,
    undefined,
    `(#100) Tried accessing nonexisting field (${name}) on node type (${type})`,
  );
}

const none = () => undefined;

const USER: Readonly<Record<string, Read<{ id: string; name: string }>>> = {
  id: (user) => user.id,
  name: (user) => user.name,
};

const PAGE: Readonly<Record<string, Read<SimPage>>> = {
  id: (page) => page.id,
  name: (page) => page.name,
  category: () => 'Shopping & Retail',
  link: (page) => `https://www.facebook.com/${page.id}`,
  about: none,
};

const POST: Readonly<Record<string, Read<SimPost>>> = {
  id: (post) => post.id,
  message: (post) => (post.message === '' ? undefined : post.message),
  created_time: (post) => graphTime(post.createdAt),
  updated_time: (post) => graphTime(post.updatedAt),
  permalink_url: (post) => `https://www.facebook.com/${post.id.replace('_', '/posts/')}`,
  is_hidden: (post) => post.hidden,
  is_published: (post) => post.published,
  is_inline_created: (post) => post.kind === 'ad',
  promotable_id: (post) => post.id,
  status_type: () => 'mobile_status_update',
  from: (post) => post.by,
  parent_id: none,
  story: none,
  shares: none,
};

const VIDEO: Readonly<Record<string, Read<SimPost>>> = {
  id: (post) => post.id,
  title: none,
  description: (post) => post.message,
  created_time: (post) => graphTime(post.createdAt),
  updated_time: (post) => graphTime(post.updatedAt),
  permalink_url: (post) => `/reel/${post.id}/`,
  published: () => true,
  from: (post) => post.by,
};

const LIVE: Readonly<Record<string, Read<SimPost>>> = {
  id: (post) => post.id,
  title: (post) => post.message,
  description: (post) => post.message,
  creation_time: (post) => graphTime(post.createdAt),
  permalink_url: (post) => `/${post.page.id}/videos/${post.id}/`,
  status: (post) => post.live,
  from: (post) => post.by,
};

interface CommentNode {
  readonly comment: SimComment;
  readonly post: SimPost;
}

const COMMENT: Readonly<Record<string, Read<CommentNode>>> = {
  id: ({ comment, post }, { world }) => world.commentId(comment, post),
  message: ({ comment }) => comment.message,
  created_time: ({ comment }) => graphTime(comment.createdAt),
  from: ({ comment }, { modes, token }) =>
    token.kind === 'page' && (modes.authors === 'shown' || comment.byPage) ? comment.by : undefined,
  parent: ({ comment, post }, { world }) =>
    comment.parent && {
      id: world.commentId(comment.parent, post),
      message: comment.parent.message,
      created_time: graphTime(comment.parent.createdAt),
    },
  object: ({ post }) => ({ id: post.id }),
  permalink_url: ({ comment, post }) =>
    `https://www.facebook.com/${post.id.replace('_', '/posts/')}?comment_id=${comment.tail}`,
  is_hidden: ({ comment }) => comment.hidden,
  is_private: () => false,
  can_hide: ({ comment }, { token }) => (token.kind === 'page' ? comment.canHide : undefined),
  can_remove: () => true,
  can_comment: () => true,
  can_like: () => true,
  can_reply_privately: ({ comment }) => !comment.privateReplied,
  comment_count: ({ comment }) => comment.thread.comments.filter((other) => other.parent === comment).length,
  like_count: ({ comment }) => (comment.liked ? 1 : 0),
  user_likes: ({ comment }) => comment.liked,
  attachment: ({ comment }) =>
    comment.attachment && {
      type: comment.attachment.type,
      ...(comment.attachment.title !== undefined && { title: comment.attachment.title }),
      url: comment.attachment.url ?? `https://www.facebook.com/attachment/${comment.tail}`,
      media: { image: { src: `https://scontent.example/${comment.tail}.jpg`, width: 320, height: 320 } },
    },
  message_tags: ({ comment }) => (comment.tags.length > 0 ? comment.tags : undefined),
  admin_creator: none,
  application: none,
  live_broadcast_timestamp: ({ comment, post }) =>
    post.kind === 'live'
      ? Math.floor((comment.createdAt.getTime() - post.createdAt.getTime()) / 1000)
      : undefined,
  private_reply_conversation: none,
};
