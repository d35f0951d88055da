/** What may hang on a comment, in the words of no platform. */
export type AttachmentKind =
  | 'photo'
  | 'moving-picture'
  | 'video'
  | 'sticker'
  | 'voice'
  | 'link'
  | 'place'
  | 'file'
  | 'other';

/** By what stands in the platforms' types (`video_inline`, `animated_image_share`), the more particular first. */
const KINDS: readonly (readonly [RegExp, AttachmentKind])[] = [
  [/sticker/u, 'sticker'],
  [/gif|animated/u, 'moving-picture'],
  [/video/u, 'video'],
  [/photo|image|album/u, 'photo'],
  [/voice|audio/u, 'voice'],
  [/location|map/u, 'place'],
  [/link|share/u, 'link'],
  [/file/u, 'file'],
];

/** The kind of an attachment by the type a platform gives it. */
export function attachmentKind(type: string): AttachmentKind {
  return KINDS.find(([pattern]) => pattern.test(type.toLowerCase()))?.[1] ?? 'other';
}
