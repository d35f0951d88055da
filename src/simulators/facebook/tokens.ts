import { createHmac } from 'node:crypto';
import { GraphError } from './errors.ts';

export interface SimToken {
  readonly token: string;
  readonly kind: 'page' | 'user' | 'app';
  /** The page a page token belongs to, or the user's id. */
  readonly owner: string;
  readonly scopes: Set<string>;
  /** Page tasks of the person behind it. */
  readonly tasks: Set<string>;
  /** Seconds since 1970; 0 = never. */
  expiresAt: number;
  /** Subcode of error 190 once dead; 0 = dead without one. */
  dead: number | undefined;
}

export const ALL_SCOPES = [
  'pages_show_list',
  'pages_read_engagement',
  'pages_read_user_content',
  'pages_manage_engagement',
  'pages_manage_metadata',
  'pages_messaging',
  'pages_manage_ads',
] as const;
const ALL_TASKS = ['MODERATE', 'CREATE_CONTENT', 'MANAGE', 'MESSAGING', 'ANALYZE', 'ADVERTISE'] as const;

/** Tokens, and the check every call goes through. */
export class Tokens {
  readonly appId: string;
  readonly appSecret: string;
  requireProof = false;
  readonly #known = new Map<string, SimToken>();
  #made = 0;

  constructor(appId: string, appSecret: string) {
    this.appId = appId;
    this.appSecret = appSecret;
    this.#known.set(this.appToken, {
      token: this.appToken,
      kind: 'app',
      owner: appId,
      scopes: new Set(),
      tasks: new Set(),
      expiresAt: 0,
      dead: undefined,
    });
  }

  get appToken(): string {
    return `${this.appId}|${this.appSecret}`;
  }

  issue(
    kind: 'page' | 'user',
    owner: string,
    scopes: readonly string[] = ALL_SCOPES,
    expiresAt = 0,
  ): SimToken {
    this.#made += 1;
    const made: SimToken = {
      token: `EAASim${kind}${this.#made}x${owner}`,
      kind,
      owner,
      scopes: new Set(scopes),
      tasks: new Set(ALL_TASKS),
      expiresAt,
      dead: undefined,
    };
    this.#known.set(made.token, made);
    return made;
  }

  find(token: string): SimToken | undefined {
    return this.#known.get(token);
  }

  /** The token a call travels with; its absence, death or a wrong proof is an error. */
  authenticate(params: ReadonlyMap<string, string>, now: Date): SimToken {
    const given = params.get('access_token') ?? '';
    if (given === '') throw new GraphError(104);
    const token = this.#known.get(given);
    if (!token) throw new GraphError(190);
    if (token.dead !== undefined) throw new GraphError(190, token.dead === 0 ? undefined : token.dead);
    if (token.expiresAt !== 0 && token.expiresAt * 1000 <= now.getTime()) throw new GraphError(190, 463);
    const proof = params.get('appsecret_proof');
    if (proof === undefined) {
      if (!this.requireProof || token.kind === 'app') return token;
      throw new GraphError(100, undefined, 'API calls from the server require an appsecret_proof argument');
    }
    if (proof !== createHmac('sha256', this.appSecret).update(given).digest('hex')) {
      throw new GraphError(100, undefined, 'Invalid appsecret_proof provided in the API argument');
    }
    return token;
  }
}
