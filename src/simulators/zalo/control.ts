import { z } from 'zod';
import type { Actors } from './actors.ts';
import type { Oauth } from './oauth.ts';
import type { Faults } from './faults.ts';
import type { Host } from './hosts.ts';
import type { World } from './world.ts';

export const CONTROL = '/_control';

const effect = z.union([
  z.object({ error: z.number(), message: z.string().optional() }),
  z.object({ status: z.number(), body: z.string().optional(), applied: z.boolean().optional() }),
  z.object({ empty: z.literal(true), applied: z.boolean().optional() }),
  z.object({ drop: z.enum(['before', 'after']) }),
  z.object({ delayMs: z.number() }),
  z.object({ trickleMs: z.number() }),
]);

const Order = z.discriminatedUnion('do', [
  z.object({ do: z.literal('add-user'), name: z.string() }),
  z.object({ do: z.literal('add-group'), name: z.string(), users: z.array(z.string()).default([]) }),
  z.object({ do: z.literal('add-article'), title: z.string() }),
  z.object({ do: z.literal('say'), user: z.string(), text: z.string(), group: z.string().optional() }),
  z.object({ do: z.literal('answer-by-hand'), user: z.string(), text: z.string() }),
  z.object({ do: z.literal('withdraw'), user: z.string() }),
  z.object({ do: z.literal('advance'), seconds: z.number().positive() }),
  z.object({
    do: z.literal('fault'),
    path: z.string().optional(),
    effect,
    times: z.number().optional(),
    probability: z.number().optional(),
  }),
  z.object({ do: z.literal('revoke') }),
  z.object({ do: z.literal('issue') }),
]);

export interface Controlled {
  readonly world: World;
  readonly actors: Actors;
  readonly oauth: Oauth;
  readonly faults: Faults;
}

/**
 * The control path of a simulator that runs in another process: `GET /_control` tells who and what there is and the
 * write log; `POST /_control` changes the world.
 */
export function controlHost(simulator: Controlled): Host {
  return ({ method, body }) => {
    const result = method === 'GET' ? stateOf(simulator.world) : obey(simulator, body);
    return { status: 200, headers: { 'content-type': 'application/json' }, text: JSON.stringify(result) };
  };
}

function stateOf(world: World): object {
  return {
    oa: world.oa.id,
    app: world.app,
    now: world.clock.date().toISOString(),
    users: [...world.users.values()].map(({ id, name, tags }) => ({ id, name, tags: [...tags] })),
    groups: [...world.groups.values()].map(({ id, name }) => ({ id, name })),
    articles: [...world.articles.values()].map(({ id, fields }) => ({ id, title: fields['title'] })),
    messages: world.messages.length,
    log: world.writes,
  };
}

function obey({ world, actors, oauth, faults }: Controlled, body: string): object {
  const order = Order.safeParse(readJson(body));
  if (!order.success) {
    return { error: z.prettifyError(order.error) };
  }
  const wanted = order.data;
  const user = world.users.get('user' in wanted ? wanted.user : '');
  if ('user' in wanted && user === undefined) {
    return { error: `no user ${wanted.user}` };
  }
  switch (wanted.do) {
    case 'add-user':
      return { id: actors.addUser(wanted.name).id };
    case 'add-group':
      return {
        id: actors.addGroup(
          wanted.name,
          wanted.users.flatMap((id) => world.users.get(id) ?? []),
        ).id,
      };
    case 'add-article':
      return { id: actors.addArticle(wanted.title).id };
    case 'say':
      return sayAs({ world, actors }, wanted);
    case 'answer-by-hand':
      return { id: user && actors.answerByHand(user, wanted.text).id };
    case 'withdraw':
      if (user !== undefined) actors.withdraw(user);
      break;
    case 'advance':
      world.clock.advance(wanted.seconds * 1000);
      break;
    case 'fault': {
      const { do: _, ...fault } = wanted;
      faults.add(fault);
      break;
    }
    case 'revoke':
      oauth.revoke();
      break;
    case 'issue':
      return oauth.issue();
    default:
      return wanted satisfies never;
  }
  return { done: wanted.do };
}

function sayAs(
  { world, actors }: Pick<Controlled, 'world' | 'actors'>,
  wanted: { user: string; text: string; group?: string | undefined },
): object {
  const user = world.users.get(wanted.user);
  if (user === undefined) {
    return { error: `no user ${wanted.user}` };
  }
  if (wanted.group === undefined) {
    return { id: actors.say(user, wanted.text).id };
  }
  const group = world.groups.get(wanted.group);
  return group === undefined
    ? { error: `no group ${wanted.group}` }
    : { id: actors.sayInGroup(group, user, wanted.text).id };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
