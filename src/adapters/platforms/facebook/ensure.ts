import type { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { CommentNow, Ensured, Order, Target } from '../../../pipeline/ports/platform.ts';
import type { Graph, Session } from './graph.ts';
import { addressOf, tailOf } from './ids.ts';
import { nextQuery } from './paging.ts';
import { inspect, isWhole } from './token.ts';
import { commentState, listBody, success, threadRow, writtenReply } from './schema.ts';

type Reply = Extract<Order, { verb: 'reply' }>;

/** Clocks differ, and jump: our very text counts as ours from well before we sent it. Nobody wants it there twice. */
const CLOCK_SLACK_MS = 45 * 60_000;
/** The platform's own word that this text stands there already. */
const DUPLICATE = 'facebook.506';
const REPLY_PAGES = 20;

/** The present state of a comment; `undefined` only when its post can be read and it cannot. */
export async function readNow(
  graph: Graph,
  session: Session,
  target: Target,
): Promise<CommentNow | undefined> {
  const state = await stateOf(graph, session, target);
  return state && { hidden: state.is_hidden, canHide: state.can_hide ?? true, text: state.message };
}

/** Hidden, or shown: asks first, writes once, and believes neither success nor error but the state after it. */
export async function ensureHidden(
  graph: Graph,
  session: Session,
  target: Target,
  hidden: boolean,
): Promise<Ensured> {
  const before = await stateOf(graph, session, target);
  if (!before) throw new PlatformFailure('give-up', 'facebook.gone', { gone: true });
  if (before.is_hidden === hidden) return { already: true };
  if (hidden && before.can_hide === false) throw new PlatformFailure('give-up', 'facebook.cannot-hide');
  try {
    const answer = await graph.post(session, addressOf(target), {
      is_hidden: String(hidden),
      fields: 'id,is_hidden',
    });
    if (success.safeParse(answer).data?.is_hidden === hidden) return { already: false };
  } catch (error) {
    if (!isWorthReading(error)) throw error;
    const now = await stateOf(graph, session, target);
    if (!now) throw new PlatformFailure('give-up', 'facebook.gone', { gone: true, cause: error });
    if (now.is_hidden === hidden) return { already: false };
    throw error;
  }
  const after = await stateOf(graph, session, target);
  if (after?.is_hidden === hidden) return { already: false };
  throw new PlatformFailure('retry', 'facebook.not-applied');
}

/**
 * Answered once. `attemptedAt` makes it look first; a failed attempt looks afterwards, and when the fate stays open
 * the failure says `maybeApplied`. The text goes to the comments edge and nowhere else: posted to the comment itself
 * it would overwrite what the person wrote.
 */
export async function ensureReplied(graph: Graph, session: Session, order: Reply): Promise<Ensured> {
  const since = order.attemptedAt ?? session.context.now();
  if (order.attemptedAt) {
    const earlier = await findReply(graph, session, order, since);
    if (earlier !== undefined) return { already: true, externalId: earlier };
  }
  try {
    const answer = await graph.post(session, `${addressOf(order)}/comments`, {
      message: order.text,
      fields: 'id,parent{id},message',
    });
    const made = writtenReply.safeParse(answer);
    if (made.success && made.data.message !== undefined) {
      return { already: false, externalId: replyId(session, made.data.id) };
    }
    throw new PlatformFailure('retry', 'facebook.reply-unreadable', { maybeApplied: true });
  } catch (error) {
    if (!(error instanceof PlatformFailure) || !(error.maybeApplied || error.gone)) throw error;
    if (error.gone) return await refuseGone(graph, session, order, error);
    const already = error.code === DUPLICATE;
    const from = already ? new Date(0) : since;
    const found = await findReply(graph, session, order, from).catch(() => undefined);
    if (found === undefined) throw error;
    return { already, externalId: found };
  }
}

async function refuseGone(
  graph: Graph,
  session: Session,
  target: Target,
  error: PlatformFailure,
): Promise<never> {
  const there = await stateOf(graph, session, target);
  throw new PlatformFailure('give-up', there ? error.code : 'facebook.gone', { gone: !there, cause: error });
}

/** The id of our own answer with this text, if the thread shows one since then; where it is too long to tell, a person looks. */
async function findReply(
  graph: Graph,
  session: Session,
  order: Reply,
  since: Date,
): Promise<string | undefined> {
  const state = await stateOf(graph, session, order);
  if (!state) throw new PlatformFailure('give-up', 'facebook.gone', { gone: true });
  // Threads are two levels deep: an answer to an answer stands under the top-level comment.
  const root = state.parent ? tailOf(state.parent.id) : tailOf(order.comment);
  const path = `${addressOf({ comment: root, post: order.post })}/comments`;
  let after: string | undefined;
  for (let page = 0; page < REPLY_PAGES; page += 1) {
    const query = {
      fields: 'id,message,from,created_time',
      filter: 'stream',
      order: 'reverse_chronological',
      limit: 100,
      after,
    };
    const body = listBody.safeParse(await graph.get(session, { path, query }));
    if (!body.success) throw new PlatformFailure('retry', 'facebook.replies-unreadable');
    for (const row of body.data.data) {
      const read = threadRow.safeParse(row).data;
      if (!read || !isOurs(read, session.context.access.externalId, order.text, since)) continue;
      const id = replyId(session, read.id);
      if (!((await order.isTaken?.(id)) ?? false)) return id;
    }
    after = nextQuery(body.data.paging?.next)?.['after'];
    if (after === undefined) return undefined;
  }
  throw new PlatformFailure('give-up', 'reply.unseen', { byHand: true, maybeApplied: true });
}

function isOurs(row: z.infer<typeof threadRow>, page: string, text: string, since: Date): boolean {
  const byUs = row.from === undefined || row.from.id === page;
  const inTime =
    row.created_time === undefined || row.created_time.getTime() >= since.getTime() - CLOCK_SLACK_MS;
  return byUs && inTime && alike(row.message) === alike(text);
}

/** The platform trims and may compose: equal but for white space and normal form. */
function alike(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

function replyId(session: Session, id: string): string {
  return `${session.context.access.externalId}_${tailOf(id)}`;
}

function isWorthReading(error: unknown): error is PlatformFailure {
  return error instanceof PlatformFailure && (error.kind === 'retry' || error.kind === 'give-up');
}

/**
 * Reads a comment. "Gone" and "not permitted" look the same: it counts as gone only when its post can be read. When
 * the post cannot be read either, the token is looked into, and unless it is whole nothing is concluded.
 */
async function stateOf(graph: Graph, session: Session, target: Target) {
  try {
    const body = await graph.get(session, {
      path: addressOf(target),
      query: { fields: 'id,message,is_hidden,can_hide,parent{id}' },
    });
    const state = commentState.safeParse(body);
    if (state.success) return state.data;
    throw new PlatformFailure('retry', 'facebook.comment-unreadable');
  } catch (error) {
    if (!(error instanceof PlatformFailure) || !error.gone) throw error;
    if (await isPostReadable(graph, session, target.post)) return undefined;
    const token = await inspect(graph.config, session.token, session.context.now());
    if (token?.is_valid && isWhole(token)) return undefined;
    throw new PlatformFailure(token ? 'stop-source' : 'give-up', 'facebook.unreadable', { cause: error });
  }
}

async function isPostReadable(graph: Graph, session: Session, post: string): Promise<boolean> {
  try {
    await graph.get(session, { path: post, query: { fields: 'id' } });
    return true;
  } catch (error) {
    if (error instanceof PlatformFailure && error.gone) return false;
    throw error;
  }
}
