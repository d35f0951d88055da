import type { AddressInfo } from 'node:net';
import type { Platform } from './api.ts';
import { SimulatedClock } from './clock.ts';
import { control } from './control.ts';
import { Faults } from './faults.ts';
import { WriteLog } from './log.ts';
import { DEFAULT_MODES, type Modes } from './modes.ts';
import { seeded } from './random.ts';
import { createServer } from './server.ts';
import { ALL_SCOPES, type SimToken, Tokens } from './tokens.ts';
import { type Allowance, UsageMeter } from './usage.ts';
import { Webhooks } from './webhooks.ts';
import type { NewComment, NewPost, SimPost } from './things.ts';
import { World } from './world.ts';

export interface FacebookSimulatorOptions {
  /** 0 picks a free port. */
  readonly port?: number;
  readonly pageId?: string;
  readonly pageName?: string;
  readonly appId?: string;
  readonly appSecret?: string;
  /** Start of the clock; default the present. */
  readonly now?: Date;
  /** `stopped` (default): moves only when told. `running`: as the real one. */
  readonly clock?: 'stopped' | 'running';
  readonly modes?: Partial<Modes>;
  /** Calls the page (and the app) may make within a window. */
  readonly allowance?: { readonly page?: Allowance; readonly app?: Allowance };
  readonly requireProof?: boolean;
  readonly seed?: number;
  readonly versions?: readonly string[];
}

/** A stateful double of the Graph API on loopback. Ids given and taken are the platform's own. */
export type FacebookSimulator = Awaited<ReturnType<typeof startFacebookSimulator>>;

/** Starts the simulator with one page, its page token and a user token. */
export async function startFacebookSimulator(options: FacebookSimulatorOptions = {}) {
  const clock = new SimulatedClock(options.now ?? new Date(), options.clock === 'running');
  const random = seeded(options.seed ?? 1);
  const world = new World(clock);
  const page = world.addPage(options.pageId ?? '61550000000000001', options.pageName ?? 'Trang thử nghiệm');
  const tokens = new Tokens(options.appId ?? '998877', options.appSecret ?? 'simulated-app-secret');
  tokens.requireProof = options.requireProof ?? false;
  const usage = new UsageMeter(clock);
  usage.page = options.allowance?.page;
  usage.app = options.allowance?.app;
  const faults = new Faults(random);
  const log = new WriteLog(() => clock.now());
  const modes: Modes = { ...DEFAULT_MODES, ...options.modes };
  const platform: Platform = { world, tokens, usage, faults, log, modes, random };
  const webhooks = new Webhooks(world, tokens.appSecret);
  const pageToken = tokens.issue('page', page.id);
  const userToken = tokens.issue('user', '122000000000000777', ALL_SCOPES);

  const postOf = (id: string): SimPost => world.posts.get(id) ?? missing('post', id);
  const commentOf = (id: string) =>
    world.comments.get(id.slice(id.lastIndexOf('_') + 1)) ?? missing('comment', id);

  const simulator = {
    pageId: page.id,
    pageName: page.name,
    appId: tokens.appId,
    appSecret: tokens.appSecret,
    tokens: { page: pageToken.token, user: userToken.token, app: tokens.appToken },
    world,
    clock,
    modes,
    faults,
    usage,
    webhooks,
    /** Every write that took effect. */
    log: log.entries,

    /** Adds another page; returns its page token. */
    addPage(id: string, name: string): string {
      world.addPage(id, name);
      return tokens.issue('page', id).token;
    },

    /** Adds a post; returns its id (`{page}_{post}`, or a bare id for video, reel, live and photo). */
    addPost(post: NewPost = {}): string {
      const thread = post.sharesCommentsOf === undefined ? undefined : postOf(post.sharesCommentsOf).thread;
      const on = post.page === undefined ? page : (world.pages.get(post.page) ?? missing('page', post.page));
      const made = world.addPost(on, {
        message: post.text ?? '',
        ...(post.kind && { kind: post.kind }),
        ...(post.by && { by: post.by }),
        ...(post.createdAt && { createdAt: post.createdAt }),
        ...(post.inFeed !== undefined && { inFeed: post.inFeed }),
        ...(thread && { thread }),
      });
      if (post.unlisted !== undefined) made.thread.unlisted = post.unlisted;
      return made.id;
    },

    /** Adds a comment; returns its id (`{object}_{comment}`). */
    addComment(comment: NewComment): string {
      const post = postOf(comment.post);
      const { text, post: _, parent, ...rest } = comment;
      const made = world.addComment(post, {
        ...rest,
        message: text,
        ...(parent !== undefined && { parent: commentOf(parent) }),
      });
      return world.commentId(made, post);
    },

    edit: (comment: string, text: string) => world.edit(commentOf(comment), text),
    /** Edits a post's text. */
    editPost(post: string, text: string): void {
      postOf(post).message = text;
      postOf(post).updatedAt = clock.now();
    },
    /** Lets a post drop out of the feed, or come back; it stays readable by its id. */
    rank(post: string, inFeed: boolean): void {
      postOf(post).inFeed = inFeed;
    },
    /** The author (or an admin) deletes a comment and the answers under it. */
    remove: (comment: string) => world.remove(commentOf(comment)),
    removePost: (post: string) => world.removePost(postOf(post)),
    /** Somebody else hides or shows it: an admin, the platform's filter. */
    hideByOther: (comment: string) => world.setHidden(commentOf(comment), true),
    unhideByOther: (comment: string) => world.setHidden(commentOf(comment), false),
    /** Makes an object answer as if it did not exist, and back. Posts by id, comments by the last digits. */
    forbid: (id: string) => world.forbidden.add(id),
    permit: (id: string) => world.forbidden.delete(id),
    /** Changes what a token may do. */
    token(token: string): SimToken {
      return tokens.find(token) ?? missing('token', 'given');
    },
    stop: async (): Promise<void> => undefined,
    url: '',
  };

  const usable = options.versions ?? ['v21.0', 'v22.0', 'v23.0', 'v24.0', 'v25.0', 'v26.0'];
  const server = createServer(platform, { usable, preset: usable.at(-1) ?? 'v26.0' }, control(simulator));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  simulator.url = `http://127.0.0.1:${portOf(server.address())}`;
  simulator.stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return simulator;
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function missing(what: string, id: string): never {
  throw new Error(`simulator: no ${what} ${id}`);
}
