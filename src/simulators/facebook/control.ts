import { z } from 'zod';
import type { Fault } from './faults.ts';
import type { Written } from './log.ts';
import type { Control } from './server.ts';
import type { NewComment, NewPost } from './things.ts';

const person = z.object({ id: z.string(), name: z.string() });

const order = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('add-post'),
    text: z.string().optional(),
    kind: z.enum(['post', 'visitor', 'ad', 'photo', 'video', 'reel', 'live']).optional(),
  }),
  z.object({
    do: z.literal('add-comment'),
    post: z.string(),
    text: z.string(),
    parent: z.string().optional(),
    by: person.optional(),
  }),
  z.object({ do: z.literal('edit'), comment: z.string(), text: z.string() }),
  z.object({ do: z.enum(['remove', 'hide', 'unhide']), comment: z.string() }),
  z.object({ do: z.literal('advance'), seconds: z.number().positive() }),
  z.object({
    do: z.literal('fault'),
    kind: z.enum(['error', 'html', 'drop', 'drop-after', 'slow', 'cut', 'null-item']),
    code: z.number().optional(),
    subcode: z.number().optional(),
    times: z.number().optional(),
    probability: z.number().optional(),
  }),
]);

/** What can be done to a running simulator from outside. */
export interface Controlled {
  readonly pageId: string;
  readonly appId: string;
  readonly tokens: { readonly page: string };
  readonly clock: { now(): Date; advance(ms: number): void };
  readonly faults: { add(fault: Fault): void };
  readonly log: readonly Written[];
  readonly world: { readonly posts: ReadonlyMap<string, { readonly id: string; readonly message: string }> };
  addPost(post: NewPost): string;
  addComment(comment: NewComment): string;
  edit(comment: string, text: string): void;
  remove(comment: string): void;
  hideByOther(comment: string): void;
  unhideByOther(comment: string): void;
}

/**
 * The control path of a simulator that runs in another process: `GET /_control` tells ids, token, posts and the
 * write log; `POST /_control` changes the world.
 */
export function control(simulator: Controlled): Control {
  return async (method, path, body) => {
    if (path !== '' && path !== '/') return undefined;
    if (method === 'GET') return stateOf(simulator);
    const json = readJson(body);
    if (json === undefined) return { error: 'the body is not JSON' };
    const read = order.safeParse(json);
    return read.success ? obey(simulator, read.data) : { error: z.prettifyError(read.error) };
  };
}

function stateOf(simulator: Controlled): object {
  return {
    page: simulator.pageId,
    token: simulator.tokens.page,
    appId: simulator.appId,
    now: simulator.clock.now().toISOString(),
    posts: [...simulator.world.posts.values()].map((post) => ({ id: post.id, text: post.message })),
    log: simulator.log,
  };
}

function obey(simulator: Controlled, wanted: z.infer<typeof order>): object {
  if (wanted.do === 'add-post') return { id: simulator.addPost(wanted) };
  if (wanted.do === 'add-comment') return { id: simulator.addComment(wanted) };
  if (wanted.do === 'edit') simulator.edit(wanted.comment, wanted.text);
  else if (wanted.do === 'remove') simulator.remove(wanted.comment);
  else if (wanted.do === 'hide') simulator.hideByOther(wanted.comment);
  else if (wanted.do === 'unhide') simulator.unhideByOther(wanted.comment);
  else if (wanted.do === 'advance') simulator.clock.advance(wanted.seconds * 1000);
  else if (wanted.do === 'fault') simulator.faults.add(wanted);
  return { done: wanted.do };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
