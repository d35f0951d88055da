import type { PostSeen } from '../../../pipeline/ports/platform.ts';
import type { Listed } from './listing.ts';
import type { PostState } from './plan.ts';

/** What of a post may move, as the list shows it. */
export function movement(post: Listed): Pick<PostState, 'edge' | 'updated' | 'total'> {
  return {
    edge: post.edge,
    ...(post.updated !== undefined && { updated: post.updated }),
    ...(post.total !== undefined && { total: post.total }),
  };
}

/** A post for the store, with what is to be remembered of it. */
export function seenPost(post: Listed, state: PostState | undefined): PostSeen {
  return {
    externalId: post.id,
    kind: post.kind,
    ...(post.text !== undefined && { text: post.text }),
    ...(post.permalink !== undefined && { permalink: post.permalink }),
    ...(post.createdAt && { createdAt: post.createdAt }),
    ...(state && { state }),
  };
}
