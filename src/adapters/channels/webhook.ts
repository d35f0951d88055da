import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { type AxiosResponse, create, isAxiosError } from 'axios';
import { DeliveryFailure } from '../../pipeline/ports/mail.ts';
import type { UrlFault } from '../../pipeline/channels.ts';
import type { Message, Recipient, Target } from '../../pipeline/ports/notices.ts';
import { AddressRefused, type Gate } from './address.ts';
import { bodyOf } from './bodies.ts';

const TIMEOUT_MS = 10_000;
/** An answer longer than this is not read: only its status matters. */
const MOST_BYTES = 64 * 1024;

export type WebhookTarget = Extract<Target, { kind: 'webhook' }>;

/** Why a URL cannot be a channel's target; undefined when it can. */
export function urlFault(url: string, gate: Gate): UrlFault | undefined {
  if (!URL.canParse(url)) return 'not-a-url';
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return 'not-a-url';
  const host = hostname.replace(/^\[|\]$/gu, '');
  const loopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
  // Without TLS only on this machine, and only where the operator allows it.
  const plain = protocol === 'http:' && loopback && gate.allows(host === 'localhost' ? '127.0.0.1' : host);
  if (protocol !== 'https:' && !plain) return 'not-https';
  return isIP(host) !== 0 && !gate.allows(host) ? 'private-address' : undefined;
}

/**
 * The signature of Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over id, timestamp and body, so
 * that a receiver knows whose message it is, that it is whole, and that it is not an old one sent again.
 */
export function signatureOf(secret: string, id: string, seconds: number, body: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}

/** Tells webhooks. Redirects are not followed: they would lead past the checks. */
export function createWebhookMessenger(gate: Gate) {
  const client = create({
    maxRedirects: 0,
    timeout: TIMEOUT_MS,
    maxContentLength: MOST_BYTES,
    responseType: 'text',
    transformRequest: [],
    transformResponse: [],
    validateStatus: null,
    // A proxy would resolve the name itself, past our look at the address.
    proxy: false,
    httpAgent: new http.Agent({ lookup: gate.lookup }),
    httpsAgent: new https.Agent({ lookup: gate.lookup }),
  });
  return {
    async tell(target: WebhookTarget, recipient: Pick<Recipient, 'lang'>, message: Message): Promise<void> {
      const fault = urlFault(target.url, gate);
      if (fault !== undefined) throw new DeliveryFailure(`webhook.${fault}`, true);
      const body = JSON.stringify(bodyOf(target, recipient.lang, message));
      const seconds = Math.floor(message.at.getTime() / 1000);
      let answer: AxiosResponse<string>;
      try {
        answer = await client.post<string>(target.url, body, {
          signal: AbortSignal.timeout(TIMEOUT_MS),
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'user-agent': 'sang',
            'webhook-id': message.id,
            'webhook-timestamp': String(seconds),
            'webhook-signature': signatureOf(target.secret, message.id, seconds, body),
          },
        });
      } catch (error) {
        throw networkFailure(error);
      }
      const { status } = answer;
      if (status >= 200 && status < 300) return;
      // Wrong address, wrong token, gone: trying again changes nothing. Too many and too busy pass.
      const passing = status >= 500 || status === 408 || status === 425 || status === 429;
      throw new DeliveryFailure(`webhook.${status}`, !passing);
    },
  };
}

/** What the network said, as a code: an axios error carries URL and body, which nobody may log. */
function networkFailure(error: unknown): DeliveryFailure {
  const cause = isAxiosError(error) ? (error.cause ?? error) : error;
  if (cause instanceof AddressRefused || (isAxiosError(error) && error.code === 'webhook.private-address')) {
    return new DeliveryFailure('webhook.private-address', true);
  }
  const code = isAxiosError(error) ? (error.code ?? 'failed') : 'failed';
  return new DeliveryFailure(
    `webhook.${code === 'ERR_CANCELED' || code === 'ECONNABORTED' ? 'timeout' : code}`,
  );
}
