import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { Told } from '../../../domain/lang.ts';
import type { TokenPair } from '../../../pipeline/ports/tokens.ts';
import { createHttp, type HttpClient } from '../../http/client.ts';
import { OauthRefusal, Tokens } from './schema.ts';

const OAUTH_URL = 'https://oauth.zaloapp.com';

export interface OauthOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly oauthUrl?: string;
  readonly timeoutMs?: number;
  /** Pause before the one repeat after a server error. */
  readonly pauseMs?: number;
}

/** What must be kept between the consent link and the redirect. */
export interface Consent {
  readonly url: string;
  readonly state: string;
  readonly verifier: string;
}

/**
 * The link an OA admin opens to grant the app access (OAuth v4 with PKCE: a verifier of 43 characters, the
 * challenge its SHA-256).
 */
export function startConsent(
  options: Pick<OauthOptions, 'appId' | 'oauthUrl'>,
  redirectUri: string,
): Consent {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const url = new URL('/v4/oa/permission', options.oauthUrl ?? OAUTH_URL);
  url.searchParams.set('app_id', options.appId);
  url.searchParams.set('redirect_uri', redirectUri);
  url.searchParams.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'));
  url.searchParams.set('state', state);
  return { url: url.href, state, verifier };
}

/** What the redirect brought, or in words why it is of no use. */
export type Redirect = { readonly code: string; readonly oaId: string } | Told;

/** Reads the address the admin was sent back to (by callback route, or pasted), and checks its state. */
export function readRedirect(pasted: string, state: string): Redirect {
  if (!URL.canParse(pasted.trim())) {
    return {
      vi: 'Đây không phải là một địa chỉ: hãy sao chép toàn bộ thanh địa chỉ sau khi đồng ý.',
      en: 'This is not an address: copy the whole address bar after agreeing.',
    };
  }
  const { searchParams } = new URL(pasted.trim());
  const code = searchParams.get('code');
  const oaId = searchParams.get('oa_id');
  if (searchParams.get('state') !== state) {
    return {
      vi: 'Địa chỉ này thuộc về một lần cấp quyền khác: hãy mở lại liên kết mới nhất.',
      en: 'This address belongs to another consent: open the latest link again.',
    };
  }
  if (code === null || code === '' || oaId === null || oaId === '') {
    return {
      vi: 'Địa chỉ không có mã cấp quyền: quản trị viên OA phải chọn OA và đồng ý.',
      en: 'The address carries no code: the admin must choose the OA and agree.',
    };
  }
  return { code, oaId };
}

/** Zalo's token endpoint. */
export class ZaloOauth {
  readonly #options: OauthOptions;
  readonly #http: HttpClient;
  readonly #now: () => Date;

  constructor(options: OauthOptions, now: () => Date) {
    this.#options = options;
    this.#now = now;
    this.#http = createHttp({
      baseUrl: options.oauthUrl ?? OAUTH_URL,
      timeoutMs: options.timeoutMs ?? 20_000,
    });
  }

  /** Exchanges the code of a redirect (one use, ten minutes) for the first pair. */
  exchange(code: string, verifier: string): Promise<TokenPair> {
    return this.#ask({ grant_type: 'authorization_code', code, code_verifier: verifier }, undefined);
  }

  /**
   * Trades the single-use refresh token for a new pair. The caller holds the source's lock and stores what comes
   * back before anything else. A server error is met with one repeat; when that is refused, or the answer is empty,
   * the token was consumed and only the owner can help.
   * @throws PlatformFailure `stop-source` = re-authorise; `retry` = the host fails, the token may still be good
   */
  async refresh(current: TokenPair): Promise<TokenPair> {
    const { refreshToken } = current;
    if (refreshToken === undefined) {
      throw new PlatformFailure('stop-source', 'zalo.oauth.refused');
    }
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
    try {
      return await this.#ask(form, refreshToken);
    } catch (error) {
      if (!(error instanceof PlatformFailure) || error.kind !== 'retry') {
        throw error;
      }
    }
    await sleep(this.#options.pauseMs ?? 1_000);
    return this.#ask(form, refreshToken);
  }

  async #ask(form: Readonly<Record<string, string>>, oldRefresh: string | undefined): Promise<TokenPair> {
    const answer = await this.#http
      .call({
        method: 'POST',
        path: '/v4/oa/access_token',
        headers: { secret_key: this.#options.appSecret },
        form: { app_id: this.#options.appId, ...form },
      })
      .catch((error: unknown) => {
        throw error instanceof PlatformFailure
          ? new PlatformFailure('retry', 'zalo.oauth.unavailable')
          : error;
      });
    // A host in trouble may answer in JSON, with an error of its own: that says nothing about the token.
    if (answer.status === 429 || answer.status >= 500) {
      throw new PlatformFailure('retry', 'zalo.oauth.unavailable');
    }
    const tokens = Tokens.safeParse(answer.body);
    if (tokens.success) {
      return pairOf(tokens.data, oldRefresh, this.#now());
    }
    const refusal = OauthRefusal.safeParse(answer.body);
    if (refusal.success) {
      throw new PlatformFailure('stop-source', `zalo.oauth.${refusal.data.error}`);
    }
    // Seen in production: an already consumed refresh token is answered with 200 and nothing.
    if (answer.status === 200 && answer.text.trim() === '') {
      throw new PlatformFailure('stop-source', 'zalo.oauth.empty');
    }
    throw new PlatformFailure('retry', 'zalo.oauth.unavailable');
  }
}

/** Renewal is due when this share of the life is over. */
const RENEW_AT = 0.8;

function pairOf(tokens: z.infer<typeof Tokens>, oldRefresh: string | undefined, now: Date): TokenPair {
  const life = tokens.expires_in * 1000;
  const refreshToken = tokens.refresh_token ?? oldRefresh;
  return {
    accessToken: tokens.access_token,
    ...(refreshToken !== undefined && { refreshToken }),
    expiresAt: new Date(now.getTime() + life),
    renewAt: new Date(now.getTime() + life * RENEW_AT),
  };
}
