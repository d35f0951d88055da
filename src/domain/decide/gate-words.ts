import type { Lang } from '../lang.ts';
import type { GateReason } from './stages.ts';

/** A gate's reason as a person reads it, in one clause. */
export function gateInWords(reason: GateReason, lang: Lang): string {
  const vi = lang === 'vi';
  switch (reason.code) {
    case 'category':
      return vi ? 'loại này không bao giờ được ẩn tự động' : 'its category is never hidden automatically';
    case 'owner':
      return vi ? 'tệp luật chưa ghi người chịu trách nhiệm (owner)' : 'the rule file names no owner';
    case 'review-by':
      return vi ? 'tệp luật chưa ghi hạn xem lại (review_by)' : 'the rule file gives no review_by';
    case 'review-lapsed':
      return vi
        ? 'đã quá hạn xem lại (review_by); hãy xem lại luật rồi đặt hạn mới'
        : 'review_by has passed; look at the rule again and set a new date';
    case 'second-person':
      return vi ? 'cần một người thứ hai đồng ý' : 'a second person has to agree';
    case 'file-asks':
      return vi
        ? `tệp luật chỉ ghi bậc “${reason.asked}” (stage); hãy đổi trong tệp trước`
        : `the rule file asks for “${reason.asked}” only (stage); change the file first`;
    case 'judged':
      return vi
        ? `mới có ${reason.have} lần được người duyệt trả lời đúng/sai, cần ${reason.need}`
        : `${reason.have} findings judged so far, ${reason.need} needed`;
    case 'precision':
      return vi
        ? `độ chính xác chắc chắn đạt ${percent(reason.have)}, cần ${percent(reason.need)} (cận dưới Wilson 95%)`
        : `precision of at least ${percent(reason.have)} is certain, ${percent(reason.need)} needed (Wilson 95% lower bound)`;
    case 'match-examples':
      return vi
        ? `có ${reason.have} ví dụ match, cần ${reason.need}`
        : `${reason.have} match examples, ${reason.need} needed`;
    case 'no-match-examples':
      return vi
        ? `có ${reason.have} ví dụ no_match, cần ${reason.need}`
        : `${reason.have} no_match examples, ${reason.need} needed`;
    default:
      return reason satisfies never;
  }
}

/** Rounded down: a gate that is not reached never looks as if it were. */
const percent = (share: number): string => `${Math.floor(share * 100 + 1e-9)}%`;
