import { createHash } from 'node:crypto';
import { post, remove } from './actions.ts';
import { debugToken } from './debug-token.ts';
import { listEdge, nestedEdge } from './edges.ts';
import { GraphError, unsupported } from './errors.ts';
import { errorOf, type Faults } from './faults.ts';
import { parseFields } from './fields.ts';
import type { WriteLog } from './log.ts';
import type { Modes } from './modes.ts';
import { type Node, project, type Scene } from './nodes.ts';
import type { SimToken, Tokens } from './tokens.ts';
import type { UsageMeter } from './usage.ts';
import type { World } from './world.ts';

export interface ApiCall {
  readonly method: string;
  /** Without version and query. */
  readonly path: string;
  readonly params: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Scheme, host and version. */
  readonly base: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Platform {
  readonly world: World;
  readonly tokens: Tokens;
  readonly usage: UsageMeter;
  readonly faults: Faults;
  readonly log: WriteLog;
  readonly modes: Modes;
  readonly random: () => number;
}

const NODE_DEFAULTS: Readonly<Record<Node['type'], string>> = {
  Page: 'id,name',
  Post: 'id,created_time',
  Comment: 'id,message,created_time,from',
  User: 'id,name',
};

/** Answers one call (or one item of a batch), counting it and striking with planned errors. */
export function answer(platform: Platform, call: ApiCall): ApiAnswer {
  let owner = '';
  try {
    const token = callerOf(platform, call);
    owner = token.kind === 'page' ? token.owner : '';
    platform.usage.book(owner, edgeName(call));
    const fault = platform.faults.strike(call.method, call.path, ['error']);
    if (fault) throw errorOf(fault);
    const body = JSON.stringify(execute(platform, call, token));
    const etag = `"${createHash('sha1').update(body).digest('hex')}"`;
    const headers = { ...platform.usage.headers(owner), etag };
    const unchanged = call.method === 'GET' && call.headers['if-none-match'] === etag;
    if (unchanged) platform.usage.unchanged += 1;
    if (unchanged) return { status: 304, headers, body: '' };
    return { status: 200, headers, body };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const headers: Record<string, string> = {
      ...platform.usage.headers(owner),
      'www-authenticate': `OAuth "Facebook Platform" "invalid_request" "${error.message.replaceAll('"', "'")}"`,
    };
    return { status: error.status, headers, body: JSON.stringify(error.envelope('AsimTrace1')) };
  }
}

/** Trading a token for a longer one is the only call that travels without one of its own. */
function callerOf(platform: Platform, call: ApiCall): SimToken {
  const exchanging = call.path === '/oauth/access_token';
  const params = exchanging ? new Map([['access_token', platform.tokens.appToken]]) : call.params;
  return platform.tokens.authenticate(params, platform.world.clock.now());
}

function edgeName(call: ApiCall): string {
  const parts = call.path.split('/').filter((part) => part !== '');
  const [node = '', ...edge] = parts.map((part, at) => (at === 0 && /^\d/.test(part) ? '*' : part));
  return `${call.method} ${[node, ...edge].join('/')}`;
}

function execute(platform: Platform, call: ApiCall, token: SimToken): object {
  const scene: Scene = { ...platform, token, base: call.base };
  const parts = call.path.split('/').filter((part) => part !== '');
  const [id = '', edge = ''] = parts;
  if (id === 'debug_token') return debugToken(scene, call.params.get('input_token') ?? '');
  if (id === 'oauth' && edge === 'access_token') return exchange(scene, call.params);
  if (id === '') return several(scene, call);
  const node = nodeOf(scene, id);
  if (!node || parts.length > 2) throw unsupported(call.method, id);
  ownsOrRefuse(scene, node);
  if (call.method === 'GET') {
    return edge === '' ? readNode(scene, node, call.params) : listEdge(scene, node, edge, call.params);
  }
  if (platform.faults.strike(call.method, call.path, ['pretend'])) {
    return edge === 'comments' ? { id: `${id}_${Math.floor(platform.random() * 1e15)}` } : { success: true };
  }
  const made = (call.method === 'DELETE' ? remove : post)(scene, platform.log, node, edge, call.params);
  return readAfterWrite(scene, node, made, call.params);
}

/** `?ids=a,b`: a map by id. */
function several(scene: Scene, call: ApiCall): object {
  const ids = (call.params.get('ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length === 0 || call.method !== 'GET') throw unsupported(call.method, '');
  return Object.fromEntries(
    ids.map((id) => {
      const node = nodeOf(scene, id);
      if (!node) throw unsupported(call.method, id);
      return [id, readNode(scene, node, call.params)];
    }),
  );
}

function readNode(scene: Scene, node: Node, params: ReadonlyMap<string, string>): object {
  return project(scene, node, parseFields(params.get('fields') ?? NODE_DEFAULTS[node.type]), nestedEdge);
}

/** Adding `fields` to a write returns the node as it now is. */
function readAfterWrite(scene: Scene, node: Node, made: object, params: ReadonlyMap<string, string>): object {
  const fields = params.get('fields');
  if (fields === undefined) return made;
  const created = 'id' in made ? nodeOf(scene, String(made.id)) : node;
  if (created?.type !== 'Comment') return made;
  return { ...made, ...project(scene, created, parseFields(fields), nestedEdge) };
}

function nodeOf(scene: Scene, id: string): Node | undefined {
  const { world } = scene;
  if (id === 'me') {
    const page = world.pages.get(scene.token.owner);
    return page ? { type: 'Page', page } : { type: 'User', id: scene.token.owner, name: 'Người quản trị' };
  }
  const page = world.pages.get(id);
  if (page) return world.forbidden.has(id) ? undefined : { type: 'Page', page };
  const found = world.findPost(id);
  if (found) return { type: 'Post', post: found };
  const comment = world.findComment(id);
  const prefix = id.slice(0, id.lastIndexOf('_'));
  const under = comment?.thread.posts.find((each) => each.id.endsWith(prefix)) ?? comment?.thread.posts[0];
  return comment && under ? { type: 'Comment', comment, post: under } : undefined;
}

/** A page token reaches its own page's things only. */
function ownsOrRefuse(scene: Scene, node: Node): void {
  if (scene.token.kind !== 'page' || node.type === 'User') return;
  const page = node.type === 'Page' ? node.page : node.post.page;
  if (page.id !== scene.token.owner) {
    throw new GraphError(
      10,
      undefined,
      '(#10) Object belongs to another Page: requires Page Public Content Access',
    );
  }
}

function exchange(scene: Scene, params: ReadonlyMap<string, string>): object {
  if (params.get('client_secret') !== scene.tokens.appSecret) {
    throw new GraphError(1, undefined, 'Error validating client secret.', 400);
  }
  const given = scene.tokens.find(params.get('fb_exchange_token') ?? '');
  if (given?.kind !== 'user') throw new GraphError(190);
  const expires = 60 * 86_400;
  const now = Math.floor(scene.world.clock.now().getTime() / 1000);
  const made = scene.tokens.issue('user', given.owner, [...given.scopes], now + expires);
  return { access_token: made.token, token_type: 'bearer', expires_in: expires };
}
