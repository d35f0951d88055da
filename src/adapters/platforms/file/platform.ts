import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { cleanText } from '../../../domain/comment.ts';
import { PlatformFailure } from '../../../domain/failure.ts';
import type {
  Capabilities,
  CommentSeen,
  Platform,
  PlatformContext,
  PollBatch,
  PostSeen,
  Unread,
} from '../../../pipeline/ports/platform.ts';
import { checkFile, explain } from './check.ts';
import { headOf, type Opened, openAt, Place, readBytes } from './follow.ts';
import { type Position, splitLines } from './lines.ts';
import { FILE_FORMATS, type FileFormat, type ReadLine, RefusedInput, readComments } from './read.ts';

const CAPABILITIES: Capabilities = {
  hide: false,
  reply: false,
  tag: false,
  removeMember: false,
  commentsToggle: false,
  webhooks: false,
};

/** Settings of a file source; the format follows from the name where it is not given. */
const Settings = z.object({ format: z.enum(FILE_FORMATS).optional() });

/** The post of comments that name none. */
const NO_POST = 'file';
const BATCH = 100;
/** An id must fit an index of the database. */
const MAX_ID = 200;
/** A comment from before the web, or from after tomorrow, has a clock that is wrong. */
const EARLIEST = Date.UTC(1990, 0, 1);
const DAY = 86_400_000;

/**
 * JSONL or CSV files of comments, also growing ones, as a source. What lines mean is said in read.ts; a line that
 * cannot be read is reported and passed over. Nothing can be done at a file: every action is "by hand".
 */
export function createFilePlatform(): Platform {
  return {
    name: 'file',
    capabilities: CAPABILITIES,
    poll: (context, memory) => follow(context, Place.safeParse(memory.cursor).data),
    ensure: () => Promise.reject(new PlatformFailure('give-up', 'unsupported', { byHand: true })),
    check: (context) => checkFile(context.access.externalId, formatOf(context)),
    explain,

    async read(context, { comment }) {
      for await (const opened of openAt(context.access.externalId, undefined)) {
        for await (const lines of readComments(
          readBytes(opened.handle, opened.from.byte, opened.size),
          formatOf(context),
        )) {
          for (const line of lines) {
            if ('record' in line && idOf(line, line.record) === comment) {
              return { hidden: false, canHide: false, text: line.record.text };
            }
          }
        }
      }
      return undefined;
    },
  };
}

function formatOf({ access }: PlatformContext): FileFormat {
  const settings = Settings.safeParse(access.settings).data;
  return settings?.format ?? (path.extname(access.externalId).toLowerCase() === '.csv' ? 'csv' : 'jsonl');
}

async function* follow(context: PlatformContext, place: Place | undefined): AsyncGenerator<PollBatch> {
  for await (const opened of openAt(context.access.externalId, place)) {
    try {
      yield* readOn(context, opened);
    } catch (error) {
      throw error instanceof RefusedInput ? new PlatformFailure('stop-source', 'file.header') : error;
    }
  }
}

/** Reads one file on from where it was left, in batches; an unfinished last line is never passed over. */
async function* readOn(context: PlatformContext, opened: Opened): AsyncGenerator<PollBatch> {
  const format = formatOf(context);
  const header = format === 'csv' ? await headerOf(opened) : undefined;
  if (opened.size <= opened.from.byte || (format === 'csv' && header === undefined)) {
    return;
  }
  const options =
    opened.from.byte === 0 || header === undefined ? { from: opened.from } : { from: opened.from, header };
  let at: Position = opened.from;
  let tail: Place['tail'] = null;
  let batch = newBatch();
  const { signal } = context;

  for await (const lines of readComments(
    readBytes(opened.handle, opened.from.byte, opened.size),
    format,
    options,
  )) {
    for (const line of lines) {
      if (line.partial && !opened.ended) {
        tail = takeTail(line, opened, format, context, batch);
        continue;
      }
      addLine(line, context, batch);
      at = line.next;
      if (batch.comments.length + batch.unread.length >= BATCH) {
        yield await finish(batch, opened, at, null);
        batch = newBatch();
      }
    }
    if (signal?.aborted) {
      throw new PlatformFailure('retry', 'file.aborted');
    }
  }
  const idle = batch.comments.length === 0 && batch.unread.length === 0;
  if (!idle || tail?.size !== opened.tail?.size || tail?.taken !== opened.tail?.taken) {
    yield await finish(batch, opened, at, tail);
  }
}

