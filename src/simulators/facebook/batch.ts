import { z } from 'zod';
import { type ApiAnswer, type ApiCall, answer, type Platform } from './api.ts';
import { GraphError } from './errors.ts';

const MAX_ITEMS = 50;

const itemShape = z.object({
  method: z.string().default('GET'),
  relative_url: z.string().default(''),
  body: z.string().default(''),
  access_token: z.string().optional(),
  omit_response_on_success: z.boolean().default(false),
});
type Item = z.infer<typeof itemShape>;

/**
 * `POST /` with `batch`: items are answered in order, each as a call of its own; the outer answer is 200 whatever
 * becomes of them. An item may come back as `null` (timed out).
 */
export function answerBatch(platform: Platform, call: ApiCall): ApiAnswer {
  try {
    if (!call.params.has('access_token')) throw new GraphError(104);
    const items = readItems(call.params.get('batch') ?? '');
    const withHeaders = call.params.get('include_headers') !== 'false';
    let headers: Readonly<Record<string, string>> = {};
    const answers = items.map((item) => {
      const made = answerItem(platform, call, item);
      headers = made?.headers ?? headers;
      if (made === null || (item.omit_response_on_success && made.status === 200)) return null;
      return {
        code: made.status,
        ...(withHeaders && {
          headers: Object.entries(made.headers).map(([name, value]) => ({ name, value })),
        }),
        body: made.body,
      };
    });
    const { etag: _, 'www-authenticate': __, ...usage } = headers;
    return { status: 200, headers: usage, body: JSON.stringify(answers) };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { status: error.status, headers: {}, body: JSON.stringify(error.envelope('AsimTrace2')) };
  }
}

function readItems(text: string): Item[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const items = z.array(itemShape).safeParse(json);
  if (!items.success) throw new GraphError(100, undefined, '(#100) param batch must be an array.');
  if (items.data.length <= MAX_ITEMS) return items.data;
  throw new GraphError(
    100,
    undefined,
    `(#100) Too many requests in batch message. Maximum batch size is ${MAX_ITEMS}`,
  );
}

function answerItem(platform: Platform, outer: ApiCall, item: Item): ApiAnswer | null {
  const method = item.method;
  const url = new URL(item.relative_url.replace(/^\/*(v\d+\.\d+\/)?/, '/'), 'http://batch.invalid');
  const params = new Map(url.searchParams);
  for (const [name, value] of new URLSearchParams(item.body)) params.set(name, value);
  for (const name of ['access_token', 'appsecret_proof']) {
    const inherited = outer.params.get(name);
    if (!params.has(name) && inherited !== undefined) params.set(name, inherited);
  }
  if (item.access_token !== undefined) params.set('access_token', item.access_token);
  if (platform.faults.strike(method, url.pathname, ['null-item'])) return null;
  return answer(platform, {
    method,
    path: decodeURIComponent(url.pathname),
    params,
    headers: {},
    base: outer.base,
  });
}
