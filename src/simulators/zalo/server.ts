import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Effect } from './faults.ts';

/** An answer ready to be sent; `text` undefined = an empty body. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string | undefined;
}

export interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const HTML = '<html><head><title>504 Gateway Time-out</title></head><body>nginx</body></html>';

/** A loopback HTTP server that answers with `answer`, spoilt as `strike` says. */
export async function listen(
  port: number,
  strike: (path: string) => Effect | undefined,
  answer: (request: Incoming, effect: Effect | undefined) => Answer,
  note: (request: Incoming) => void,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    serve(request, response, strike, answer, note).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const open = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://127.0.0.1:${open}`, stop: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  server.closeAllConnections();
  await closed;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  strike: (path: string) => Effect | undefined,
  answer: (request: Incoming, effect: Effect | undefined) => Answer,
  note: (request: Incoming) => void,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
  }
  const incoming: Incoming = {
    method: request.method ?? 'GET',
    url,
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
  note(incoming);
  const effect = strike(url.pathname);
  if (effect !== undefined && 'drop' in effect && effect.drop === 'before') {
    response.destroy();
    return;
  }
  if (effect !== undefined && 'status' in effect && effect.applied !== true) {
    send(response, spoilt(effect));
    return;
  }
  if (effect !== undefined && 'empty' in effect && effect.applied !== true) {
    send(response, { status: 200, headers: {}, text: undefined });
    return;
  }
  const good = answer(incoming, effect);
  await sendSpoilt(response, good, effect);
}

/** The call has taken effect; what becomes of its answer. */
async function sendSpoilt(response: ServerResponse, good: Answer, effect: Effect | undefined): Promise<void> {
  if (effect === undefined || 'error' in effect) {
    send(response, good);
  } else if ('drop' in effect) {
    response.destroy();
  } else if ('status' in effect) {
    send(response, spoilt(effect));
  } else if ('empty' in effect) {
    send(response, { ...good, text: undefined });
  } else if ('delayMs' in effect) {
    await sleep(effect.delayMs, undefined, { ref: false });
    send(response, good);
  } else {
    response.writeHead(good.status, good.headers);
    for (const byte of Buffer.from(good.text ?? '')) {
      if (response.destroyed) {
        return;
      }
      response.write(Buffer.of(byte));
      await sleep(effect.trickleMs, undefined, { ref: false });
    }
    response.end();
  }
}

function spoilt(effect: { status: number; body?: string | undefined }): Answer {
  return { status: effect.status, headers: { 'content-type': 'text/html' }, text: effect.body ?? HTML };
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, answer.headers);
  response.end(answer.text);
}
