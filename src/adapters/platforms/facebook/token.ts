import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import { createHttp } from '../../http/client.ts';
import type { FacebookConfig } from './config.ts';
import { failureOf } from './failures.ts';

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
  const list = accounts.safeParse(
    await ask(config, now, 'me/accounts', { access_token: long.data.access_token, limit: '100' }),
  );
  if (!list.success) throw new PlatformFailure('retry', 'facebook.accounts');
  return list.data.data.flatMap((page) =>
    page.access_token === undefined
      ? []
      : [{ id: page.id, name: page.name, accessToken: page.access_token, tasks: page.tasks }],
  );
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
