import { describe, expect, test } from '@jest/globals';
import {
  isCountered,
  isDenied,
  isNegated,
  isQuestion,
  isQuoted,
  isReported,
  isWarning,
} from '../../../src/domain/detect/stance.ts';
import { type Folded, fold } from '../../../src/domain/text/fold.ts';

type Ask = (folded: Folded, first: number, last: number) => boolean;

/** The hit stands between « and ». */
function ask(question: Ask, marked: string): boolean {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const folded = fold(marked.replace(/[«»]/gu, ''));
  let first = 0;
  while (folded.end[first]! <= start) first++;
  let last = first;
  while (last + 1 < folded.size && folded.start[last + 1]! < end) last++;
  return question(folded, first, last);
}

const cases: readonly (readonly [
  name: string,
  question: Ask,
  yes: readonly string[],
  no: readonly string[],
])[] = [
  [
    'negated',
    isNegated,
    [
      'shop này không «lừa đảo»',
      'không phải «lừa đảo» đâu',
      'ko phải «lừa đảo»',
      'k phải là «lừa đảo»',
      'khong phai «lua dao»',
      'đâu phải «hàng giả»',
      'chưa từng «lừa» ai',
      'chưa bao giờ «lừa đảo» ai cả',
      'chẳng phải «ngu» gì',
      'đừng «chuyển khoản cọc»',
      'đừng bao giờ «chuyển khoản cọc» trước',
      'chớ «chuyển khoản»',
      'không nên «chuyển khoản cọc»',
      'mình không hề «chửi» ai',
      'làm gì có «lừa đảo»',
      '«lừa đảo» đâu mà lừa',
      'đéo phải «lừa đảo»',
      'hông phải «hàng giả» nha',
      'tuyệt đối không «chuyển khoản» trước',
      'nó không phải là «thằng ngu»',
    ],
    [
      'shop này «lừa đảo»',
      'không mua thì «biến»',
      'không biết ai «lừa đảo»',
      'không chỉ «lừa đảo» mà còn chửi khách',
      'chẳng khác gì «óc chó»',
      'không khác gì «lừa đảo»',
      'không tin, «lừa đảo» rõ ràng',
      'không hiểu sao «ngu» vậy',
      'sao mày không «chết đi»',
      'hàng không «lừa đảo»',
      '«lừa đảo» không?',
      'nó không trả hàng. «Lừa đảo»',
      'không trả lời nên «lừa đảo» rồi',
      'không những «lừa đảo» còn láo',
    ],
  ],
  [
    'quoted',
    isQuoted,
    [
      'nó nhắn "«đồ ngu»" cho mình',
      'mình bị gọi là “«thằng chó»”',
      'câu «"óc chó"» nghe quen',
      "nó bảo '«mày ngu»' đó",
      '«"lừa đảo"» là từ nặng',
    ],
    ['đồ "«ngu»', 'mày «ngu» "thật"', '«đồ ngu»', '"abc" «ngu» "def"', 'nó nhắn "đồ «ngu" quá»'],
  ],
  [
    'reported',
    isReported,
    [
      'nó bảo em là «đồ ngu»',
      'nó nói mình «óc chó»',
      'có đứa nhắn: «mày chết đi»',
      'bị chửi là «thằng chó»',
      'em bị gọi là «con đĩ»',
      'thằng đó chửi tôi là «đồ ngu»',
      'nghe nói «vaccine gây chết người»',
      'nghe đồn «ngân hàng phá sản»',
      'thấy bảo «sáp nhập phường»',
      'shop nhắn em «chuyển khoản cọc» trước',
      'shop bảo em «chuyển khoản cọc»',
      'người ta nói «ngu» thì chịu',
      'có người bình luận: «cút đi»',
      'mấy câu kiểu «mày ngu» nghe phát chán',
      'bạn kia nói «giết hết» nghe ghê',
      'bọn lừa đảo nhắn «trúng thưởng» hoài',
      'no bao em la «do ngu»',
      'tin đồn «ngân hàng phá sản» lan khắp nơi',
      'sếp mắng là «đồ ngu»',
      'họ nói rằng «nước sông nhiễm độc»',
    ],
    [
      'tao nói mày «ngu»',
      'tôi nói thật mày «ngu»',
      'nói thẳng là «ngu»',
      'mày «ngu»',
      'thằng đó «ngu»',
      'nó «ngu» lắm',
      'phải nói là «ngu»',
      'mày nói chuyện «ngu» vậy',
      'nó nói. Mày «ngu»',
    ],
  ],
  [
    'warning',
    isWarning,
    [
      'cảnh báo mọi người, chúng nó bắt «chuyển khoản cọc»',
      'coi chừng «lừa đảo»',
      'Đừng «chuyển khoản cọc», mình bị lừa rồi',
      'mình bị lừa «chuyển khoản cọc» 2 triệu',
      'đừng tin mấy đứa bảo «việc nhẹ lương cao»',
      'mọi người cẩn thận trò «trúng thưởng xe máy»',
      'chiêu trò «việc nhẹ lương cao» đó mọi người',
      'bọn lừa đảo hay dùng «trúng thưởng» để dụ',
      'né gấp shop này, bắt «chuyển khoản cọc» rồi chặn',
      'canh bao «chuyen khoan coc» roi chan',
      'em bị scam «nạp tiền» rồi',
      'kẻ gian giả danh công an bắt «chuyển tiền»',
      'tố cáo shop bắt «chuyển khoản cọc»',
      'ai bị vụ «trúng thưởng» này chưa',
      'đề phòng «link lạ»',
      'nó bắt «chuyển khoản cọc» xong chặn zalo luôn',
      'đừng bấm vào «link nhận quà»',
      'báo công an vụ «chuyển khoản cọc» đi',
      'kêu «nạp tiền» để rút tiền là lừa nha',
      'thấy «bằng lái bao đậu» thì tránh',
    ],
    [
      '«chuyển khoản cọc» nha chị',
      '«việc nhẹ lương cao» ib em',
      'bạn bị lừa? bên em hỗ trợ lấy lại tiền, «chuyển khoản cọc» trước',
      'cảnh giác hàng giả, ib em mua «hàng chính hãng»',
      'không lo bị lừa, «chuyển khoản cọc» nha',
      '«trúng thưởng xe máy» nhận ngay',
      'ai cần «vay nhanh» nhắn mình',
      '«xác minh» ngay để tránh mất tiền',
      '«nạp thêm» đi kẻo bị hack',
      'viện Ngọc Dung Nhan «tặng suất làm đẹp»',
    ],
  ],
  [
    'question',
    isQuestion,
    [
      'shop này «lừa đảo» phải không',
      'shop «lừa đảo» hả?',
      '«ngân hàng phá sản» có đúng không ạ',
      '«sáp nhập phường» là thật à',
      'cho em hỏi «sáp nhập phường» rồi ạ',
      'có phải «vaccine gây chết người»',
      'Shop bắt «chuyển khoản cọc» là đúng hay sai?',
      '«cấm xe máy» thật không mọi người',
      'ai biết «học phí tăng» bao nhiêu',
      'liệu «giá điện tăng» nữa',
      '«mất điện» đến bao giờ?',
      'có thật là «nước nhiễm độc»',
      '«tăng học phí» đúng ko',
      '«cam xe may» that khong moi nguoi',
      'nghe nói «ngân hàng phá sản», có ai biết không?',
      '«được nghỉ lễ» chưa',
      '«làm nhiệm vụ» nhận tiền có thật không ạ, em hơi nghi',
      'bắt «đóng bảo hiểm» trước, vậy là sao mọi người',
      '«nước nhiễm chì» phải không mấy bác',
      'ai xác nhận vụ «nước nhiễm chì» với',
    ],
    [
      '«ngân hàng phá sản» rồi',
      '«ngân hàng phá sản». Mọi người rút tiền chưa?',
      'sao vậy? «ngân hàng phá sản» rồi',
      'chắc chắn «cấm xe máy» từ tháng sau',
      '«sáp nhập phường» xong hết',
    ],
  ],
  [
    'denied',
    isDenied,
    [
      'tin giả đó, «ngân hàng phá sản» gì',
      '«ngân hàng phá sản» là bịa đặt',
      'không có chuyện «ngân hàng phá sản»',
      'làm gì có chuyện «cấm xe máy»',
      '«vaccine gây chết người» là tin giả',
      'công an đã bác bỏ tin «bắt cóc trẻ em»',
      '«Ngân hàng phá sản». Tin này đã đính chính rồi nha',
      'đừng tin «ngân hàng phá sản»',
      'khong co chuyen «ngan hang pha san»',
      '«bắt cóc trẻ em» là thông tin không đúng sự thật',
      'mấy cái tin «bắt cóc» toàn thất thiệt',
      'sai rồi, «sáp nhập phường» chưa có',
      'ai mà tin «ngân hàng phá sản»',
      'vô căn cứ, «cấm xe máy» gì chứ',
    ],
    [
      '«ngân hàng phá sản» rồi',
      'không phải tin giả đâu, «ngân hàng phá sản» thật',
      'tin chuẩn «cấm xe máy»',
      'chắc chắn «bắt cóc trẻ em» thật',
    ],
  ],
  [
    'countered',
    isCountered,
    [
      'đừng gọi người ta là «bắc kỳ»',
      'sao lại gọi người ta là «mọi»',
      'gọi người khác là «bê đê» là kỳ thị',
      'phân biệt vùng miền vừa thôi, «bắc kỳ» gì mà nói hoài',
      'nói «thằng què» là xúc phạm người khuyết tật',
      'không nên nói «bê đê» như vậy',
      'bớt gọi «parky» đi',
      'dùng từ «mọi» là thiếu tôn trọng',
      'dung goi nguoi ta la «bac ky»',
      'lên án kiểu gọi «bê đê»',
    ],
    ['bọn «bắc kỳ» bẩn', '«bê đê» tởm', 'lũ «mọi» rợ', 'ghét «parky»'],
  ],
];

describe.each(cases)('%s', (_name, question, yes, no) => {
  test.each(yes)('yes: %s', (text) => expect(ask(question, text)).toBe(true));
  test.each(no)('no: %s', (text) => expect(ask(question, text)).toBe(false));
});

test('bounded on adversarial text: the work a hit costs does not grow with the text', () => {
  const folded = fold('không nó bảo đừng tin giả '.repeat(5000));
  const asked = [isNegated, isQuoted, isReported, isWarning, isQuestion, isDenied, isCountered];
  for (let token = 0; token < folded.size; token += 100)
    for (const stands of asked) stands(folded, token, token);
  expect(isQuestion(folded, folded.size - 1, folded.size - 1)).toBe(false);
});
