import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import { readJson } from '../../http/json.ts';
import { failureOf } from './failures.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Read {
  readonly path: string;
  readonly query?: Query;
}

export type Outcome = { readonly body: unknown } | { readonly failure: PlatformFailure };

const batchBody = z.array(
  z
    .object({
      code: z.number(),
      body: z.string().nullish(),
      headers: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
    })
    .nullable(),
);

/** A read as an item of a batch request. */
export function batchItem(read: Read | undefined): { method: 'GET'; relative_url: string } {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(read?.query ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  return { method: 'GET', relative_url: `${read?.path ?? ''}?${search.toString()}` };
}

/** What became of each item of a batch, and the headers of all of them together. */
export function readBatch(
  body: unknown,
  size: number,
  now: Date,
): { outcomes: Outcome[]; headers: Record<string, string> } {
  const read = batchBody.safeParse(body);
  const answers = read.success ? read.data : [];
  let headers: Record<string, string> = {};
  const outcomes = Array.from({ length: size }, (_, at): Outcome => {
    const item = answers[at];
    // A missing item timed out inside the platform: asked again.
    if (!item) return { failure: new PlatformFailure('retry', 'facebook.batch') };
    const own = Object.fromEntries((item.headers ?? []).map((each) => [each.name.toLowerCase(), each.value]));
    headers = { ...headers, ...own };
    const content = readJson(item.body ?? '');
    if (item.code >= 200 && item.code < 300 && content !== undefined) return { body: content };
    return { failure: failureOf({ status: item.code, headers: own, body: content }, { write: false, now }) };
  });
  return { outcomes, headers };
}
