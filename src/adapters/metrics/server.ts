import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { scraped } from './metrics.ts';

export interface Probes {
  readonly registry: Registry;
  /** Brings shared figures up to date before they are shown. */
  readonly refresh?: () => Promise<void>;
  /** Whether work moved lately; the reason when it did not. */
  readonly alive: () => Promise<string | undefined>;
  /** Whether work can be done: the reason when it cannot. */
  readonly ready: () => Promise<string | undefined>;
  readonly onError: (error: unknown) => void;
}

export interface RunningProbes {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves `/metrics` (Prometheus text), `/livez` and `/readyz` (200 or 503 with the reason). No sign-in: to be
 * reached from the monitoring network only.
 */
export async function serveProbes(host: string, port: number, probes: Probes): Promise<RunningProbes> {
  const alive = scraped(probes.registry, 'sang_alive', '1 while this process works; /livez says why not', []);
  const refresh = async (): Promise<void> => {
    alive.set((await probes.alive()) === undefined ? 1 : 0);
    // A database that is away must not hide what this process counted itself.
    await probes.refresh?.().catch(probes.onError);
  };
  const server = createServer((request, response) => {
    void respond({ ...probes, refresh }, request, response);
  });
  // A scraper that never finishes its request must not hold a socket for ever.
  server.requestTimeout = 10_000;
  await listening(server, host, port);
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port, not on a pipe
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(probes: Probes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { status, body, type } = await answer(request.url ?? '', request.method ?? '', probes);
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : body);
  } catch (error) {
    probes.onError(error);
    response.writeHead(500, { 'content-type': 'text/plain' });
    response.end('metrics.failed\n');
  }
}

async function answer(
  url: string,
  method: string,
  probes: Probes,
): Promise<{ status: number; body: string; type: string }> {
  const text = 'text/plain; charset=utf-8';
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: 'method\n', type: text };
  const path = url.split('?')[0];
  if (path === '/livez' || path === '/readyz') {
    const reason = await (path === '/livez' ? probes.alive() : probes.ready());
    return { status: reason === undefined ? 200 : 503, body: `${reason ?? 'ok'}\n`, type: text };
  }
  if (path !== '/metrics') return { status: 404, body: 'not found\n', type: text };
  await probes.refresh?.();
  return { status: 200, body: await probes.registry.metrics(), type: probes.registry.contentType };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
