import { createHmac } from 'node:crypto';
import { ArticleDesk, articleDetail, listArticles, removeArticle } from './articles.ts';
import { conversation, getOa, listRecentChat, listUsers, userDetail } from './chat.ts';
import { ApiError, invalid } from './errors.ts';
import {
  getGroup,
  groupConversation,
  groupRecentChat,
  listGroups,
  listMembers,
  removeMembers,
  updateGroup,
} from './groups.ts';
import type { Oauth } from './oauth.ts';
import type { Rate } from './rate.ts';
import type { Args, Route } from './request.ts';
import { quotaOf, react, sendConsultation, sendToGroup } from './send.ts';
import { listTags, removeTag, tagFollower, untagFollower } from './tags.ts';
import type { World } from './world.ts';
import { readArgs } from './wire.ts';

/** Every path the platform documents that moderation may touch. Paths about comments are absent, as they are there. */
function routes(desk: ArticleDesk): Readonly<Record<string, Route>> {
  return {
    'GET /v2.0/oa/listrecentchat': { family: 'data', scope: 'messages', run: listRecentChat },
    'GET /v2.0/oa/conversation': { family: 'data', scope: 'messages', run: conversation },
    'GET /v2.0/oa/getoa': { family: 'query', scope: 'oa', run: getOa },
    'GET /v3.0/oa/user/getlist': { family: 'data', scope: 'oa', run: listUsers },
    'GET /v3.0/oa/user/detail': { family: 'data', scope: 'oa', run: userDetail },
    'POST /v3.0/oa/message/cs': { family: 'body', scope: 'send', run: sendConsultation },
    'POST /v3.0/oa/quota/message': { family: 'body', scope: 'send', run: quotaOf },
    'POST /v2.0/oa/message': { family: 'body', scope: 'send', run: react },
    'POST /v2.0/oa/tag/tagfollower': { family: 'body', scope: 'oa', run: tagFollower },
    'POST /v2.0/oa/tag/rmfollowerfromtag': { family: 'body', scope: 'oa', run: untagFollower },
    'POST /v2.0/oa/tag/rmtag': { family: 'body', scope: 'oa', run: removeTag },
    'GET /v2.0/oa/tag/gettagsofoa': { family: 'query', scope: 'oa', run: listTags },
    'GET /v3.0/oa/group/getgroupsofoa': { family: 'query', scope: 'groups', run: listGroups },
    'GET /v3.0/oa/group/getgroup': { family: 'query', scope: 'groups', run: getGroup },
    'GET /v3.0/oa/group/listmember': { family: 'query', scope: 'groups', run: listMembers },
    'GET /v3.0/oa/group/listrecentchat': { family: 'query', scope: 'groups', run: groupRecentChat },
    'GET /v3.0/oa/group/conversation': { family: 'query', scope: 'groups', run: groupConversation },
    'POST /v3.0/oa/group/removemembers': { family: 'body', scope: 'groups', run: removeMembers },
    'POST /v3.0/oa/group/updateinfo': { family: 'body', scope: 'groups', run: updateGroup },
    'POST /v3.0/oa/group/message': { family: 'body', scope: 'groups', run: sendToGroup },
    'GET /v2.0/article/getslice': { family: 'query', scope: 'articles', run: listArticles },
    'GET /v2.0/article/getdetail': { family: 'query', scope: 'articles', run: articleDetail },
    'POST /v2.0/article/create': { family: 'body', scope: 'articles', run: desk.create },
    'POST /v2.0/article/update': { family: 'body', scope: 'articles', run: desk.update },
    'POST /v2.0/article/verify': { family: 'body', scope: 'articles', run: desk.verify },
    'POST /v2.0/article/remove': { family: 'body', scope: 'articles', run: removeArticle },
  };
}

export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The API host: finds the endpoint, judges token and budget, and wraps what comes back. */
export class Api {
  readonly #world: World;
  readonly #oauth: Oauth;
  readonly #rate: Rate;
  readonly #routes: Readonly<Record<string, Route>>;

  constructor(world: World, oauth: Oauth, rate: Rate) {
    this.#world = world;
    this.#oauth = oauth;
    this.#rate = rate;
    this.#routes = routes(new ArticleDesk());
  }

  answer(call: ApiCall, scripted?: ApiError): ApiAnswer {
    const { headers, refusal } = this.#rate.count(call.path.startsWith('/v2.0/article/') ? 'article' : 'oa');
    const route = this.#routes[`${call.method} ${call.path}`];
    if (call.query.has('access_token') || (route === undefined && this.#world.modes.unknownPath === '404')) {
      const text = 'You are accessing an empty or invalid API';
      return { status: 404, headers, body: { error: 404, message: text } };
    }
    try {
      if (route === undefined) {
        throw new ApiError(-209);
      }
      if (scripted ?? refusal) {
        throw scripted ?? refusal;
      }
      this.#admit(call);
      if (!this.#world.scopes.has(route.scope)) {
        throw new ApiError(-223);
      }
      const data = route.run(argsOf(call, route), this.#world);
      return { status: 200, headers, body: this.#envelope(0, 'Success', data) };
    } catch (error) {
      if (error instanceof ApiError) {
        return { status: 200, headers, body: this.#envelope(error.code, error.message, undefined) };
      }
      throw error;
    }
  }

  #admit(call: ApiCall): void {
    const header = call.headers['access_token'];
    const token = typeof header === 'string' ? header : undefined;
    const verdict = this.#oauth.judge(token);
    if (verdict !== 'ok') {
      throw new ApiError(verdict);
    }
    const { app, modes } = this.#world;
    const proof = createHmac('sha256', app.secret)
      .update(token ?? '')
      .digest('hex');
    if (modes.appsecretProof && call.headers['appsecret_proof'] !== proof) {
      throw new ApiError(-242);
    }
  }

  #envelope(error: number, message: string, data: unknown): unknown {
    const code = this.#world.modes.errorAs === 'string' ? `${error}` : error;
    return { ...(data !== undefined && { data }), error: code, message };
  }
}

function argsOf(call: ApiCall, route: Route): Args {
  switch (route.family) {
    case 'query':
      return Object.fromEntries(call.query);
    case 'data':
      return readArgs(call.query.get('data') ?? '') ?? fail('data');
    case 'body':
    default:
      return readArgs(call.body) ?? fail('body');
  }
}

function fail(field: string): never {
  throw invalid(field);
}
