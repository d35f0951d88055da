import type pg from 'pg';
import { failureCode } from '../../domain/failure.ts';
import type { People } from '../../pipeline/ports/people.ts';
import type { PollBatch } from '../../pipeline/ports/platform.ts';
import type { Kept } from '../../pipeline/ports/sources.ts';
import { storeBatch } from './intake.ts';

type Part = Pick<PollBatch, 'posts' | 'comments' | 'gone'>;
type Counts = Omit<Kept, 'refused'>;

/** So many comments are not all spoilt. */
const MANY = 10;
const NOTHING: Counts = { fresh: 0, edited: 0, gone: 0, owed: 0 };

/** Whether the fault lies in a row: a value no type holds (22), a rule broken (23), a limit passed (54). */
export const isRowFault = (error: unknown): boolean => /^error\.(22|23|54)/u.test(failureCode(error));

/**
 * Stores a batch of which the database refuses a row: halves it until that row stands alone, and leaves it out. Runs inside
 * the caller's transaction. Throws what the database says where it takes none of many comments: that is no row's fault.
 */
export async function storeParts(
  client: pg.PoolClient,
  sourceId: number,
  batch: Part,
  people: People,
): Promise<Kept> {
  const refused: string[] = [];
  let lost = 0;

  /** All of it, or nothing where the database does not take it. */
  async function tried(part: Part): Promise<Counts | { fault: unknown }> {
    await client.query('savepoint part');
    try {
      const counts = await storeBatch(client, sourceId, part, people);
      await client.query('release savepoint part');
      return counts;
    } catch (error) {
      if (!isRowFault(error)) throw error;
      await client.query('rollback to savepoint part; release savepoint part');
      return { fault: error };
    }
  }

  async function store(some: readonly Part[]): Promise<Counts> {
    const counts = await tried(together(some));
    if (!('fault' in counts)) return counts;
    const [row] = some;
    if (row === undefined || some.length > 1) {
      const middle = Math.ceil(some.length / 2);
      return plus(await store(some.slice(0, middle)), await store(some.slice(middle)));
    }
    // A comment is not to go with what is wrong about its post.
    const bare = row.posts.map(({ externalId, kind }) => ({ externalId, kind }));
    const alone = row.comments.length > 0 ? await tried({ ...row, posts: bare }) : counts;
    if (!('fault' in alone)) return alone;
    refused.push(failureCode(alone.fault));
    lost += row.comments.length;
    if (lost >= MANY && lost === batch.comments.length) throw alone.fault;
    return NOTHING;
  }

  return { ...(await store(rowsOf(batch))), refused };
}

/** Each comment with its post, each other post and each id that is gone: what is stored or left out as one. */
function rowsOf({ posts, comments, gone }: Part): Part[] {
  const byId = new Map(posts.map((post) => [post.externalId, post]));
  const named = new Set(comments.map((comment) => comment.postExternalId));
  return [
    ...comments.map((comment) => {
      const post = byId.get(comment.postExternalId);
      return { posts: post === undefined ? [] : [post], comments: [comment], gone: [] };
    }),
    ...posts
      .filter((post) => !named.has(post.externalId))
      .map((post) => ({ posts: [post], comments: [], gone: [] })),
    ...gone.map((id) => ({ posts: [], comments: [], gone: [id] })),
  ];
}

const together = (rows: readonly Part[]): Part => ({
  posts: rows.flatMap((row) => row.posts),
  comments: rows.flatMap((row) => row.comments),
  gone: rows.flatMap((row) => row.gone),
});

const plus = (a: Counts, b: Counts): Counts => ({
  fresh: a.fresh + b.fresh,
  edited: a.edited + b.edited,
  gone: a.gone + b.gone,
  owed: a.owed + b.owed,
});
