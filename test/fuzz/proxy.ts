import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mutateBody } from './mutate.ts';

/** Stands between an adapter and a simulator and damages a share of the answers. */
export interface DamagingProxy {
  readonly url: string;
  /** The simulator; set before the first call. */
  target: string;
  /** Share of answers damaged, 0 to 1. */
  share: number;
  random: () => number;
  damaged: number;
  /** Headers added to every answer. */
  headers: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** As much of it as a header can carry. */
export const asHeader = (text: string): string => text.replaceAll(/[^ -~]/gu, '?').slice(0, 4_000);

export async function startDamagingProxy(): Promise<DamagingProxy> {
  const proxy: DamagingProxy = {
    url: '',
    target: '',
    share: 0,
    random: () => 0,
    damaged: 0,
    headers: {},
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void forward(Buffer.concat(chunks)).catch(() => response.destroy());
    });
    async function forward(body: Buffer): Promise<void> {
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers)) {
        if (typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name))
          headers.set(name, value);
      }
      const answer = await fetch(new URL(request.url ?? '/', proxy.target), {
        method: request.method ?? 'GET',
        headers,
        ...(body.length === 0 ? {} : { body }),
      });
      const text = await answer.text();
      const damage = proxy.random() < proxy.share;
      if (damage) proxy.damaged += 1;
      /** What answers say of the calls left. */
      const told = (): Record<string, string> =>
        Object.fromEntries(
          [
            ...[...answer.headers].filter(([name]) => name.startsWith('x-')),
            ...Object.entries(proxy.headers),
          ].map(([name, value]) => [name, damage ? asHeader(mutateBody(value, proxy.random)) : value]),
        );
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? '',
        ...told(),
      });
      response.end(damage ? mutateBody(text, proxy.random) : text);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo;
  return Object.assign(proxy, { url: `http://127.0.0.1:${port}` });
}
