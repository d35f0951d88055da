import { describe, expect, test } from '@jest/globals';
import type { Owner, PageContacts } from '../../../../src/domain/comment.ts';
import { findContacts } from '../../../../src/domain/detect/contacts/find.ts';
import { fold } from '../../../../src/domain/text/fold.ts';

const CASES: readonly (readonly [owner: Owner, text: string])[] = [
  ['own', 'sđt mình 0912345678'],
  ['own', 'gọi em 0912345678 nhé'],
  ['own', 'lh mình 0912 345 678'],
  ['own', '0912345678 tư vấn em với'],
  ['own', 'đặt 2 hộp, 0912345678'],
  ['own', 'ship cho em về Huế 0912345678'],
  ['own', 'ai cần liên hệ 0912345678'],
  ['own', 'bên em chuyên sỉ lẻ, zalo 0912345678'],
  ['own', 'so em 0912345678 nhe shop'],
  ['own', 'stk của mình 0123456789 vietcombank'],
  ['own', 'mail em abc@gmail.com'],
  ['own', 'nhà em ở số 12 ngõ 34 đường Láng'],
  ['own', 'kb zalo nhận quà'],
  ['third-party', 'số nó đây 0912345678'],
  ['third-party', 'sđt của thằng đó 0912345678'],
  ['third-party', 'số con này 0912345678 gọi chửi đi'],
  ['third-party', 'sdt nó nè: 0912 345 678'],
  ['third-party', 'so cua no 0912345678 moi nguoi goi di'],
  ['third-party', 'nhà nó ở số 12 ngõ 34 đường Láng'],
  ['third-party', '0912345678 số của bà này nè'],
  ['third-party', 'cccd nó 048201001234'],
  ['third-party', 'thằng này đi xe 43A-123.45'],
  ['third-party', 'đây là zalo của con nhỏ đó 0912345678'],
  ['third-party', 'stk của bọn nó 0123456789 vietcombank'],
  ['third-party', 'vào khủng bố số 0912345678 cho nó chừa'],
  ['third-party', 'số cá nhân ông chủ tịch 0912345678'],
  ['third-party', 'địa chỉ nhà riêng giám đốc: 12 đường Trần Phú'],
  ['third-party', 'Tới tận nhà số 12 đường Trần Phú hỏi tội'],
  ['third-party', 'sđt anh ta 0912345678'],
  ['third-party', 'có số bà đó 0912345678, chửi đi mọi người'],
  ['third-party', '0912345678 gọi phá suốt đêm đi'],
  ['third-party', 'căn cước ông ấy số 048201001234'],
  ['third-party', 'nó trọ ở hẻm 30 Tân Kỳ đó'],
  ['third-party', 'xe 43A-123.45 gặp là rạch xe nha'],
  ['own', 'bọn nó khủng bố số em 0912345678 suốt'],
  ['own', 'zalo 0912345678 nha cả nhà'],
  ['unknown', '0912345678'],
  ['unknown', 'hotline 0912345678'],
  ['unknown', 'đường dây nóng của thành phố 0912345678'],
  ['unknown', 'công an phường 0912345678'],
  ['unknown', 'số của chủ tịch phường 0912345678'],
  ['unknown', 'gọi công an phường 0236 3822 123 bắt nó đi'],
  ['unknown', 'bệnh viện Đà Nẵng 0236 3821 118'],
  ['unknown', 'nó lừa đảo, trình báo 113 đi, gọi 113'],
  ['unknown', 'sđt giám đốc sở 0905 123 456'],
  ['unknown', 'thằng nào bị thì gọi tổng đài 1900 1234'],
  ['unknown', 'tổng đài của nó 19001234'],
  ['unknown', 'số trực ban công an quận: 0905123456'],
];

describe('whose a contact seems to be', () => {
  test.each(CASES)('%s: %s', (owner, text) => {
    const contacts = findContacts(fold(text));
    expect(contacts.length).toBeGreaterThan(0);
    for (const contact of contacts) expect(contact).toMatchObject({ owner });
  });
});

const PAGE: PageContacts = {
  phones: ['0236 1022', '+84 905 123 456', '1900.1234'],
  links: ['https://www.danang.gov.vn/', 'zalo.me/0905123456', 'shop.example.com/abc'],
  names: ['Đà Nẵng'],
};

test.each([
  'gọi 0905123456',
  'số nó đây 0905.123.456',
  '+84905123456',
  'không chín không năm một hai ba bốn năm sáu',
  'hotline 1900 1234',
  'xem https://danang.gov.vn/tin-tuc/1',
  'cong.danang.gov.vn/abc',
  'zalo.me/0905123456',
  'mail gopy@danang.gov.vn',
])('the page’s own: %s', (text) => {
  expect(findContacts(fold(text), PAGE)).toEqual([expect.objectContaining({ owner: 'page' })]);
});

test.each([
  '0905123457',
  'xdanang.gov.vn',
  'https://danang.gov.vn.scam.top/x',
  'example.com/abc',
  'zalo.me/0905123457',
])('not the page’s own: %s', (text) => {
  expect(findContacts(fold(text), PAGE)).toEqual([expect.objectContaining({ owner: 'unknown' })]);
});
