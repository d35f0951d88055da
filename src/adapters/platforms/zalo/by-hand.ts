import { type CommentKind, isNeverHidden } from '../../../domain/comment.ts';
import type { ByHand, HandVerb } from '../../../pipeline/ports/platform.ts';

/** Where an account's people work themselves. No link leads to one message there: it would carry its writer's id. */
const OA_MANAGER = 'https://oa.zalo.me/manage';

const IN_GROUP: readonly [vi: string, en: string] = [
  'Mở nhóm trong OA Manager và trả lời tin nhắn này bằng nội dung dưới đây.',
  'Open the group in OA Manager and answer this message with the text below.',
];

const IN_LETTERS: readonly [vi: string, en: string] = [
  'Mở hội thoại trong OA Manager và trả lời bằng nội dung dưới đây. Nếu Zalo không cho nhắn vì đã quá 7 ngày, hãy gọi điện, hoặc chờ họ nhắn lại rồi trả lời.',
  'Open the conversation in OA Manager and answer with the text below. Where Zalo refuses because 7 days are over, call them, or wait until they write again.',
];

const UNDER_ARTICLE: Readonly<Record<HandVerb, readonly [vi: string, en: string]>> = {
  hide: [
    'Mở bài viết trong OA Manager, tìm bình luận này và ẩn nó.',
    'Open the article in OA Manager, find this comment and hide it.',
  ],
  unhide: [
    'Mở bài viết trong OA Manager, tìm bình luận này và cho hiện lại.',
    'Open the article in OA Manager, find this comment and show it again.',
  ],
  reply: [
    'Mở bài viết trong OA Manager, tìm bình luận này và trả lời bằng nội dung dưới đây.',
    'Open the article in OA Manager, find this comment and answer it with the text below.',
  ],
};

/** What a person does at Zalo where no call does: under an article it hides nothing, and answers have their time. */
export function byHand(verb: HandVerb, kind: CommentKind): ByHand | undefined {
  if (isNeverHidden(kind) && verb !== 'reply') return undefined;
  const words = kind === 'message' ? IN_LETTERS : kind === 'group-message' ? IN_GROUP : UNDER_ARTICLE[verb];
  return { vi: words[0], en: words[1], url: OA_MANAGER };
}
