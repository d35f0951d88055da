import type { Target } from '../../../pipeline/ports/platform.ts';

/** The digits after the last underscore: what names a comment or post whatever prefix it is shown with. */
export function tailOf(id: string): string {
  return id.slice(id.lastIndexOf('_') + 1);
}

/** The one id of a comment, however it was reached (through a photo, a post, a webhook). */
export function canonical(pageId: string, commentId: string): string {
  return `${pageId}_${tailOf(commentId)}`;
}

/** The id the platform takes in calls: `{object}_{comment}`. */
export function addressOf(target: Target): string {
  return `${tailOf(target.post)}_${tailOf(target.comment)}`;
}

const OFFSET = /[+-]\d{4}$/;

/** Reads `2018-08-30T18:47:02+0000` (no colon in the offset) or seconds since 1970. */
export function readTime(value: string | number): Date | undefined {
  const at =
    typeof value === 'number'
      ? new Date(value * 1000)
      : new Date(OFFSET.test(value) ? `${value.slice(0, -2)}:${value.slice(-2)}` : value);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
