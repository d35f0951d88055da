import type { DigestInput, DigestItem } from '../../../src/domain/digest/digest.ts';

const NOW = new Date('2026-11-25T00:30:00Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

/** One case of a digest; the text is invented. */
export function item(more: Partial<DigestItem> & { caseId: number; text: string }): DigestItem {
  return {
    source: { id: 1, name: 'Điện máy Bình Minh', platform: 'facebook' },
    kind: 'comment',
    decision: 'flag',
    suggest: 'none',
    findings: [],
    createdAt: ago(100),
    openedAt: ago(95),
    similar: 0,
    permalink: `https://facebook.com/bm/posts/9?comment_id=${more.caseId}`,
    ...more,
  };
}

export function found(
  text: string,
  passage: string,
  category: DigestItem['findings'][number]['category'],
  why: string,
  severity: 'low' | 'medium' | 'high' = 'high',
): DigestItem['findings'][number] {
  const start = text.indexOf(passage);
  return {
    rule: `${category}.sample`,
    category,
    severity,
    spans: [[start, start + passage.length]],
    steps: [],
    why,
  };
}

/** A morning's digest with everything a digest can hold. */
export function morning(): DigestInput {
  const atRisk = 'Chắc mình không muốn sống nữa, mệt quá rồi mọi người ơi';
  const scam =
    'Tuyển CTV làm tại nhà ngày 500k không cần cọc, inbox zalo 0912 345 612 để nhận việc liền tay nha các chị em bỉm sữa';
  const leak = 'Nhà nó ở số 12 ngõ 34 phố Lạc Trung, gọi 0987.654.321 hoặc mail lan.tran@vidu.vn mà đòi tiền';
  const insult = 'Thằng cha bán hàng này mặt như cái mâm, biến đi cho khuất mắt. Vãi thật';
  const ask = 'Shop ơi tủ lạnh 300 lít còn hàng không, giá 7.500.000đ có giảm không ạ?';
  const oa = { id: 2, name: 'Phòng khám Nhi Đồng Xanh', platform: 'zalo' };
  return {
    from: new Date('2026-11-24T09:00:00Z'),
    to: NOW,
    screened: 1_284,
    earlier: { count: 6, oldest: ago(60 * 52) },
    items: [
      item({
        caseId: 101,
        text: atRisk,
        source: oa,
        decision: 'urgent',
        suggest: 'escalate',
        post: 'Hỏi đáp cùng bác sĩ: dấu hiệu trầm cảm ở tuổi mới lớn, cha mẹ cần biết gì?',
        parent: 'Ai đang thấy nặng nề thì cứ nói ra nhé, tụi mình nghe.',
        told: { at: ago(40), noticed: false },
        findings: [found(atRisk, 'không muốn sống nữa', 'at-risk', 'Có lời nói muốn tự làm hại mình')],
        openedAt: ago(41),
      }),
      item({
        caseId: 102,
        text: scam,
        decision: 'hide',
        suggest: 'hide',
        similar: 4,
        expiresAt: new Date(NOW.getTime() + 5 * 3_600_000),
        post: 'Xả kho cuối năm, giảm đến 40% toàn bộ tủ lạnh và máy giặt',
        findings: [
          found(scam, 'làm tại nhà ngày 500k', 'scam', 'Mời việc nhẹ lương cao kèm liên lạc riêng'),
          found(scam, 'zalo 0912 345 612', 'spam', 'Kéo khách sang kênh riêng', 'medium'),
        ],
      }),
      item({
        caseId: 103,
        text: leak,
        decision: 'hide',
        suggest: 'hide',
        findings: [
          found(
            leak,
            'số 12 ngõ 34 phố Lạc Trung, gọi 0987.654.321',
            'personal-data',
            'Lộ địa chỉ và số điện thoại của người khác',
          ),
        ],
      }),
      item({
        caseId: 104,
        text: insult,
        findings: [
          found(insult, 'Vãi', 'abuse', 'Văng tục vào sự việc, chỉ ghi nhận', 'low'),
          found(insult, 'mặt như cái mâm', 'abuse', 'Xúc phạm ngoại hình một người cụ thể', 'medium'),
        ],
      }),
      item({
        caseId: 105,
        text: ask,
        decision: 'reply',
        suggest: 'reply',
        waitingSince: ago(60 * 26),
        findings: [found(ask, 'còn hàng không', 'needs-reply', 'Khách hỏi hàng và giá', 'low')],
      }),
      item({ caseId: 106, text: '', attachment: 'sticker', unjudged: 'screen.too-long', source: oa }),
    ],
    trouble: [
      { kind: 'source-stopped', subject: 'Zalo Bình Minh', code: 'zalo.token-expired', at: ago(300) },
      { kind: 'hides-expired', subject: '3', at: ago(200) },
      { kind: 'rule-demoted', subject: 'scam.deposit', at: ago(100) },
    ],
  };
}
