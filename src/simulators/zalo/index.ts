import { Api } from './api.ts';
import { Clock } from './clock.ts';
import { ApiError } from './errors.ts';
import { announceFollow, announceGroup, announceMessage, announceTag, announceWithdrawal } from './events.ts';
import { Faults } from './faults.ts';
import type { Modes } from './modes.ts';
import { Oauth, type OauthAnswer, type Pair, refusal } from './oauth.ts';
import { Rate } from './rate.ts';
import { type Answer, type Incoming, listen } from './server.ts';
import { Webhooks } from './webhooks.ts';
import { writeJson } from './wire.ts';
import { type Article, type Content, type Group, type Message, type User, World } from './world.ts';

export interface ZaloSimulatorOptions {
  readonly app?: World['app'];
  readonly oa?: { readonly id: string; readonly name: string };
  readonly modes?: Partial<Modes>;
  /** Where simulated time starts; absent = now. */
  readonly start?: Date;
  readonly webhookUrl?: string;
  /** 0 or absent = any free port. */
  readonly ports?: { readonly oauth?: number; readonly api?: number };
  readonly seed?: number;
}

/** One call the simulator answered. */
export interface Call {
  readonly host: 'oauth' | 'api';
  readonly method: string;
  readonly path: string;
  readonly at: number;
}

export interface ZaloSimulator {
  readonly oauthUrl: string;
  readonly apiUrl: string;
  readonly world: World;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly rate: Rate;
  readonly oauth: Oauth;
  readonly webhooks: Webhooks;
  /** Every call, also the refused ones. */
  readonly calls: readonly Call[];
  /** Every write that took effect. */
  readonly log: World['writes'];
  /** A pair of tokens as after consent. */
  issue(): Pair;
  addUser(name: string, options?: { follower?: boolean }): User;
  addGroup(name: string, members?: readonly User[], options?: { own?: boolean }): Group;
  addArticle(title: string, fields?: Readonly<Record<string, unknown>>): Article;
  /** A person writes to the OA. */
  say(user: User, content: string | Content): Message;
  /** A person writes in a group. */
  sayInGroup(group: Group, user: User, content: string | Content): Message;
  /** Somebody answers in OA Manager, past the API. */
  answerByHand(user: User, text: string): Message;
  follow(user: User, follower: boolean): void;
  withdraw(user: User): void;
  joinGroup(group: Group, user: User): void;
  leaveGroup(group: Group, user: User): void;
  stop(): Promise<void>;
}

