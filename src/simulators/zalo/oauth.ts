import { createHash } from 'node:crypto';
import type { World } from './world.ts';

const HOUR = 3_600_000;
const CODE_LIFE = HOUR / 6;
const ACCESS_LIFE = 25 * HOUR;
const REFRESH_LIFE = 90 * 24 * HOUR;

export interface Pair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** An answer of the OAuth host; `undefined` is an empty body. */
export type OauthAnswer = { status: number; location?: string; body?: Record<string, unknown> };

/** The OAuth host: consent, codes, and tokens that live 25 hours and three months. */
export class Oauth {
  readonly #world: World;
  readonly #codes = new Map<string, { challenge: string; until: number; used: boolean }>();
  readonly #access = new Map<string, { until: number; dead: boolean }>();
  readonly #refresh = new Map<string, { until: number; used: boolean; access: string }>();
  /** Set to refuse consent. */
  denied = false;

  constructor(world: World) {
    this.#world = world;
  }

  /** A pair as after consent, for tests and the demo. */
  issue(): Pair {
    const now = this.#world.clock.now();
    const accessToken = `a${this.#world.nextHex(40)}`;
    const refreshToken = `r${this.#world.nextHex(40)}`;
    this.#access.set(accessToken, { until: now + ACCESS_LIFE, dead: false });
    this.#refresh.set(refreshToken, { until: now + REFRESH_LIFE, used: false, access: accessToken });
    return { accessToken, refreshToken };
  }

  /** The OA's admin removes the app: every token dies. */
  revoke(): void {
    for (const token of this.#access.values()) {
      token.dead = true;
    }
    for (const token of this.#refresh.values()) {
      token.used = true;
    }
  }

  /** `ok`, or the error code a call with this token gets. */
  judge(accessToken: string | undefined): 'ok' | -216 | -220 {
    const known = accessToken === undefined ? undefined : this.#access.get(accessToken);
    if (known === undefined) {
      return -216;
    }
    return known.dead || known.until <= this.#world.clock.now() ? -220 : 'ok';
  }

  /** `GET /v4/oa/permission`: the admin agrees at once. */
  permission(query: URLSearchParams): OauthAnswer {
    const redirect = query.get('redirect_uri');
    const challenge = query.get('code_challenge');
    if (query.get('app_id') !== this.#world.app.id || redirect === null || challenge === null) {
      return refusal(-14003, 'Invalid redirect uri.');
    }
    const target = new URL(redirect);
    target.searchParams.set('state', query.get('state') ?? '');
    if (this.denied) {
      target.searchParams.set('error', '-14000');
    } else {
      const code = this.#world.nextHex(32);
      this.#codes.set(code, { challenge, until: this.#world.clock.now() + CODE_LIFE, used: false });
      target.searchParams.set('oa_id', this.#world.oa.id);
      target.searchParams.set('code', code);
    }
    return { status: 302, location: target.href };
  }

  /** `POST /v4/oa/access_token`. */
  token(form: URLSearchParams, secretKey: string | undefined): OauthAnswer {
    if (form.get('app_id') !== this.#world.app.id || secretKey !== this.#world.app.secret) {
      return refusal(-14002, 'Invalid app id or secret key.');
    }
    switch (form.get('grant_type') ?? '') {
      case 'authorization_code':
        return this.#byCode(form);
      case 'refresh_token':
        return this.#byRefresh(form.get('refresh_token') ?? '');
      default:
        return refusal(-118, 'Invalid grant type.');
    }
  }

  #byCode(form: URLSearchParams): OauthAnswer {
    const code = this.#codes.get(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (
      code === undefined ||
      code.used ||
      code.until <= this.#world.clock.now() ||
      code.challenge !== challenge
    ) {
      return refusal(-118, 'Invalid authorization code.');
    }
    code.used = true;
    return this.#answer(this.issue());
  }

  #byRefresh(token: string): OauthAnswer {
    const known = this.#refresh.get(token);
    if (known === undefined || known.until <= this.#world.clock.now()) {
      return refusal(-14014, 'Invalid refresh token.');
    }
    if (known.used) {
      return this.#world.modes.consumedRefresh === 'empty'
        ? { status: 200 }
        : refusal(-14014, 'Invalid refresh token.');
    }
    const old = this.#access.get(known.access);
    if (old !== undefined && this.#world.modes.oldAccessDies) {
      old.dead = true;
    }
    const pair = this.issue();
    if (this.#world.modes.refreshRotates) {
      known.used = true;
      return this.#answer(pair);
    }
    known.access = pair.accessToken;
    return this.#answer({ accessToken: pair.accessToken });
  }

  #answer(pair: { accessToken: string; refreshToken?: string }): OauthAnswer {
    const seconds = ACCESS_LIFE / 1000;
    return {
      status: 200,
      body: {
        access_token: pair.accessToken,
        ...(pair.refreshToken !== undefined && { refresh_token: pair.refreshToken }),
        expires_in: this.#world.modes.expiresIn === 'string' ? `${seconds}` : seconds,
      },
    };
  }
}

/** An answer that refuses: HTTP 200 with an error, as the platform does. */
export function refusal(error: number, name: string): OauthAnswer {
  return { status: 200, body: { error, error_name: name, error_reason: name, error_description: name } };
}