interface Batch {
  readonly posts: Map<string, PostSeen>;
  readonly comments: CommentSeen[];
  readonly unread: Unread[];
}

function newBatch(): Batch {
  return { posts: new Map(), comments: [], unread: [] };
}

/**
 * The last line has no line feed yet. Complete JSON is a comment all the same; of CSV one cannot tell until the
 * file has stood still from one poll to the next. The place stays before it, so that a line which goes on after
 * all is read again, as an edit of the same comment.
 */
function takeTail(
  line: ReadLine,
  opened: Opened,
  format: FileFormat,
  context: PlatformContext,
  batch: Batch,
): Place['tail'] {
  const { size, tail } = opened;
  const stood = tail?.size === size;
  const done = stood && tail.taken;
  const take = 'record' in line && !done && (format === 'jsonl' || stood);
  if (take) {
    addLine(line, context, batch);
  }
  return { size, taken: take || done };
}

function addLine(line: ReadLine, context: PlatformContext, batch: Batch): void {
  if (!('record' in line)) {
    batch.unread.push({ at: `line ${line.line}`, why: line.error });
    return;
  }
  const { record } = line;
  const post = cleanText(record.post ?? '') || NO_POST;
  const id = idOf(line, record);
  if (Math.max(post.length, id.length) > MAX_ID) {
    const which = id.length > MAX_ID ? 'id' : 'post';
    batch.unread.push({ at: `line ${line.line}`, why: `"${which}" is longer than ${MAX_ID} characters` });
    return;
  }
  batch.posts.set(post, { externalId: post, kind: 'file' });
  batch.comments.push({
    externalId: id,
    postExternalId: post,
    kind: 'comment',
    text: record.text,
    createdAt: timeOf(record.createdAt, context.now()),
    byPage: false,
    hidden: false,
    canHide: false,
    ...(record.author !== undefined && { authorId: record.author }),
  });
}

function timeOf(said: Date | undefined, now: Date): Date {
  const at = said?.getTime() ?? 0;
  return said !== undefined && at >= EARLIEST && at <= now.getTime() + DAY ? said : now;
}

/** A comment without an id goes by its line and content: a file written anew brings the same comments again. */
function idOf(line: ReadLine, record: { id?: string; text: string; author?: string }): string {
  return (
    cleanText(record.id ?? '') ||
    `line-${createHash('sha256')
      .update(JSON.stringify([line.line, record.author ?? null, record.text]))
      .digest('base64url')
      .slice(0, 22)}`
  );
}

async function finish(batch: Batch, opened: Opened, at: Position, tail: Place['tail']): Promise<PollBatch> {
  const head = await headOf(opened.handle, at.byte);
  return {
    posts: [...batch.posts.values()],
    comments: batch.comments,
    gone: [],
    ...(batch.unread.length > 0 && { unread: batch.unread }),
    cursor: { file: opened.file, line: at.line, byte: at.byte, ...head, tail },
  };
}

/** The header line, once it is complete. */
async function headerOf({ handle, size }: Opened): Promise<string | undefined> {
  for await (const lines of splitLines(readBytes(handle, 0, size))) {
    const line = lines.find(({ text, fault }) => text.trim() !== '' || fault !== undefined);
    if (line !== undefined) {
      return line.partial ? undefined : line.text;
    }
  }
  return undefined;
}
