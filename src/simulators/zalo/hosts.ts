import type { Api } from './api.ts';
import { ApiError } from './errors.ts';
import { announceGroup, announceMessage, announceTag } from './events.ts';
import type { Effect } from './faults.ts';
import { type Oauth, type OauthAnswer, refusal } from './oauth.ts';
import type { Answer, Incoming } from './server.ts';
import type { Webhooks } from './webhooks.ts';
import { writeJson } from './wire.ts';
import type { World } from './world.ts';

export type Host = (request: Incoming, effect: Effect | undefined) => Answer;

const JSON_TYPE = { 'content-type': 'application/json;charset=utf-8' };

/** oauth.zaloapp.com */
export function oauthHost(oauth: Oauth): Host {
  return (request, effect) => {
    const answer =
      effect !== undefined && 'error' in effect
        ? refusal(effect.error, effect.message ?? 'Refused.')
        : askOauth(oauth, request);
    return {
      status: answer.status,
      headers: { ...JSON_TYPE, ...(answer.location !== undefined && { location: answer.location }) },
      text: answer.body === undefined ? undefined : JSON.stringify(answer.body),
    };
  };
}

function askOauth(oauth: Oauth, { method, url, headers, body }: Incoming): OauthAnswer {
  if (method === 'GET' && url.pathname === '/v4/oa/permission') {
    return oauth.permission(url.searchParams);
  }
  if (method === 'POST' && url.pathname === '/v4/oa/access_token') {
    const secret = headers['secret_key'];
    return oauth.token(new URLSearchParams(body), typeof secret === 'string' ? secret : undefined);
  }
  return { status: 404, body: { error: 404, message: 'Not found' } };
}

/** openapi.zalo.me. What a call changes also goes out as events. */
export function apiHost(api: Api, world: World, webhooks: Webhooks): Host {
  return ({ method, url, headers, body }, effect) => {
    const scripted =
      effect !== undefined && 'error' in effect ? new ApiError(effect.error, effect.message) : undefined;
    const before = { messages: world.messages.length, writes: world.writes.length };
    const call = { method, path: url.pathname, query: url.searchParams, headers, body };
    const answer = api.answer(call, scripted);
    announceSince(before, world, webhooks);
    return {
      status: answer.status,
      headers: { ...JSON_TYPE, ...answer.headers },
      text: writeJson(answer.body),
    };
  };
}

function announceSince(before: { messages: number; writes: number }, world: World, webhooks: Webhooks): void {
  for (const message of world.messages.slice(before.messages)) {
    announceMessage(world, webhooks, message);
  }
  for (const { verb, target, text } of world.writes.slice(before.writes)) {
    if (verb === 'tag' || verb === 'untag') {
      announceTag(webhooks, verb === 'tag', text ?? '', target, world.oa.id);
    } else if (verb === 'remove-member') {
      const [group = '', user = ''] = target.split('/');
      announceGroup(webhooks, 'user_out_group', group, [user], world.oa.id);
    } else if (verb === 'update-group') {
      announceGroup(webhooks, 'update_group_info', target, [], world.oa.id);
    }
  }
}
