import { GraphError, unsupported } from './errors.ts';
import { type Field, parseFields } from './fields.ts';
import { idOf, type Node, project, type Scene } from './nodes.ts';
import { byCursor, byTime, type Page, seconds } from './paging.ts';
import type { PostKind, SimComment, SimPage, SimPost } from './things.ts';

type Params = ReadonlyMap<string, string>;

const COMMENT_DEFAULT = parseFields('id,message,created_time,from');
const POST_DEFAULT = parseFields('id,message,created_time');
const VIDEO_DEFAULT = parseFields('id,description,updated_time');
const LIVE_DEFAULT = parseFields('id,status,title');
const FEED_LIMIT = 100;

/** The list behind `/{node}/{edge}`. */
export function listEdge(scene: Scene, node: Node, edge: string, params: Params): object {
  const path = `${idOf(scene, node)}/${edge}`;
  if (edge === 'comments' && node.type !== 'Page' && node.type !== 'User') {
    return listComments(scene, node, params, path);
  }
  if (node.type === 'Page') {
    const posts = POST_EDGES[edge];
    if (posts) return listPosts(scene, node.page, edge, posts, params, path);
    if (edge === 'settings') {
      return { data: [...node.page.settings].map(([setting, value]) => ({ setting, value })) };
    }
    if (edge === 'blocked') return { data: [...node.page.blocked].map((id) => ({ id })) };
    if (edge === 'subscribed_apps') {
      const fields = node.page.subscribed;
      return {
        data: fields.length > 0 ? [{ id: scene.tokens.appId, subscribed_fields: fields }] : [],
      };
    }
  }
  if (node.type === 'User' && edge === 'accounts') return accounts(scene);
  throw unsupported('get', path);
}

interface PostEdge {
  readonly keep: (post: SimPost) => boolean;
  readonly paging: 'time' | 'cursor';
  readonly defaults: readonly Field[];
}

const kinds =
  (...wanted: PostKind[]) =>
  (post: SimPost) =>
    wanted.includes(post.kind);
const ownPost = (post: SimPost) => post.by.id === post.page.id && post.inFeed;

const POST_EDGES: Readonly<Record<string, PostEdge>> = {
  feed: { keep: (post) => post.inFeed, paging: 'time', defaults: POST_DEFAULT },
  posts: { keep: ownPost, paging: 'time', defaults: POST_DEFAULT },
  published_posts: {
    keep: (post) => ownPost(post) && post.published,
    paging: 'cursor',
    defaults: POST_DEFAULT,
  },
  visitor_posts: { keep: kinds('visitor'), paging: 'cursor', defaults: POST_DEFAULT },
  ads_posts: { keep: kinds('ad'), paging: 'cursor', defaults: POST_DEFAULT },
  photos: { keep: kinds('photo'), paging: 'cursor', defaults: POST_DEFAULT },
  videos: { keep: kinds('video', 'reel'), paging: 'cursor', defaults: VIDEO_DEFAULT },
  video_reels: { keep: kinds('reel'), paging: 'cursor', defaults: VIDEO_DEFAULT },
  live_videos: { keep: kinds('live'), paging: 'cursor', defaults: LIVE_DEFAULT },
};

function listPosts(
  scene: Scene,
  page: SimPage,
  edge: string,
  shape: PostEdge,
  params: Params,
  path: string,
): object {
  need(scene, edge === 'ads_posts' ? 'pages_manage_ads' : 'pages_read_engagement');
  const limit = limitOf(params);
  if (limit > FEED_LIMIT) {
    throw new GraphError(100, undefined, `(#100) The 'limit' parameter should not exceed ${FEED_LIMIT}`);
  }
  const fields = params.has('fields') ? parseFields(params.get('fields') ?? '') : shape.defaults;
  const all = page.posts.filter((post) => shape.keep(post) && !scene.world.forbidden.has(post.id));
  const newestFirst = [...all].reverse().sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  const result =
    shape.paging === 'time'
      ? byTime(
          all,
          (post) => post.id,
          (post) => post.createdAt,
          params,
          limit,
          trimOf(scene),
        )
      : byCursor(newestFirst, (post) => post.id, params, limit, trimOf(scene));
  return {
    data: result.rows.map((post) => project(scene, { type: 'Post', post }, fields, nestedEdge)),
    ...pagingOf(scene, result, path, params),
  };
}

/** `comments` inside a `fields` parameter; its modifiers are the edge's parameters. */
export function nestedEdge(scene: Scene, node: Node, field: Field): object {
  const params = new Map(Object.entries(field.args));
  return listComments(scene, node, params, `${idOf(scene, node)}/comments`, field.fields);
}

