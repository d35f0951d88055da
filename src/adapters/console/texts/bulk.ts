import type { Lang } from '../../../domain/lang.ts';

const unchanged = (left: number): string =>
  left === 0 ? '.' : `; ${left} hồ sơ không đổi vì đã có người quyết định hoặc không làm được.`;

/** Several cases decided at once: those ticked, and a group of near-identical ones. */
const vi = {
  selectAll: 'Chọn cả trang',
  selected: (count: string) => `Đã chọn ${count}`,
  keep: 'Giữ các mục đã chọn',
  undo: 'Hoàn tác các mục đã chọn',
  none: 'Chưa chọn hồ sơ nào. Hãy đánh dấu ô ở đầu thẻ.',
  ask: {
    keep: (count: number) => `Giữ ${count} hồ sơ?`,
    undo: (count: number) => `Hoàn tác ${count} hồ sơ?`,
  },
  says: 'Mỗi hồ sơ được ghi riêng vào nhật ký và có thể hoàn tác. Hồ sơ người khác vừa quyết định sẽ không đổi.',
  shows: (count: number) => `${count} bình luận trong số này đang ẩn và sẽ hiện lại.`,
  yes: { keep: 'Giữ tất cả', hide: 'Ẩn tất cả', undo: 'Hoàn tác tất cả' },
  hide: 'Ẩn các mục đã chọn',
  askHide: (count: number, why: string) => `Ẩn ${count} hồ sơ vì ${why}?`,
  unable: (count: number) =>
    `${count} hồ sơ không ẩn được vì lý do này: bản thân bình luận không có dấu hiệu đó, hoặc đã được quyết định.`,
  done: {
    keep: (done: number, left: number) => `Đã giữ ${done} hồ sơ${unchanged(left)}`,
    hide: (done: number, left: number) =>
      `Đã quyết định ẩn ${done} hồ sơ, chờ nền tảng xác nhận${unchanged(left)}`,
    undo: (done: number, left: number) => `Đã hoàn tác ${done} hồ sơ${unchanged(left)}`,
  },
  alike: (count: number) => `và ${count >= 999 ? '999+' : count} hồ sơ gần giống`,
  alikeTitle: (count: number) => `${count >= 1000 ? '1.000+' : count} hồ sơ gần giống nhau`,
  alikeSays: (since: string) =>
    `từ ${since}. Bỏ chọn hồ sơ nào cần xét riêng. Giống nhau không phải là lý do để ẩn: mỗi bình luận chỉ bị ẩn vì dấu hiệu của chính nó.`,
  alikeFirst: (count: number) =>
    `Ở đây là ${count} hồ sơ cũ nhất; quyết định xong hãy mở lại nhóm để xem tiếp.`,
};
type BulkTexts = typeof vi;

const cases = (count: number): string => `${count} ${count === 1 ? 'case' : 'cases'}`;
const unchangedEn = (left: number): string =>
  left === 0 ? '.' : `; ${left} unchanged, decided by somebody else or not possible.`;

const en: BulkTexts = {
  selectAll: 'Select the page',
  selected: (count) => `${count} selected`,
  keep: 'Keep the selected',
  undo: 'Undo the selected',
  none: 'Nothing is selected. Tick the box at the head of a card.',
  ask: { keep: (count) => `Keep ${cases(count)}?`, undo: (count) => `Undo ${cases(count)}?` },
  says: 'Each case is audited by itself and can be undone. What somebody else decided meanwhile stays as it is.',
  shows: (count) => `${count} of these ${count === 1 ? 'is' : 'are'} hidden and will be shown again.`,
  yes: { keep: 'Keep all', hide: 'Hide all', undo: 'Undo all' },
  hide: 'Hide the selected',
  askHide: (count, why) => `Hide ${cases(count)} for ${why}?`,
  unable: (count) =>
    `${cases(count)} cannot be hidden for this: the comment itself shows no sign of it, or was decided already.`,
  done: {
    keep: (done, left) => `${cases(done)} kept${unchangedEn(left)}`,
    hide: (done, left) =>
      `${cases(done)} to be hidden, pending until the platform confirms${unchangedEn(left)}`,
    undo: (done, left) => `${cases(done)} undone${unchangedEn(left)}`,
  },
  alike: (count) => `and ${count >= 999 ? '999+' : count} near-identical ${count === 1 ? 'case' : 'cases'}`,
  alikeTitle: (count) =>
    `${count >= 1000 ? '1,000+' : count} near-identical ${count === 1 ? 'case' : 'cases'}`,
  alikeSays: (since) =>
    `since ${since}. Untick what needs a look of its own. Being alike is no reason to hide: each comment is hidden only for what was found in itself.`,
  alikeFirst: (count) => `These are the ${count} oldest; open the group again after deciding them.`,
};

export const BULK: Readonly<Record<Lang, BulkTexts>> = { vi, en };
