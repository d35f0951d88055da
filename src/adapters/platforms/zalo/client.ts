import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { Json, PlatformContext } from '../../../pipeline/ports/platform.ts';
import type { TokenPair, TokenVault } from '../../../pipeline/ports/tokens.ts';
import { createHttp, type HttpAnswer, type HttpClient } from '../../http/client.ts';
import { failureOf, isTokenFailure } from './failures.ts';
import { ZaloOauth } from './oauth.ts';
import { Envelope } from './schema.ts';

const API_URL = 'https://openapi.zalo.me';

export interface ClientOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly vault: TokenVault;
  /** Send `appsecret_proof`, for apps that demand it. */
  readonly proof?: boolean;
  readonly apiUrl?: string;
  readonly oauthUrl?: string;
  readonly timeoutMs?: number;
  /** Pause before a repeat. */
  readonly pauseMs?: number;
}

/**
 * One call. Chat and user endpoints take `data` (JSON in one query parameter), group and article endpoints a plain
 * `query`; mixing them up is answered with -201.
 */
export type Call = { readonly path: string } & (
  | { readonly data: Readonly<Record<string, Json>> }
  | { readonly query: Readonly<Record<string, string | number>> }
  /** `write: false` marks a question that travels as POST. */
  | { readonly body: Json; readonly write?: boolean }
);

/** The documented limit of calls per minute and app; a smaller one in the headers is that of the OA. */
const APP_LIMIT = 4_000;

/** The OpenAPI host: books each call, carries the token, renews it once when refused, reads the envelope. */
export class ZaloClient {
  readonly #options: ClientOptions;
  readonly #http: HttpClient;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#http = createHttp({ baseUrl: options.apiUrl ?? API_URL, timeoutMs: options.timeoutMs ?? 20_000 });
  }

  /**
   * Makes a call and returns its `data` as `schema` reads it. Reads are repeated once after a server or network
   * fault; writes never are: their failure says `maybeApplied` where they may have taken effect.
   * @throws PlatformFailure by the table of failures.ts, or a network failure of the HTTP layer
   */
  async call<T extends z.ZodType>(context: PlatformContext, call: Call, schema: T): Promise<z.infer<T>> {
    const write = 'body' in call && call.write !== false;
    let token = await this.#token(context);
    for (let renewed = false, repeated = false; ; ) {
      try {
        return await this.#once(context, call, write, token, schema);
      } catch (error) {
        if (!(error instanceof PlatformFailure)) {
          throw error;
        }
        if (isTokenFailure(error) && !renewed) {
          renewed = true;
          token = await this.#renew(context, token);
        } else if (error.kind === 'retry' && !write && !repeated && context.signal?.aborted !== true) {
          repeated = true;
          await sleep(this.#options.pauseMs ?? 500);
        } else {
          throw error;
        }
      }
    }
  }

  async #once<T extends z.ZodType>(
    context: PlatformContext,
    call: Call,
    write: boolean,
    token: TokenPair,
    schema: T,
  ): Promise<z.infer<T>> {
    await context.budget.spend(1);
    const answer = await this.#http.call({
      method: 'body' in call ? 'POST' : 'GET',
      path: call.path,
      headers: this.#headers(token),
      write,
      ...('data' in call && { query: { data: JSON.stringify(call.data) } }),
      ...('query' in call && { query: call.query }),
      ...('body' in call && { json: call.body }),
      ...(context.signal !== undefined && { signal: context.signal }),
    });
    await observe(context, answer);
    const failure = judge(answer, write, context.now());
    if (failure !== undefined) {
      if (failure.kind === 'wait' && failure.until !== undefined) {
        await context.budget.observe({ percent: 100, regainAt: failure.until, scope: failure.scope });
      }
      throw failure;
    }
    const data = schema.safeParse(Envelope.parse(answer.body).data);
    if (!data.success) {
      throw failureOf('http.unreadable', { write, now: context.now() });
    }
    return data.data;
  }

  #headers({ accessToken }: TokenPair): Record<string, string> {
    const { proof, appSecret } = this.#options;
    return {
      access_token: accessToken,
      ...(proof === true && {
        appsecret_proof: createHmac('sha256', appSecret).update(accessToken).digest('hex'),
      }),
    };
  }

  /** The stored token, renewed ahead of its end. While it still lives, a renewal that merely fails can wait. */
  async #token(context: PlatformContext): Promise<TokenPair> {
    const pair = await this.#options.vault.read(context.access.id);
    if (pair === undefined) {
      throw new PlatformFailure('stop-source', 'zalo.token.missing');
    }
    const now = context.now();
    if (pair.refreshToken === undefined || pair.renewAt === undefined || now < pair.renewAt) {
      return pair;
    }
    try {
      return await this.#renew(context, pair);
    } catch (error) {
      if (
        error instanceof PlatformFailure &&
        error.kind === 'retry' &&
        pair.expiresAt &&
        now < pair.expiresAt
      ) {
        return pair;
      }
      throw error;
    }
  }

  #renew(context: PlatformContext, stale: TokenPair): Promise<TokenPair> {
    const oauth = new ZaloOauth(this.#options, context.now);
    return this.#options.vault.renew(context.access.id, stale, (current) => oauth.refresh(current));
  }
}

/** A pause somebody could mean, in seconds. */
const LONGEST_PAUSE = 24 * 3_600;

/** What an answer says went wrong; `undefined` = nothing. Failures mostly come as HTTP 200 with an error code. */
function judge(answer: HttpAnswer, write: boolean, now: Date): PlatformFailure | undefined {
  const retryAfter = Number(answer.headers['retry-after'] ?? Number.NaN);
  const at = { write, now, ...(retryAfter >= 0 && retryAfter <= LONGEST_PAUSE && { retryAfter }) };
  const envelope = Envelope.safeParse(answer.body);
  if (answer.status === 429) {
    return failureOf('http.429', at);
  }
  if (answer.status >= 500) {
    return failureOf(`http.${answer.status}`, at);
  }
  if (answer.status === 404) {
    return failureOf('http.404', at);
  }
  if (!envelope.success) {
    return failureOf('http.unreadable', at);
  }
  const { error, message } = envelope.data;
  return Number(error) === 0 ? undefined : failureOf(error, { ...at, message: message ?? '' });
}

async function observe(context: PlatformContext, { headers }: HttpAnswer): Promise<void> {
  const limit = Number(headers['x-ratelimit-limit']);
  const remain = Number(headers['x-ratelimit-remain']);
  if (limit > 0 && remain <= limit) {
    const minute = Math.floor(context.now().getTime() / 60_000) + 1;
    await context.budget.observe({
      percent: Math.min(100, Math.round(((limit - remain) / limit) * 100)),
      regainAt: new Date(minute * 60_000),
      scope: limit >= APP_LIMIT ? 'app' : 'source',
    });
  }
}
