import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { TokenPair } from '../../../pipeline/ports/tokens.ts';
import { createHttp } from '../../http/client.ts';
import type { FacebookConfig } from './config.ts';
import { failureOf } from './failures.ts';
import { nextQuery } from './paging.ts';
import { named } from './schema.ts';

/** What each permission is for; all but the last are needed. https://developers.facebook.com/docs/permissions */
export const SCOPES = {
  pages_read_engagement: { needed: true, vi: 'đọc bài viết của Trang', en: "read the Page's posts" },
  pages_read_user_content: { needed: true, vi: 'đọc bình luận của mọi người', en: "read people's comments" },
  pages_manage_engagement: {
    needed: true,
    vi: 'ẩn, hiện và trả lời bình luận',
    en: 'hide, show and answer comments',
  },
  pages_manage_metadata: { needed: false, vi: 'nhận báo tin tức thời (webhook)', en: 'receive webhooks' },
  pages_manage_ads: { needed: false, vi: 'đọc bình luận dưới quảng cáo', en: 'read comments on ads' },
} as const;

const seconds = z.number().optional().catch(undefined);
const inspected = z.object({
  data: z.object({
    is_valid: z.boolean().catch(false),
    type: z.string().optional().catch(undefined),
    app_id: z
      .union([z.string(), z.number().transform(String)])
      .optional()
      .catch(undefined),
    profile_id: z
      .union([z.string(), z.number().transform(String)])
      .optional()
      .catch(undefined),
    scopes: z.array(z.string()).catch([]),
    expires_at: seconds,
    data_access_expires_at: seconds,
    error: z.object({ subcode: z.number().optional() }).optional().catch(undefined),
  }),
});
export type Inspected = z.infer<typeof inspected>['data'];

const exchanged = z.object({ access_token: z.string().min(1) });
const accounts = z.object({
  paging: z.object({ next: z.string().optional() }).optional().catch(undefined),
  data: z.array(
    z.object({
      id: z.string(),
      name: z.string().catch(''),
      access_token: z.string().optional(),
      tasks: z.array(z.string()).catch([]),
    }),
  ),
});

export interface PageAccount {
  readonly id: string;
  readonly name: string;
  /** Without an expiry date of its own when the user's token was a long-lived one. */
  readonly accessToken: string;
  /** `MODERATE` is the one needed. */
  readonly tasks: readonly string[];
}

/**
 * Trades a person's short token for a long one and lists the pages it opens, each with its page token.
 *
 * @throws PlatformFailure `stop-source` `facebook.no-app` without app id and secret, else what the platform said
 */
export async function pagesOf(
  config: FacebookConfig,
  userToken: string,
  now: Date,
): Promise<readonly PageAccount[]> {
  const { appId, appSecret } = requireApp(config);
  const long = exchanged.safeParse(
    await ask(config, now, 'oauth/access_token', {
      grant_type: 'fb_exchange_token',
      client_id: appId,
      client_secret: appSecret,
      fb_exchange_token: userToken,
    }),
  );
  if (!long.success) throw new PlatformFailure('retry', 'facebook.exchange');
  const pages: PageAccount[] = [];
  let paging: Readonly<Record<string, string>> | undefined = {};
  while (paging) {
    const query = { limit: '100', ...paging, ...signed(config, long.data.access_token) };
    const list = accounts.safeParse(await ask(config, now, 'me/accounts', query));
    if (!list.success) throw new PlatformFailure('retry', 'facebook.accounts');
    for (const { id, name, access_token: accessToken, tasks } of list.data.data) {
      if (accessToken !== undefined) pages.push({ id, name, accessToken, tasks });
    }
    paging = nextQuery(list.data.paging?.next);
  }
  return pages;
}

/**
 * The Page's own token, from whatever was pasted: itself, or that of a person who manages the Page. What opens
 * another page, or none, comes back as it was.
 *
 * @throws PlatformFailure `retry` or `wait` when Facebook cannot be asked now
 */
export async function adoptToken(
  config: FacebookConfig,
  page: string,
  pasted: TokenPair,
  now: Date,
): Promise<TokenPair> {
  try {
    const me = named.safeParse(
      await ask(config, now, 'me', { fields: 'id', ...signed(config, pasted.accessToken) }),
    );
    if (me.data?.id === page || config.appSecret === undefined) return pasted;
    const own = (await pagesOf(config, pasted.accessToken, now)).find((each) => each.id === page);
    return own ? { accessToken: own.accessToken } : pasted;
  } catch (error) {
    if (!(error instanceof PlatformFailure) || error.kind === 'retry' || error.kind === 'wait') throw error;
    return pasted;
  }
}

/** What the platform knows about a token; `undefined` without app id and secret, which alone may ask. */
export async function inspect(
  config: FacebookConfig,
  token: string,
  now: Date,
): Promise<Inspected | undefined> {
  const { appId, appSecret } = config;
  if (appId === undefined || appSecret === undefined) return undefined;
  const body = await ask(config, now, 'debug_token', {
    input_token: token,
    access_token: `${appId}|${appSecret}`,
  });
  const read = inspected.safeParse(body);
  if (!read.success) throw new PlatformFailure('retry', 'facebook.debug-token');
  return read.data.data;
}

/** Whether a token may do all we need. */
export function isWhole(token: Inspected): boolean {
  return Object.entries(SCOPES).every(([scope, { needed }]) => !needed || token.scopes.includes(scope));
}

function requireApp(config: FacebookConfig): { appId: string; appSecret: string } {
  const { appId, appSecret } = config;
  if (appId === undefined || appSecret === undefined)
    throw new PlatformFailure('stop-source', 'facebook.no-app');
  return { appId, appSecret };
}

/** The parameters a token travels with: itself and, with an app secret, the proof that the call is ours. */
export function signed(config: Pick<FacebookConfig, 'appSecret'>, token: string): Record<string, string> {
  const { appSecret } = config;
  return {
    access_token: token,
    ...(appSecret !== undefined && {
      appsecret_proof: createHmac('sha256', appSecret).update(token).digest('hex'),
    }),
  };
}

/** These calls are the app's or a person's: no page's budget is touched. */
async function ask(
  config: FacebookConfig,
  now: Date,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<unknown> {
  const http = createHttp({ baseUrl: `${config.baseUrl}/${config.version}`, timeoutMs: config.timeoutMs });
  const answer = await http.call({ method: 'GET', path, query });
  const refused = typeof answer.body === 'object' && answer.body !== null && 'error' in answer.body;
  if (answer.status < 300 && answer.body !== undefined && !refused) return answer.body;
  throw failureOf(answer, { write: false, now });
}