/** Starts a double of Zalo's OAuth host and OpenAPI host on loopback, with one OA that holds state. */
export async function startZaloSimulator(options: ZaloSimulatorOptions = {}): Promise<ZaloSimulator> {
  const clock = new Clock(options.start);
  const world = new World(
    clock,
    options.app ?? { id: '3600000000000000001', secret: 'app-secret', oaSecretKey: 'oa-secret-key' },
    { ...(options.oa ?? { id: '4318657068771012646', name: 'Tiệm bánh Mây' }) },
    options.modes,
  );
  const oauth = new Oauth(world);
  const rate = new Rate(clock);
  const api = new Api(world, oauth, rate);
  const faults = new Faults(options.seed);
  const webhooks = new Webhooks(world);
  webhooks.url = options.webhookUrl;
  const calls: Call[] = [];
  const note = (host: Call['host'], { method, url }: Incoming) =>
    calls.push({ host, method, path: url.pathname, at: clock.now() });
  const strike = (path: string) => faults.strike(path);

  const oauthServer = await listen(
    options.ports?.oauth ?? 0,
    strike,
    (request, effect) => {
      if (effect !== undefined && 'error' in effect) {
        const { body } = refusal(effect.error, effect.message ?? 'Refused.');
        return { status: 200, headers: JSON_TYPE, text: JSON.stringify(body) };
      }
      return oauthAnswer(oauth, request);
    },
    (request) => note('oauth', request),
  );
  const apiServer = await listen(
    options.ports?.api ?? 0,
    strike,
    (request, effect) => {
      const scripted =
        effect !== undefined && 'error' in effect ? new ApiError(effect.error, effect.message) : undefined;
      const before = { messages: world.messages.length, writes: world.writes.length };
      const { method, url, headers, body } = request;
      const answer = api.answer(
        { method, path: url.pathname, query: url.searchParams, headers, body },
        scripted,
      );
      announceWrites(before);
      return {
        status: answer.status,
        headers: { ...JSON_TYPE, ...answer.headers },
        text: writeJson(answer.body),
      };
    },
    (request) => note('api', request),
  );

  /** What a call has just changed also goes out as events, as at the platform. */
  const announceWrites = (before: { messages: number; writes: number }) => {
    for (const message of world.messages.slice(before.messages)) {
      announceMessage(world, webhooks, message);
    }
    for (const write of world.writes.slice(before.writes)) {
      if (write.verb === 'tag' || write.verb === 'untag') {
        announceTag(webhooks, write.verb === 'tag', write.text ?? '', write.target, world.oa.id);
      } else if (write.verb === 'remove-member') {
        const [group = '', user = ''] = write.target.split('/');
        announceGroup(webhooks, 'user_out_group', group, [user], world.oa.id);
      } else if (write.verb === 'update-group') {
        announceGroup(webhooks, 'update_group_info', write.target, [], world.oa.id);
      }
    }
  };
  const added = (message: Omit<Message, 'id' | 'time'>, adminId?: string): Message => {
    const stored = world.addMessage(message);
    announceMessage(world, webhooks, stored, adminId);
    return stored;
  };
  const contentOf = (content: string | Content): Content =>
    typeof content === 'string' ? { text: content } : content;

  return {
    oauthUrl: oauthServer.url,
    apiUrl: apiServer.url,
    world,
    clock,
    faults,
    rate,
    oauth,
    webhooks,
    calls,
    log: world.writes,
    issue: () => oauth.issue(),
    addUser(name, { follower = true } = {}) {
      const user: User = {
        id: world.nextId(),
        idByApp: world.nextId(),
        name,
        follower,
        freeUsed: 0,
        tags: new Set(),
      };
      world.users.set(user.id, user);
      return user;
    },
    addGroup(name, members = [], { own = true } = {}) {
      const group: Group = {
        id: world.nextId(),
        name,
        status: 'enabled',
        own,
        members: new Set(members.map((user) => user.id)),
        settings: { lock_send_msg: false, join_appr: true, enable_msg_history: true, enable_link_join: true },
      };
      world.groups.set(group.id, group);
      announceGroup(webhooks, 'create_group', group.id, [...group.members], world.oa.id);
      return group;
    },
    addArticle(title, fields = {}) {
      const now = clock.now();
      const article: Article = {
        id: world.nextHex(32),
        type: fields['type'] === 'video' ? 'video' : 'normal',
        created: now,
        updated: now,
        fields: {
          title,
          author: world.oa.name,
          description: title,
          status: 'show',
          comment: 'show',
          ...fields,
        },
      };
      world.articles.set(article.id, article);
      return article;
    },
    say(user, content) {
      world.interact(user);
      return added({ src: 1, from: user.id, user: user.id, ...contentOf(content) });
    },
    sayInGroup(group, user, content) {
      return added({ src: 1, from: user.id, group: group.id, ...contentOf(content) });
    },
    answerByHand(user, text) {
      return added({ src: 0, from: world.oa.id, user: user.id, text }, '9000000000000000001');
    },
    follow(user, follower) {
      user.follower = follower;
      if (follower) {
        world.interact(user);
      }
      announceFollow(webhooks, user, world.oa.id);
    },
    withdraw(user) {
      announceWithdrawal(webhooks, user, world.oa.id);
    },
    joinGroup(group, user) {
      group.members.add(user.id);
      announceGroup(webhooks, 'user_join_group', group.id, [user.id], world.oa.id);
    },
    leaveGroup(group, user) {
      group.members.delete(user.id);
      announceGroup(webhooks, 'user_out_group', group.id, [user.id], world.oa.id);
    },
    async stop() {
      await webhooks.stop();
      await Promise.all([oauthServer.stop(), apiServer.stop()]);
    },
  };
}

const JSON_TYPE = { 'content-type': 'application/json;charset=utf-8' };

function oauthAnswer(oauth: Oauth, { method, url, headers, body }: Incoming): Answer {
  const answer: OauthAnswer =
    method === 'GET' && url.pathname === '/v4/oa/permission'
      ? oauth.permission(url.searchParams)
      : method === 'POST' && url.pathname === '/v4/oa/access_token'
        ? oauth.token(
            new URLSearchParams(body),
            typeof headers['secret_key'] === 'string' ? headers['secret_key'] : undefined,
          )
        : { status: 404, body: { error: 404, message: 'Not found' } };
  return {
    status: answer.status,
    headers: { ...JSON_TYPE, ...(answer.location !== undefined && { location: answer.location }) },
    text: answer.body === undefined ? undefined : JSON.stringify(answer.body),
  };
}
