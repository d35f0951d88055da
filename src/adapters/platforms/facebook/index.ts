import { createHash } from 'node:crypto';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { Capabilities, Platform, PlatformContext } from '../../../pipeline/ports/platform.ts';
import type { TokenVault } from '../../../pipeline/ports/tokens.ts';
import { checkPage } from './check.ts';
import { type FacebookConfig, facebookConfig } from './config.ts';
import { ensureHidden, ensureReplied, readNow } from './ensure.ts';
import { Graph, type Session, type Warn } from './graph.ts';
import { pollPage } from './poll.ts';
import { named } from './schema.ts';
import type { Unfinished } from './walk.ts';
import { adoptToken } from './token.ts';
import { createWebhook } from './webhook.ts';
import { TOKEN_WORDS } from './words.ts';

export interface FacebookDeps {
  readonly vault: Pick<TokenVault, 'read'>;
  readonly warn?: Warn;
  /** Pause before a failed read is repeated; milliseconds. */
  readonly backOffMs?: number;
}

const CAPABILITIES: Capabilities = {
  hide: true,
  reply: { maxLength: 8000 },
  tag: false,
  removeMember: false,
  commentsToggle: false,
  webhooks: true,
};
const BACK_OFF_MS = 250;
const HOUR_MS = 3_600_000;
const MANY = 1000;

/** Facebook Pages over the Graph API. `config` is completed and validated here; a bad one throws a ZodError. */
export function createFacebook(config: Partial<FacebookConfig>, deps: FacebookDeps): Platform {
  const settings = facebookConfig.parse(config);
  const warn = seldom(deps.warn ?? (() => undefined));
  const graph = new Graph(settings, warn, deps.backOffMs ?? BACK_OFF_MS);
  const pageTokens = new Set<string>();
  const unfinished = new Map<number, Unfinished>();

  async function session(context: PlatformContext): Promise<Session> {
    const pair = await deps.vault.read(context.access.id);
    if (!pair) throw new PlatformFailure('stop-source', 'facebook.no-token');
    return { context, token: pair.accessToken };
  }

  /** With a user's token every list of comments is empty and successful: better to stop than to read nothing. */
  async function mustBePageToken(at: Session): Promise<void> {
    const key = createHash('sha256').update(`${at.context.access.externalId} ${at.token}`).digest('hex');
    if (pageTokens.has(key)) return;
    const body = await graph.get(at, { path: 'me', query: { fields: 'id' } }).catch((error: unknown) => {
      // Refused even here, nothing can be read: a wrong app secret, a version that is no more.
      const refused = error instanceof PlatformFailure && error.kind === 'give-up';
      throw refused ? new PlatformFailure('stop-source', error.code) : error;
    });
    const me = named.safeParse(body);
    if (me.data?.id !== at.context.access.externalId) {
      throw new PlatformFailure('stop-source', 'facebook.not-page-token');
    }
    pageTokens.add(key);
  }

  return {
    name: 'facebook',
    capabilities: CAPABILITIES,
    async *poll(context, memory) {
      const at = await session(context);
      await mustBePageToken(at);
      const open = unfinished.get(context.access.id) ?? new Map();
      unfinished.set(context.access.id, open);
      yield* pollPage(graph, at, memory, open, warn);
    },
    async ensure(context, order) {
      const acting = async (): Promise<Session> => ({ ...(await session(context)), acting: true });
      if (order.verb === 'hide' || order.verb === 'unhide') {
        return ensureHidden(graph, await acting(), order, order.verb === 'hide');
      }
      if (order.verb === 'reply') return ensureReplied(graph, await acting(), order);
      throw new PlatformFailure('give-up', 'unsupported');
    },
    async read(context, target) {
      return readNow(graph, await session(context), target);
    },
    async check(context) {
      const pair = await deps.vault.read(context.access.id);
      return checkPage(graph, context, pair);
    },
    adopt: (source, pasted, now) => adoptToken(settings, source.externalId, pasted, now),
    explain: (code) => TOKEN_WORDS[code],
    webhook: createWebhook(settings),
  };
}

/** The same warning comes once an hour at most: what is wrong in one cycle is mostly wrong in the next. */
function seldom(warn: Warn): Warn {
  const told = new Map<string, number>();
  return (code, fields) => {
    const key = `${code} ${JSON.stringify(fields)}`;
    const now = performance.now();
    if (now - (told.get(key) ?? Number.NEGATIVE_INFINITY) < HOUR_MS) return;
    if (told.size >= MANY) told.clear();
    told.set(key, now);
    warn(code, fields);
  };
}
