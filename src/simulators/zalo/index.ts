import { type Actors, createActors } from './actors.ts';
import { Api } from './api.ts';
import { Clock } from './clock.ts';
import { CONTROL, controlHost } from './control.ts';
import { Faults } from './faults.ts';
import { apiHost, type Host, oauthHost } from './hosts.ts';
import type { Modes } from './modes.ts';
import { Oauth, type Pair } from './oauth.ts';
import { Rate } from './rate.ts';
import { type Incoming, listen } from './server.ts';
import { Webhooks } from './webhooks.ts';
import { World } from './world.ts';

export interface ZaloSimulatorOptions {
  readonly app?: World['app'];
  readonly oa?: { readonly id: string; readonly name: string };
  readonly modes?: Partial<Modes>;
  /** Where simulated time starts; absent = now. */
  readonly start?: Date;
  readonly webhookUrl?: string;
  /** One port for both hosts; absent = any two free ports. */
  readonly port?: number;
  readonly seed?: number;
}

/** One call the simulator answered. */
export interface Call {
  readonly host: 'oauth' | 'api';
  readonly method: string;
  readonly path: string;
  readonly at: number;
}

export interface ZaloSimulator extends Actors {
  readonly oauthUrl: string;
  readonly apiUrl: string;
  readonly world: World;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly rate: Rate;
  readonly oauth: Oauth;
  readonly webhooks: Webhooks;
  /** Every call, also the refused ones. */
  readonly calls: readonly Call[];
  /** Every write that took effect. */
  readonly log: World['writes'];
  /** A pair of tokens as after consent. */
  issue(): Pair;
  stop(): Promise<void>;
}

const APP: World['app'] = { id: '3600000000000000001', secret: 'app-secret', oaSecretKey: 'oa-secret-key' };
const OA = { id: '4318657068771012646', name: 'Tiệm bánh Mây' };

/** Starts a double of Zalo's OAuth host and OpenAPI host on loopback, with one OA that holds state. */
export async function startZaloSimulator(options: ZaloSimulatorOptions = {}): Promise<ZaloSimulator> {
  const clock = new Clock(options.start);
  const world = new World(clock, options.app ?? APP, { ...(options.oa ?? OA) }, options.modes);
  const oauth = new Oauth(world);
  const rate = new Rate(clock);
  const faults = new Faults(options.seed);
  const webhooks = new Webhooks(world);
  webhooks.url = options.webhookUrl;
  const actors = createActors(world, webhooks);
  const hosts = {
    oauth: oauthHost(oauth),
    api: apiHost(new Api(world, oauth, rate), world, webhooks),
    control: controlHost({ world, actors, oauth, faults }),
  };
  const calls: Call[] = [];

  const open = (port: number, hostOf: (path: string) => keyof typeof hosts) => {
    const answer: Host = (request, effect) => hosts[hostOf(request.url.pathname)](request, effect);
    const note = ({ method, url }: Incoming): void => {
      const host = hostOf(url.pathname);
      if (host !== 'control') {
        calls.push({ host, method, path: url.pathname, at: clock.now() });
      }
    };
    return listen(port, (path) => (path === CONTROL ? undefined : faults.strike(path)), answer, note);
  };
  const apiOr = (other: 'oauth' | 'api') => (path: string) =>
    path === CONTROL ? 'control' : path.startsWith('/v4/') ? other : 'api';
  const apiServer = await open(options.port ?? 0, apiOr(options.port === undefined ? 'api' : 'oauth'));
  const oauthServer = options.port === undefined ? await open(0, () => 'oauth') : apiServer;

  return {
    ...actors,
    oauthUrl: oauthServer.url,
    apiUrl: apiServer.url,
    world,
    clock,
    faults,
    rate,
    oauth,
    webhooks,
    calls,
    log: world.writes,
    issue: () => oauth.issue(),
    async stop() {
      await webhooks.stop();
      await Promise.all([...new Set([oauthServer, apiServer])].map((server) => server.stop()));
    },
  };
}
