import http from 'node:http';
import { type ApiAnswer, type ApiCall, answer, type Platform } from './api.ts';
import { answerBatch } from './batch.ts';

export interface Versions {
  /** Oldest first; an older version asked for is answered by the first of them. */
  readonly usable: readonly string[];
  /** What an unversioned path gets. */
  readonly preset: string;
}

export type Control = (method: string, path: string, body: string) => Promise<object | undefined>;

const DRIP_MS = 50;

/** The HTTP side: versions, parameters from query and body, and the faults of the line itself. */
export function createServer(platform: Platform, versions: Versions, control: Control): http.Server {
  return http.createServer((request, response) => {
    serve(platform, versions, control, request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`simulator fault: ${String(error)}`);
    });
  });
}

async function serve(
  platform: Platform,
  versions: Versions,
  control: Control,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  const method = request.method ?? 'GET';
  if (url.pathname.startsWith('/_control')) {
    const result = await control(method, url.pathname.slice('/_control'.length), body);
    send(response, { status: result ? 200 : 404, headers: {}, body: JSON.stringify(result ?? {}) });
    return;
  }
  const [, asked, rest = '/'] = /^(?:\/(v\d+\.\d+))?(\/.*)?$/.exec(url.pathname) ?? [];
  const version = versionOf(versions, asked);
  const call: ApiCall = {
    method,
    path: decodeURIComponent(rest),
    params: paramsOf(url, body, request.headers['content-type'] ?? ''),
    headers: { 'if-none-match': request.headers['if-none-match'] },
    base: `${url.origin}/${version}`,
  };
  const fault = platform.faults.strike(method, call.path, ['html', 'drop', 'drop-after', 'slow', 'cut']);
  if (fault?.kind === 'drop') {
    request.socket.destroy();
    return;
  }
  if (fault?.kind === 'html') {
    response.writeHead(502, { 'content-type': 'text/html' });
    response.end('<html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>');
    return;
  }
  const isBatch = method === 'POST' && call.path === '/' && call.params.has('batch');
  const made = isBatch ? answerBatch(platform, call) : answer(platform, call);
  const whole: ApiAnswer = { ...made, headers: { ...made.headers, 'facebook-api-version': version } };
  if (fault?.kind === 'drop-after') request.socket.destroy();
  else if (fault?.kind === 'slow') drip(response, whole);
  else if (fault?.kind === 'cut') {
    response.writeHead(whole.status, { ...whole.headers, 'content-length': Buffer.byteLength(whole.body) });
    response.write(whole.body.slice(0, Math.floor(whole.body.length / 2)));
    setImmediate(() => request.socket.destroy());
  } else send(response, whole);
}

function send(response: http.ServerResponse, made: ApiAnswer): void {
  response.writeHead(made.status, { 'content-type': 'application/json; charset=UTF-8', ...made.headers });
  response.end(made.body);
}

/** A slow loris: one byte now and then, never an end a client should wait for. */
function drip(response: http.ServerResponse, made: ApiAnswer): void {
  response.writeHead(made.status, { 'content-type': 'application/json', ...made.headers });
  let at = 0;
  const timer = setInterval(() => {
    response.write(made.body[at] ?? ' ');
    at += 1;
  }, DRIP_MS);
  response.on('close', () => clearInterval(timer));
}

/** An expired version is answered, without a word, by the oldest usable one. */
function versionOf(versions: Versions, asked: string | undefined): string {
  if (asked === undefined) return versions.preset;
  return versions.usable.includes(asked) ? asked : (versions.usable[0] ?? versions.preset);
}

function paramsOf(url: URL, body: string, type: string): Map<string, string> {
  const params = new Map(url.searchParams);
  if (body === '') return params;
  if (!type.includes('json')) {
    for (const [name, value] of new URLSearchParams(body)) params.set(name, value);
    return params;
  }
  const parsed: unknown = JSON.parse(body);
  for (const [name, value] of Object.entries(parsed ?? {})) {
    params.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return params;
}

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
