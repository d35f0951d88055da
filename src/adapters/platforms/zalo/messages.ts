import type { CommentSeen, PostSeen } from '../../../pipeline/ports/platform.ts';
import type { Row } from './schema.ts';

/**
 * Turns a person's id into the opaque name of their conversation with one account: the id itself must not reach an index,
 * and the same person has unrelated names at two accounts.
 */
export type ConversationKey = (userId: string, oaId: string) => string;

/** Written by the OA: `src` 0, or, where a row lacks it, the sender is the OA. */
export function isByOa(row: Row, oaId: string): boolean {
  return row.from_id === oaId || row.src === 0;
}

/** The person of a 1-1 row. */
function personOf(row: Row, oaId: string): string | undefined {
  return isByOa(row, oaId) ? (row.to_id ?? undefined) : row.from_id;
}

/**
 * All that a person wrote in a message: its text, the caption of a photo, titles and addresses of shared links.
 * What repeats the text is left out.
 */
export function textOf(row: Pick<Row, 'message' | 'description' | 'links'>): string {
  const parts: string[] = [];
  const candidates = [
    row.message,
    row.description,
    ...(row.links ?? []).flatMap((link) => [link.title, link.description, link.url]),
  ];
  for (const part of candidates) {
    if (part && !parts.some((known) => known.includes(part))) {
      parts.push(part);
    }
  }
  return parts.join('\n');
}

/** A 1-1 row as comment and conversation; `undefined` when it names no person. */
export function readMessage(
  row: Row,
  oaId: string,
  keyOf: ConversationKey,
): { post: PostSeen; comment: CommentSeen } | undefined {
  const person = personOf(row, oaId);
  if (person === undefined || person === '') {
    return undefined;
  }
  const post: PostSeen = { externalId: keyOf(person, oaId), kind: 'conversation' };
  return { post, comment: commentOf(row, oaId, post.externalId, 'message') };
}

/** A row of a group; `undefined` when it names no group. */
export function readGroupMessage(
  row: Row,
  oaId: string,
): { post: PostSeen; comment: CommentSeen } | undefined {
  const group = row.group_id ?? '';
  if (group === '') {
    return undefined;
  }
  return {
    post: { externalId: group, kind: 'group' },
    comment: commentOf(row, oaId, group, 'group-message'),
  };
}

function commentOf(row: Row, oaId: string, post: string, kind: CommentSeen['kind']): CommentSeen {
  const byPage = isByOa(row, oaId);
  return {
    externalId: row.message_id,
    postExternalId: post,
    kind,
    text: textOf(row),
    createdAt: new Date(row.time),
    byPage,
    hidden: false,
    canHide: false,
    ...(row.type !== 'text' && { attachment: row.type.toLowerCase() }),
    ...(!byPage && { authorId: row.from_id, answerTo: row.from_id }),
    ...(!byPage && row.from_display_name && { authorName: row.from_display_name }),
  };
}
