import type { CommentSeen } from '../../../pipeline/ports/platform.ts';
import { COMMENT_FIELDS, readComment } from './comment-row.ts';
import type { Graph, Session } from './graph.ts';
import { addressOf } from './ids.ts';

/**
 * A list may leave out what is still there: each comment of a post that it did not show is asked for by itself before
 * it counts as gone. Throws what any other failure means.
 */
export async function askFor(
  missing: readonly string[],
  post: string,
  graph: Graph,
  session: Session,
  batchSize: number,
): Promise<{ comments: CommentSeen[]; gone: string[] }> {
  const page = session.context.access.externalId;
  const gone: string[] = [];
  const comments: CommentSeen[] = [];
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
      else throw outcome.failure;
    }
  }
  return { comments, gone };
}
