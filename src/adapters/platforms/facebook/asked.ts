import type { PlatformFailure } from '../../../domain/failure.ts';
import type { CommentSeen } from '../../../pipeline/ports/platform.ts';
import { COMMENT_FIELDS, readComment } from './comment-row.ts';
import { concernsAll } from './failures.ts';
import type { Graph, Session } from './graph.ts';
import { addressOf } from './ids.ts';

interface Asked {
  readonly comments: readonly CommentSeen[];
  readonly gone: readonly string[];
  /** One of the failures that left a comment neither seen nor gone. */
  readonly unread?: PlatformFailure;
}

/**
 * A list may leave out what is still there: each comment of a post that it did not show is asked for by itself before
 * it counts as gone. One that is refused, or broken for the moment, stays as it is known until its post is next read
 * whole. Throws only what concerns every call.
 */
export async function askFor(
  missing: readonly string[],
  post: string,
  graph: Graph,
  session: Session,
  batchSize: number,
): Promise<Asked> {
  const page = session.context.access.externalId;
  const gone: string[] = [];
  const comments: CommentSeen[] = [];
  let unread: PlatformFailure | undefined;
  for (let at = 0; at < missing.length; at += batchSize) {
    const slice = missing.slice(at, at + batchSize);
    const reads = slice.map((comment) => ({
      path: addressOf({ comment, post }),
      query: { fields: COMMENT_FIELDS },
    }));
    for (const [index, outcome] of (await graph.getAll(session, reads)).entries()) {
      const id = slice[index];
      if (id === undefined) continue;
      if ('body' in outcome) {
        const comment = readComment(outcome.body, page, post);
        if (comment) comments.push(comment);
      } else if (outcome.failure.gone) gone.push(id);
      else if (concernsAll(outcome.failure)) throw outcome.failure;
      else unread = outcome.failure;
    }
  }
  return { comments, gone, ...(unread && { unread }) };
}
