import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A webhook's receiver on loopback. */
export interface Hook {
  readonly url: string;
  readonly heard: Heard[];
  /** What is answered; 0 = nothing at all. */
  status: number;
  /** Runs when a message has come in, before the answer. */
  before: (() => Promise<void>) | undefined;
  close(): Promise<void>;
}

export async function openHook(): Promise<Hook> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      void answer();
    });
    const answer = async (): Promise<void> => {
      await hook.before?.();
      if (hook.status === 0) return;
      response.writeHead(hook.status, hook.status === 302 ? { location: '/elsewhere' } : {});
      response.end('ok');
    };
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const hook: Hook = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`,
    heard,
    status: 200,
    before: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return hook;
}
