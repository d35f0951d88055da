import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { CommentSeen, Webhook, WebhookNews } from '../../../pipeline/ports/platform.ts';
import { readJson } from '../../http/json.ts';
import type { FacebookConfig } from './config.ts';
import { canonical, readTime } from './ids.ts';

const id = z.union([z.string().min(1), z.number().transform(String)]);
const loose = <T extends z.ZodType>(shape: T) => shape.optional().catch(undefined);

const delivery = z.object({
  object: z.literal('page'),
  entry: z.array(z.object({ id, changes: z.array(z.unknown()).catch([]) })).catch([]),
});

const change = z.object({
  field: z.literal('feed'),
  value: z.object({
    item: z.string(),
    verb: loose(z.string()),
    comment_id: loose(id),
    post_id: loose(id),
    parent_id: loose(id),
    from: loose(z.object({ id, name: loose(z.string()) })),
    /** Older payloads name the author so. */
    sender_id: loose(id),
    sender_name: loose(z.string()),
    message: loose(z.string()),
    created_time: loose(z.union([z.number(), z.string()])),
    photo: loose(z.string()),
    video: loose(z.string()),
  }),
});
type Value = z.infer<typeof change>['value'];

/** Webhooks of the `page` object, field `feed`. https://developers.facebook.com/docs/graph-api/webhooks/getting-started */
export function createWebhook(config: Pick<FacebookConfig, 'appSecret' | 'verifyToken'>): Webhook {
  return {
    handshake(query) {
      const given = query['hub.verify_token'];
      if (query['hub.mode'] !== 'subscribe' || given === undefined || config.verifyToken === undefined) {
        return undefined;
      }
      return same(given, config.verifyToken) ? query['hub.challenge'] : undefined;
    },
    authentic(headers, body) {
      const given = headers['x-hub-signature-256'];
      if (given === undefined || config.appSecret === undefined) return false;
      // Over the bytes as they came: the platform escapes what is not ASCII, and re-serialised JSON would not.
      const wanted = `sha256=${createHmac('sha256', config.appSecret).update(body).digest('hex')}`;
      return same(given, wanted);
    },
    read(body) {
      const json = readJson(Buffer.from(body).toString('utf8'));
      if (json === undefined) throw new PlatformFailure('give-up', 'facebook.webhook-json');
      const read = delivery.safeParse(json);
      return read.success ? read.data.entry.flatMap((entry) => newsOf(entry.id, entry.changes)) : [];
    },
  };
}

/** Compares hashes of both, so that neither length nor content shows in the time taken. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function newsOf(page: string, changes: readonly unknown[]): WebhookNews[] {
  const comments = new Map<string, CommentSeen>();
  const gone = new Set<string>();
  let poll = false;
  for (const each of changes) {
    const read = change.safeParse(each);
    if (!read.success) continue;
    const { value } = read.data;
    // A post that came or changed, hidden and shown comments, unknown verbs: the poll finds out.
    if (value.item !== 'comment' || value.comment_id === undefined) {
      poll = true;
      continue;
    }
    const key = canonical(page, value.comment_id);
    if (value.verb === 'remove') {
      comments.delete(key);
      gone.add(key);
      continue;
    }
    const comment = commentOf(page, key, value);
    if (comment && !comment.byPage) comments.set(key, comment);
    if (comment) gone.delete(key);
    else poll = true;
  }
  if (comments.size === 0 && gone.size === 0 && !poll) return [];
  return [{ sourceExternalId: page, comments: [...comments.values()], gone: [...gone], withdrawn: [], poll }];
}

/** A comment as far as the delivery tells it; `undefined` where only a poll can know. */
function commentOf(page: string, key: string, value: Value): CommentSeen | undefined {
  const told = value.verb === 'add' || value.verb === 'edited' || value.verb === 'edit';
  const at = value.created_time === undefined ? undefined : readTime(value.created_time);
  const author = value.from?.id ?? value.sender_id;
  const name = value.from?.name ?? value.sender_name;
  const attachment = value.photo === undefined ? value.video && 'video_inline' : 'photo';
  const known = value.message !== undefined || attachment !== undefined;
  if (!told || !at || value.post_id === undefined || !known) return undefined;
  const nested = value.parent_id !== undefined && value.parent_id !== value.post_id;
  return {
    externalId: key,
    postExternalId: value.post_id,
    kind: 'comment',
    text: value.message ?? '',
    createdAt: at,
    byPage: author === page,
    ...(nested && value.parent_id !== undefined && { parentExternalId: canonical(page, value.parent_id) }),
    ...(attachment !== undefined && { attachment }),
    ...(author !== undefined && { authorId: author }),
    ...(name !== undefined && { authorName: name }),
  };
}