function listComments(
  scene: Scene,
  node: Node,
  params: Params,
  path: string,
  given?: readonly Field[],
): object {
  if (node.type !== 'Post' && node.type !== 'Comment') throw unsupported('get', path);
  // The platform's trap: with a user's token the comments of a page's post are an empty, successful list.
  if (scene.token.kind === 'user') return { data: [] };
  need(scene, 'pages_read_user_content');
  const { post } = node;
  const limit = Math.min(limitOf(params), FEED_LIMIT);
  if (scene.modes.heavyAbove > 0 && limit > scene.modes.heavyAbove) throw new GraphError(1, 2446079);
  const stream = params.get('filter') === 'stream';
  const visible =
    node.type === 'Comment'
      ? post.thread.comments.filter((comment) => comment.parent === node.comment)
      : post.thread.comments.filter((comment) => stream || comment.parent === undefined);
  const listed = sinceOf(scene, params, liveOf(post, params, visible));
  const ordered = orderOf(scene, params, stream, listed);
  const fields = given ?? (params.has('fields') ? parseFields(params.get('fields') ?? '') : COMMENT_DEFAULT);
  const result: Page<SimComment> =
    limit === 0
      ? { rows: [], next: undefined }
      : byCursor(ordered, (comment) => comment.tail, params, limit, trimOf(scene));
  return {
    data: result.rows.map((comment) =>
      project(scene, { type: 'Comment', comment, post }, fields, nestedEdge),
    ),
    ...pagingOf(scene, result, path, params),
    ...(['true', '1'].includes(params.get('summary') ?? '') && {
      summary: {
        order: params.get('order') === 'reverse_chronological' ? 'reverse_chronological' : 'chronological',
        total_count: visible.length + (node.type === 'Post' ? post.thread.unlisted : 0),
        can_comment: true,
      },
    }),
  };
}

/** On a live video low-quality comments are left out unless asked for. */
function liveOf(post: SimPost, params: Params, all: readonly SimComment[]): readonly SimComment[] {
  if (post.kind !== 'live' || params.get('live_filter') === 'no_filter') return all;
  return all.filter((comment) => !comment.lowQuality);
}

function sinceOf(scene: Scene, params: Params, all: readonly SimComment[]): readonly SimComment[] {
  const since = seconds(params.get('since'));
  if (since === undefined || scene.modes.since === 'ignored') return all;
  return all.filter((comment) => comment.createdAt.getTime() >= since * 1000);
}

function orderOf(
  scene: Scene,
  params: Params,
  stream: boolean,
  all: readonly SimComment[],
): readonly SimComment[] {
  const ordered = [...all].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.seq - b.seq);
  const reverse = params.get('order') === 'reverse_chronological';
  return reverse && (!stream || scene.modes.streamReverse === 'honoured') ? ordered.reverse() : ordered;
}

function accounts(scene: Scene): object {
  if (scene.token.kind !== 'user') throw unsupported('get', 'me/accounts');
  need(scene, 'pages_show_list');
  return {
    data: [...scene.world.pages.values()].map((page) => ({
      id: page.id,
      name: page.name,
      category: 'Shopping & Retail',
      access_token: scene.tokens.issue('page', page.id, [...scene.token.scopes]).token,
      tasks: [...scene.token.tasks],
    })),
  };
}

/** Refuses a call whose token lacks a permission. */
export function need(scene: Scene, scope: string): void {
  if (scene.token.scopes.has(scope)) return;
  if (scope === 'pages_read_engagement') {
    throw new GraphError(10, undefined, `(#10) This endpoint requires the '${scope}' permission`);
  }
  throw new GraphError(200, undefined, `(#200) Requires ${scope} permission to manage the object`);
}

function limitOf(params: Params): number {
  const text = params.get('limit');
  const limit = text === undefined ? 25 : Number(text);
  if (!Number.isInteger(limit) || limit < 0)
    throw new GraphError(100, undefined, '(#100) Param limit must be an integer');
  return limit;
}

function trimOf(scene: Scene) {
  return {
    shorter: () => scene.random() < scene.modes.shortPages,
    empty: () => scene.random() < scene.modes.emptyPages,
  };
}

function pagingOf<T>(scene: Scene, page: Page<T>, path: string, params: Params): object {
  if (!page.next && !page.cursors) return {};
  const query = new URLSearchParams();
  for (const [name, value] of params) if (!PAGING_PARAMS.has(name)) query.set(name, value);
  query.set('access_token', scene.token.token);
  for (const [name, value] of Object.entries(page.next ?? {})) query.set(name, value);
  return {
    paging: {
      ...(page.cursors && { cursors: page.cursors }),
      ...(page.next && { next: `${scene.base}/${path}?${query.toString()}` }),
    },
  };
}

const PAGING_PARAMS = new Set(['access_token', 'after', 'before', 'until', '__paging_token', '__empty']);
