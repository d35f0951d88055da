import type { CommentSeen } from '../../../pipeline/ports/platform.ts';
import { canonical, readTime } from './ids.ts';
import { type Rows, sift } from './schema.ts';

/** Fields asked of a comment. */
export const COMMENT_FIELDS =
  'id,message,created_time,from,parent{id},permalink_url,is_hidden,can_hide,attachment{type}';

/** Comments of one post, in the vocabulary of the port. */
export function readComments(data: readonly unknown[], page: string, post: string): Rows<CommentSeen> {
  return sift(data, (row) => readComment(row, page, post));
}

/**
 * One comment; undefined where its id or time makes no sense. Every other field may be absent or strange. Read field by
 * field and not by a schema, as the other answers are: nothing else is read as often, and this costs a fifth.
 */
export function readComment(row: unknown, page: string, post: string): CommentSeen | undefined {
  if (!isObject(row)) return undefined;
  const id = readId(row['id']);
  const createdAt = readMoment(row['created_time']);
  if (id === undefined || createdAt === undefined) return undefined;
  const author = readNode(row['from']);
  const parent = readNode(row['parent']);
  const { message, permalink_url: permalink, is_hidden: hidden, can_hide: canHide, attachment } = row;
  return {
    externalId: canonical(page, id),
    postExternalId: post,
    kind: 'comment',
    text: typeof message === 'string' ? message : '',
    createdAt,
    byPage: author?.id === page,
    ...(parent && { parentExternalId: canonical(page, parent.id) }),
    ...(isObject(attachment) && { attachment: readType(attachment['type']) }),
    ...(typeof permalink === 'string' && { permalink }),
    ...(author && { authorId: author.id }),
    ...(author?.name !== undefined && { authorName: author.name }),
    ...(typeof hidden === 'boolean' && { hidden }),
    ...(typeof canHide === 'boolean' && { canHide }),
  };
}

/** Ids come as strings; a bare number within 2^53 is one too. */
function readId(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function readMoment(value: unknown): Date | undefined {
  return typeof value === 'string' || typeof value === 'number' ? readTime(value) : undefined;
}

/** A person or a comment named by another row. */
function readNode(value: unknown): { readonly id: string; readonly name: string | undefined } | undefined {
  if (!isObject(value)) return undefined;
  const id = readId(value['id']);
  const { name } = value;
  return id === undefined ? undefined : { id, name: typeof name === 'string' ? name : undefined };
}

const readType = (type: unknown): string => (typeof type === 'string' ? type : 'attachment');

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
