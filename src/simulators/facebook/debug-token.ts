import { GraphError } from './errors.ts';
import { graphTime, type Scene } from './nodes.ts';

/** `GET /debug_token`: what the platform knows about a token. */
export function debugToken(scene: Scene, input: string): object {
  if (scene.token.kind !== 'app' && scene.token.token !== input) {
    throw new GraphError(
      100,
      undefined,
      '(#100) You must provide an app access token, or a user access token',
    );
  }
  const token = scene.tokens.find(input);
  if (!token) {
    return {
      data: {
        is_valid: false,
        scopes: [],
        error: { code: 190, message: 'Invalid OAuth access token.' },
      },
    };
  }
  const now = scene.world.clock.now();
  const expired = token.expiresAt !== 0 && token.expiresAt * 1000 <= now.getTime();
  const subcode = token.dead ?? (expired ? 463 : undefined);
  return {
    data: {
      app_id: scene.tokens.appId,
      type: token.kind.toUpperCase(),
      application: 'Sàng',
      expires_at: token.expiresAt,
      data_access_expires_at: Math.floor(now.getTime() / 1000) + 90 * 86_400,
      is_valid: subcode === undefined,
      issued_at: Date.parse(graphTime(now)) / 1000,
      scopes: [...token.scopes],
      granular_scopes: [...token.scopes].map((scope) => ({ scope, target_ids: [token.owner] })),
      ...(token.kind === 'page' && { profile_id: token.owner }),
      ...(subcode !== undefined && {
        error: { code: 190, message: 'Error validating access token', ...(subcode !== 0 && { subcode }) },
      }),
    },
  };
}
