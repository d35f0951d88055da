import { createFacebook } from '../../../src/adapters/platforms/facebook/index.ts';
import type { FacebookConfig } from '../../../src/adapters/platforms/facebook/config.ts';
import { canonical } from '../../../src/adapters/platforms/facebook/ids.ts';
import type { Platform, SourceAccess } from '../../../src/pipeline/ports/platform.ts';
import {
  type FacebookSimulator,
  type FacebookSimulatorOptions,
  startFacebookSimulator,
} from '../../../src/simulators/facebook/index.ts';
import { contextOf, MemoryStore, OpenBudget, pollInto } from '../../contract/store.ts';

export const VERIFY_TOKEN = 'verify-me';

/** A simulator, an adapter on it and a store behind it. */
export interface Bench {
  readonly sim: FacebookSimulator;
  readonly facebook: Platform;
  readonly access: SourceAccess;
  readonly store: MemoryStore;
  readonly budget: OpenBudget;
  readonly warnings: { code: string; fields: Readonly<Record<string, string | number>> }[];
  /** The token the adapter is given; set it to change it. */
  token: string | undefined;
  context(): ReturnType<typeof contextOf>;
  poll(): Promise<void>;
  /** The canonical id of a comment. */
  key(comment: string): string;
  stop(): Promise<void>;
}

export async function bench(
  options: FacebookSimulatorOptions = {},
  config: Partial<FacebookConfig> = {},
): Promise<Bench> {
  const sim = await startFacebookSimulator({ now: new Date('2026-11-20T02:00:00Z'), ...options });
  const access: SourceAccess = {
    id: 7,
    platform: 'facebook',
    externalId: sim.pageId,
    name: sim.pageName,
    contacts: { phones: [], links: [], names: [] },
    settings: {},
  };
  const store = new MemoryStore();
  const budget = new OpenBudget();
  const warnings: Bench['warnings'] = [];
  const made: Bench = {
    sim,
    access,
    store,
    budget,
    warnings,
    token: sim.tokens.page,
    facebook: createFacebook(
      {
        baseUrl: sim.url,
        appId: sim.appId,
        appSecret: sim.appSecret,
        verifyToken: VERIFY_TOKEN,
        timeoutMs: 2000,
        ...config,
      },
      {
        vault: {
          read: () => Promise.resolve(made.token === undefined ? undefined : { accessToken: made.token }),
        },
        warn: (code, fields) => warnings.push({ code, fields }),
        backOffMs: 1,
      },
    ),
    context: () => contextOf(access, () => sim.clock.now(), budget),
    poll: () => pollInto(made.facebook, made.context(), store),
    key: (comment) => canonical(sim.pageId, comment),
    stop: () => sim.stop(),
  };
  return made;
}
