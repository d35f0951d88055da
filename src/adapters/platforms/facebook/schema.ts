import { z } from 'zod';
import { readTime } from './ids.ts';

/** Only what we read; everything the platform adds passes by. */
export const errorBody = z.object({
  error: z.object({
    message: z.string().catch(''),
    code: z.number(),
    error_subcode: z.number().optional().catch(undefined),
    is_transient: z.boolean().optional().catch(undefined),
  }),
});

const time = z.union([z.string(), z.number()]).transform((value, context) => {
  const at = readTime(value);
  if (at) return at;
  context.addIssue({ code: 'custom', message: 'not a time' });
  return z.NEVER;
});

const loose = <T extends z.ZodType>(shape: T) => shape.optional().catch(undefined);
/** Ids come as strings; a bare number within 2^53 is one too. */
const id = z.union([z.string().min(1), z.number().int().transform(String)]);

const summary = loose(z.object({ total_count: loose(z.number()) }));
const paging = loose(z.object({ next: loose(z.string()) }));

/** A list as the platform sends it; its rows are judged one by one. */
export const listBody = z.object({ data: z.array(z.unknown()), paging, summary });

/** Fields asked of a post, with the number of its comments and answers. */
export const POST_COUNT = 'comments.filter(stream).limit(0).summary(true){id}';
export const LIVE_COUNT = 'comments.filter(stream).live_filter(no_filter).limit(0).summary(true){id}';

const postRow = z.object({
  id,
  message: loose(z.string()),
  description: loose(z.string()),
  title: loose(z.string()),
  created_time: loose(time),
  creation_time: loose(time),
  updated_time: loose(z.string()),
  permalink_url: loose(z.string()),
  is_inline_created: loose(z.boolean()),
  from: loose(z.object({ id })),
  comments: loose(z.object({ summary })),
});
export type PostRow = z.infer<typeof postRow>;

export const commentState = z.object({
  id,
  message: z.string().catch(''),
  is_hidden: z.boolean().catch(false),
  can_hide: loose(z.boolean()),
  parent: loose(z.object({ id })),
});

/** A row of a thread, read to find our own answer. */
export const threadRow = z.object({
  id,
  message: z.string().catch(''),
  created_time: loose(time),
  from: loose(z.object({ id })),
});

/** `message` comes with the read that goes along with the write: it shows the answer stands there. */
export const writtenReply = z.object({ id, message: loose(z.string()) });
export const success = z.object({ success: z.boolean().optional(), is_hidden: loose(z.boolean()) });
export const named = z.object({ id, name: loose(z.string()) });

export interface Rows<T> {
  readonly rows: readonly T[];
  /** Rows that made no sense; the rest of the page is not lost over them. */
  readonly dropped: number;
}

export function readPosts(data: readonly unknown[]): Rows<PostRow> {
  return sift(data, (row) => postRow.safeParse(row).data);
}

export function readPost(row: unknown): PostRow | undefined {
  return postRow.safeParse(row).data;
}

/** What can be read of a list. */
export function sift<T>(data: readonly unknown[], read: (row: unknown) => T | undefined): Rows<T> {
  const rows = data.flatMap((row) => {
    const one = read(row);
    return one === undefined ? [] : [one];
  });
  return { rows, dropped: data.length - rows.length };
}
