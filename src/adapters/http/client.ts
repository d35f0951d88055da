import http from 'node:http';
import https from 'node:https';
import { type AxiosRequestConfig, create } from 'axios';
import type { Json } from '../../pipeline/ports/platform.ts';
import { networkFailure } from './faults.ts';
import { readJson } from './json.ts';

export interface HttpOptions {
  /** Scheme, host and optional path prefix; every call stays below it. */
  readonly baseUrl: string;
  /** Deadline for a whole call, from connecting to the last byte: a server that drips cannot hold us. */
  readonly timeoutMs?: number;
  /** Larger answers are refused. */
  readonly maxBytes?: number;
}

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below `baseUrl`, without a query. */
  readonly path: string;
  /** Absent values are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent form-encoded. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as JSON; not together with `form`. */
  readonly json?: Json;
  /**
   * True when sending it twice could act twice; network failures then carry `maybeApplied` unless the request
   * certainly never arrived. Default: everything but GET. Set it to false for reads that travel as POST.
   */
  readonly write?: boolean;
  readonly signal?: AbortSignal;
}

/** What came back, whatever its status: what a status means is the adapter's business. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON (integers beyond 2^53 as strings); `undefined` where the body is none, as an HTML error page. */
  readonly body: unknown;
  readonly text: string;
}

export interface HttpClient {
  /**
   * Makes one call, without repeating it and without following redirects (they would carry tokens elsewhere).
   *
   * @throws PlatformFailure kind `retry`, codes `http.timeout`, `http.refused` (never arrived), `http.dropped`,
   *   `http.aborted` (by `signal`), `http.too-large`, `http.tls`. The failure names neither URL nor content.
   */
  call(call: HttpCall): Promise<HttpAnswer>;
}

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** An axios client for one platform host. Connections are kept alive and never keep the process running. */
export function createHttp(options: HttpOptions): HttpClient {
  const base = options.baseUrl.replace(/\/+$/, '');
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  const client = create({
    maxRedirects: 0,
    maxContentLength: maxBytes,
    maxBodyLength: maxBytes,
    responseType: 'text',
    transformResponse: [],
    validateStatus: null,
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
    headers: { 'user-agent': 'sang', accept: 'application/json' },
    // A double on this machine must not be sought behind the company's proxy.
    ...(/^https?:\/\/(127\.|localhost|\[::1\])/.test(base) && { proxy: false as const }),
  });
  return {
    async call(call) {
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), options.timeoutMs ?? TIMEOUT_MS);
      const forward = () => deadline.abort();
      call.signal?.addEventListener('abort', forward, { once: true });
      if (call.signal?.aborted) deadline.abort();
      try {
        const answer = await client.request<string>(request(base, call, deadline.signal));
        const text = answer.data ?? '';
        return { status: answer.status, headers: plain(answer.headers), body: readJson(text), text };
      } catch (error) {
        throw networkFailure(error, {
          write: call.write ?? call.method !== 'GET',
          aborted: call.signal?.aborted ?? false,
        });
      } finally {
        clearTimeout(timer);
        call.signal?.removeEventListener('abort', forward);
      }
    },
  };
}

function request(base: string, call: HttpCall, signal: AbortSignal): AxiosRequestConfig {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  const query = search.toString();
  return {
    method: call.method,
    url: `${base}/${call.path.replace(/^\/+/, '')}${query === '' ? '' : `?${query}`}`,
    signal,
    ...(call.headers && { headers: { ...call.headers } }),
    ...(call.form && { data: new URLSearchParams({ ...call.form }) }),
    ...(call.json !== undefined && { data: call.json }),
  };
}

function plain(headers: object): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) result[name.toLowerCase()] = String(value);
  return result;
}
