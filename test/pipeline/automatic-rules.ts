import type { Pool } from 'pg';
import { RULES, type World } from './world.ts';

/** The small rules, one of them at stage `hide`, one about opening hours, and templates. */
export const AUTOMATIC_RULES = [
  ...RULES,
  {
    path: 'automatic.yaml',
    text: `- id: sexual.hides
  title: Gạ gẫm
  category: sexual
  stage: hide
  severity: high
  owner: test
  why: Gạ gẫm tình dục
  review_by: 2099-01-01
  when:
    phrase: [có hàng cho thuê theo giờ]
  examples:
    match: ["có hàng cho thuê theo giờ nha", "em có hàng cho thuê theo giờ", "có hàng cho thuê theo giờ, ib"]
    no_match: ["cho thuê xe theo giờ", "có hàng mới về", "thuê theo giờ bao nhiêu", "hàng đẹp", "giờ này còn hàng không"]
- id: reply.hours
  title: Hỏi giờ
  category: needs-reply
  stage: flag
  severity: low
  owner: test
  why: Hỏi giờ mở cửa
  review_by: 2099-01-01
  when:
    phrase: [mấy giờ mở cửa]
  examples:
    match: ["mấy giờ mở cửa vậy"]
    no_match: ["mở cửa sổ"]
- id: risk.test
  title: Tuyệt vọng
  category: at-risk
  stage: flag
  severity: high
  owner: test
  why: Có thể đang gặp nguy
  review_by: 2099-01-01
  when:
    phrase: [không muốn sống nữa]
  examples:
    match: ["em không muốn sống nữa"]
    no_match: ["muốn sống chậm"]
`,
  },
  {
    path: 'replies.yaml',
    text: `- id: received
  title: Đã nhận
  category: needs-reply
  vi: "{page} đã nhận câu hỏi."
- id: price
  title: Hỏi giá
  category: needs-reply
  rules: reply.test
  vi: "Gọi {hotline} nhé."
- id: hours
  title: Giờ mở cửa
  category: needs-reply
  rules: reply.hours
  by_itself: true
  vi: "{page} mở cửa {hours}."
  en: "{page} is open {hours}."
- id: despair
  title: Tuyệt vọng
  category: at-risk
  vi: "{page} lo cho bạn, gọi 115."
- id: correction
  title: Đính chính
  category: false-claim
  vi: "{correction} Theo {publisher}: {link}"
`,
  },
  {
    path: 'claims/claims.yaml',
    text: `id: cau-moi
claim: cầu Bến Mới đóng cửa ba tháng từ ngày mai
correction: Cầu vẫn mở, chỉ sửa lan can ban đêm.
publisher: Báo Ví Dụ
source_url: https://bao.vi-du.vn/cau
published: 2025-11-02
`,
  },
  {
    path: 'claim.yaml',
    text: `id: claim.any
title: Tin sai
category: false-claim
stage: flag
severity: medium
owner: test
why: Tin đã được đính chính
review_by: 2099-01-01
when: { claim: any }
examples:
  match: ["cầu Bến Mới đóng cửa ba tháng từ ngày mai"]
  no_match: ["cầu Bến Mới đẹp quá"]
`,
  },
];

/** Lets the `hide` rule of these have earned its stage, and publishes them so. */
export async function earnHiding(pool: Pool, world: World): Promise<void> {
  await pool.query(`update stages set earned = 'hide' where rule = 'sexual.hides'`);
  const { published } = await world.publish(AUTOMATIC_RULES);
  if (!published) throw new Error('not published');
}
