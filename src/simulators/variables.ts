import type { FacebookSimulator } from './facebook/index.ts';
import type { ZaloSimulator } from './zalo/index.ts';

type Variables = Readonly<Record<string, string>>;

/** The environment of a process that takes a simulated Facebook for the real one. */
export function facebookVariables({
  url,
  appId,
  appSecret,
}: Pick<FacebookSimulator, 'url' | 'appId' | 'appSecret'>): Variables {
  return { FACEBOOK_BASE_URL: url, FACEBOOK_APP_ID: appId, FACEBOOK_APP_SECRET: appSecret };
}

/** The same of a simulated Zalo. */
export function zaloVariables({ apiUrl, oauthUrl, world: { app } }: ZaloSimulator): Variables {
  return {
    ZALO_API_URL: apiUrl,
    ZALO_OAUTH_URL: oauthUrl,
    ZALO_APP_ID: app.id,
    ZALO_APP_SECRET: app.secret,
    ZALO_OA_SECRET: app.oaSecretKey,
  };
}
