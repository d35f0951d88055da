import { createHmac } from 'node:crypto';
import type { Platform, SourceAccess } from '../../../src/pipeline/ports/platform.ts';
import type { TokenPair, TokenVault } from '../../../src/pipeline/ports/tokens.ts';
import { createZalo, type ZaloOptions } from '../../../src/adapters/platforms/zalo/platform.ts';
import {
  startZaloSimulator,
  type ZaloSimulator,
  type ZaloSimulatorOptions,
} from '../../../src/simulators/zalo/index.ts';
import { contextOf, MemoryStore, OpenBudget, pollInto } from '../../contract/store.ts';

/** A vault with the promise of the real one: one renewal at a time, stored before it is handed out. */
export class LockVault implements TokenVault {
  pair: TokenPair | undefined;
  renewals = 0;
  #lock: Promise<unknown> = Promise.resolve();

  constructor(pair?: TokenPair) {
    this.pair = pair;
  }

  read(): Promise<TokenPair | undefined> {
    return Promise.resolve(this.pair);
  }

  renew(
    _source: number,
    stale: TokenPair,
    renew: (current: TokenPair) => Promise<TokenPair>,
  ): Promise<TokenPair> {
    const turn = this.#lock.then(async () => {
      if (this.pair !== undefined && this.pair.accessToken !== stale.accessToken) {
        return this.pair;
      }
      this.renewals++;
      this.pair = await renew(this.pair ?? stale);
      return this.pair;
    });
    this.#lock = turn.catch(() => undefined);
    return turn;
  }

  write(_source: number, pair: TokenPair): Promise<void> {
    this.pair = pair;
    return Promise.resolve();
  }
}

export const conversationKey = (user: string): string =>
  createHmac('sha256', 'installation').update(user).digest('hex').slice(0, 24);

export interface ZaloWorld {
  readonly simulator: ZaloSimulator;
  readonly platform: Platform;
  readonly options: ZaloOptions;
  readonly vault: LockVault;
  readonly access: SourceAccess;
  readonly store: MemoryStore;
  readonly budget: OpenBudget;
  /** What the vault holds. */
  pair(): TokenPair;
  context(): ReturnType<typeof contextOf>;
  poll(): Promise<void>;
  /** Texts of the stored comments that were not written by the OA. */
  texts(): string[];
  stop(): Promise<void>;
}

/** A simulated OA and the adapter on it, authorised. */
export async function zaloWorld(
  simulated: ZaloSimulatorOptions = {},
  adapter: Partial<ZaloOptions> = {},
): Promise<ZaloWorld> {
  const simulator = await startZaloSimulator(simulated);
  const vault = new LockVault(lifelong(simulator));
  const { app, oa } = simulator.world;
  const options: ZaloOptions = {
    appId: app.id,
    appSecret: app.secret,
    oaSecretKey: app.oaSecretKey,
    vault,
    conversationKey,
    apiUrl: simulator.apiUrl,
    oauthUrl: simulator.oauthUrl,
    timeoutMs: 3_000,
    pauseMs: 5,
    ...adapter,
  };
  const platform = createZalo(options);
  const access: SourceAccess = {
    id: 1,
    platform: 'zalo',
    externalId: oa.id,
    name: oa.name,
    contacts: { phones: [], links: [], names: [] },
    settings: {},
  };
  const store = new MemoryStore();
  const budget = new OpenBudget();
  const context = () => contextOf(access, () => simulator.clock.date(), budget);
  return {
    simulator,
    platform,
    options,
    vault,
    access,
    store,
    budget,
    pair() {
      if (vault.pair === undefined) throw new Error('the vault is empty');
      return vault.pair;
    },
    context,
    poll: () => pollInto(platform, context(), store),
    texts: () => [...store.comments.values()].filter((comment) => !comment.byPage).map(({ text }) => text),
    stop: () => simulator.stop(),
  };
}

/** A fresh pair that lives as the simulator says. */
export function lifelong(simulator: ZaloSimulator): TokenPair {
  const now = simulator.clock.now();
  return {
    ...simulator.issue(),
    expiresAt: new Date(now + 25 * 3_600_000),
    renewAt: new Date(now + 20 * 3_600_000),
  };
}
