import { createFacebook } from '../adapters/platforms/facebook/index.ts';
import { createFilePlatform } from '../adapters/platforms/file/platform.ts';
import { createZalo } from '../adapters/platforms/zalo/platform.ts';
import { conversationKey } from '../adapters/secrets/people.ts';
import type { Environment } from '../config/config.ts';
import type { Log } from '../pipeline/ports/log.ts';
import type { Platform, PlatformName } from '../pipeline/ports/platform.ts';
import type { TokenVault } from '../pipeline/ports/tokens.ts';

/** The platforms this installation can talk to. Zalo needs its app's id and secret to renew tokens. */
export function openPlatforms(
  environment: Environment,
  secret: string,
  vault: TokenVault,
  log: Log,
): ReadonlyMap<PlatformName, Platform> {
  const platforms: Platform[] = [
    createFacebook(
      {
        baseUrl: environment.FACEBOOK_BASE_URL,
        version: environment.FACEBOOK_API_VERSION,
        ...(environment.FACEBOOK_APP_ID === undefined ? {} : { appId: environment.FACEBOOK_APP_ID }),
        ...(environment.FACEBOOK_APP_SECRET === undefined
          ? {}
          : { appSecret: environment.FACEBOOK_APP_SECRET }),
        ...(environment.FACEBOOK_VERIFY_TOKEN === undefined
          ? {}
          : { verifyToken: environment.FACEBOOK_VERIFY_TOKEN }),
      },
      { vault, warn: (code, fields) => log.warn({ step: 'poll', code, ...fields }, 'facebook') },
    ),
    createFilePlatform(),
  ];
  if (environment.ZALO_APP_ID !== undefined && environment.ZALO_APP_SECRET !== undefined) {
    platforms.push(
      createZalo({
        appId: environment.ZALO_APP_ID,
        appSecret: environment.ZALO_APP_SECRET,
        vault,
        apiUrl: environment.ZALO_API_URL,
        oauthUrl: environment.ZALO_OAUTH_URL,
        conversationKey: conversationKey(secret),
        ...(environment.ZALO_OA_SECRET === undefined ? {} : { oaSecretKey: environment.ZALO_OA_SECRET }),
      }),
    );
  }
  return new Map(platforms.map((platform) => [platform.name, platform]));
}
