import { z } from 'zod';
import { type FacebookSimulator, startFacebookSimulator } from '../../../src/simulators/facebook/index.ts';

export const AN = { id: '77001122334455667', name: 'An' };
export const DAY_MS = 86_400_000;

const shape = z.looseObject({
  id: z.string().optional(),
  data: z.array(z.looseObject({ id: z.string().optional() })).optional(),
  paging: z.looseObject({ next: z.string().optional() }).optional(),
  summary: z.looseObject({ total_count: z.number() }).optional(),
  error: z
    .looseObject({ code: z.number(), error_subcode: z.number().optional(), message: z.string() })
    .optional(),
});
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: z.infer<typeof shape>;
  readonly text: string;
}
export type Params = Readonly<Record<string, string>>;

/** A simulator with one post, asked over plain HTTP with the page's token. */
export class Asking {
  readonly sim: FacebookSimulator;
  readonly post: string;

  constructor(sim: FacebookSimulator) {
    this.sim = sim;
    this.post = sim.addPost({ text: 'Hàng mới về' });
  }

  static async start(): Promise<Asking> {
    return new Asking(await startFacebookSimulator({ now: new Date('2026-11-20T02:00:00Z') }));
  }

  async ask(method: string, path: string, params: Params = {}, headers: Params = {}): Promise<Answer> {
    const all = new URLSearchParams({ access_token: this.sim.tokens.page, ...params });
    const inUrl = method === 'GET' || method === 'DELETE';
    const url = path.startsWith('http') ? path : `${this.sim.url}${path}${inUrl ? `?${all.toString()}` : ''}`;
    const answer = await fetch(url, { method, headers, ...(!inUrl && { body: all }) });
    const text = await answer.text();
    const json: unknown = text.startsWith('{') ? JSON.parse(text) : {};
    return { status: answer.status, headers: answer.headers, body: shape.parse(json), text };
  }

  get(path: string, params?: Params, headers?: Params): Promise<Answer> {
    return this.ask('GET', `/v26.0${path}`, params, headers);
  }

  send(path: string, params?: Params): Promise<Answer> {
    return this.ask('POST', `/v26.0${path}`, params);
  }

  drop(path: string, params?: Params): Promise<Answer> {
    return this.ask('DELETE', `/v26.0${path}`, params);
  }

  say(text: string, more: object = {}): string {
    return this.sim.addComment({ post: this.post, text, by: AN, ...more });
  }
}

export function ids(answer: Answer): (string | undefined)[] | undefined {
  return answer.body.data?.map((row) => row.id);
}

/** `400 100/33`: status, code and subcode. */
export function errorOf({ status, body }: Answer): string {
  const subcode = body.error?.error_subcode;
  return `${status} ${body.error?.code}${subcode === undefined ? '' : `/${subcode}`}`;
}
