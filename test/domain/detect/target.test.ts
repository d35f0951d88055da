import { describe, expect, test } from '@jest/globals';
import type { Target } from '../../../src/domain/detect/aim.ts';
import { targetOf } from '../../../src/domain/detect/target.ts';
import { type Folded, fold } from '../../../src/domain/text/fold.ts';

/** The hit stands between « and ». */
function read(marked: string): { folded: Folded; first: number; last: number } {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const folded = fold(marked.replace(/[«»]/gu, ''));
  let first = 0;
  while (folded.end[first]! <= start) first++;
  let last = first;
  while (last + 1 < folded.size && folded.start[last + 1]! < end) last++;
  return { folded, first, last };
}

const CASES: readonly (readonly [target: Target, text: string])[] = [
  // second person
  ['person', 'mày «ngu» lắm'],
  ['person', '«ngu» vậy mày'],
  ['person', '«đm» mày'],
  ['person', '«địt mẹ» mày thằng chó'],
  ['person', 'may «ngu» vay ma cung noi'],
  ['person', 'm «ngu» vcl'],
  ['person', 'mầy «ngu» như chó'],
  ['person', 'mài bị «ngu» hả'],
  ['person', 'tao «đập chết» mày'],
  ['person', 'mày coi chừng tao «giết»'],
  ['person', 'bạn «ngu» thật sự'],
  ['person', 'ông nói chuyện «ngu» vậy'],
  ['person', 'bà «điên» à'],
  ['person', '«ngu» vừa thôi bạn ơi'],
  ['person', 'chị «vô duyên» quá'],
  ['person', 'anh «hèn» lắm'],
  ['person', '@Minh Anh «ngu» thế'],
  ['person', 'nhìn cái mặt mày «tởm» vl'],
  ['person', 'tml «ngu»'],
  ['person', 'thứ như mày «chết» đi'],
  ['person', 'màyyy «ngu» quáaa'],
  ['person', 'thằnggg này «ngu»'],
  // third person
  ['person', 'thằng này «ngu» thật'],
  ['person', 'thằng Tuấn «chó»'],
  ['person', 'con này «điên» rồi'],
  ['person', 'con Hằng «đĩ» đó'],
  ['person', 'con nhỏ đó «láo» vcl'],
  ['person', 'con mụ kia «ác»'],
  ['person', 'con «đĩ» này'],
  ['person', 'thg «ngu»'],
  ['person', 'thk này «ngu» vl'],
  ['person', 'đứa nào «ngu» mới tin'],
  ['person', 'hắn là đồ «khốn»'],
  ['person', 'lão già «dê» xồm'],
  ['person', 'mụ này «độc» mồm'],
  ['person', 'ổng «khùng» rồi'],
  ['person', 'bả «điên»'],
  ['person', 'ông này «ngu» thật'],
  ['person', 'bà kia «mất nết»'],
  ['person', 'người này «bẩn» tính'],
  ['person', 'nó «ngu» lắm'],
  ['person', 'thang nay «ngu» qua'],
  ['person', 'thang cho «ngu»'],
  ['person', 'con nho do «ngu» vai'],
  ['person', 'kẻ «biến thái»'],
  ['person', 'gã này «đểu»'],
  ['person', 'cha nội này «khùng»'],
  ['person', 'thằng Tuấn nó ở ngay đây. «Ngu» vl'],
  // đồ, loại, thứ
  ['person', 'đồ «ngu»'],
  ['person', 'đồ «chó»'],
  ['person', 'đồ «mất dạy»'],
  ['person', 'cái đồ «khốn nạn»'],
  ['person', 'loại «vô học»'],
  ['person', 'thứ «rẻ tiền»'],
  ['person', 'cái thứ «ăn hại»'],
  ['person', '«đồ ngu»'],
  ['person', '«con đĩ»'],
  ['person', '«thằng ngu»'],
  ['person', '«óc chó»'],
  ['person', '«óc chó» thật sự'],
  ['person', '«mất dạy»'],
  ['person', '«ngu như bò»'],
  ['person', '«câm mồm»'],
  ['person', '«cút» đi'],
  ['person', '«súc vật»'],
  // several people
  ['group', 'chúng mày «ngu» lắm'],
  ['group', 'tụi bây «chó» hết'],
  ['group', 'tui bay «ngu» het'],
  ['group', 'bọn này «ngu» như bò'],
  ['group', 'lũ «chó»'],
  ['group', 'bọn «khốn»'],
  ['group', 'tụi nó «mất dạy»'],
  ['group', 'chúng nó «đểu» lắm'],
  ['group', 'mấy thằng «ngu»'],
  ['group', 'mấy con «đĩ»'],
  ['group', 'mấy má «rảnh» quá'],
  ['group', 'các người «ác» vừa thôi'],
  ['group', 'cả lũ «ngu»'],
  ['group', 'bầy «súc vật»'],
  ['group', 'đám này «hèn»'],
  ['group', 'lũ sân si «ngu» dốt'],
  // things
  ['thing', 'cái máy này «ngu» vl'],
  ['thing', 'game này «óc chó» thật'],
  ['thing', 'phim này «xàm» vl'],
  ['thing', 'app «ngu» vãi'],
  ['thing', 'đồ ăn «như cứt»'],
  ['thing', 'đồ dỏm «vl»'],
  ['thing', 'hàng «như cc»'],
  ['thing', 'con xe này «chó» thật'],
  ['thing', 'wifi «như cặc»'],
  ['thing', 'bài hát «như lồn»'],
  ['thing', 'cái điện thoại nó «ngu» vl'],
  ['thing', 'mạng «như chó»'],
  ['thing', 'con chó nhà em «ngu» lắm'],
  ['thing', 'con mèo «điên» này'],
  ['thing', 'em cún «ngu» ghê'],
  ['thing', 'chất lượng «như cc»'],
  ['thing', 'loại sản phẩm «rác»'],
  ['thing', 'món này «vl» ngon'],
  ['situation', 'đề thi «ngu» người'],
  // situations and nothing
  ['situation', 'nóng «vl»'],
  ['situation', 'đông «vãi lồn»'],
  ['situation', 'buồn «vcl»'],
  ['situation', 'đẹp «vãi»'],
  ['situation', 'đm «kẹt xe»'],
  ['situation', '«vcl» trời mưa hoài'],
  ['situation', 'hôm nay mệt «vl»'],
  ['situation', 'đm nó đắt «vl»'],
  ['situation', 'đời «như cc»'],
  ['none', '«đm»'],
  ['none', '«vcl»'],
  ['none', '«vãi»'],
  ['none', 'má ơi «vl»'],
  ['none', 'mẹ nó «vcl»'],
  ['none', 'mẹ ơi «đm»'],
  ['none', 'Nguyễn Văn A «ngu»'],
  ['none', 'anh em «vl»'],
  // self
  ['self', 'mình «ngu» quá'],
  ['self', 'tao đúng là «ngu»'],
  ['self', 'em thật «ngu» khi tin'],
  ['self', 'tui «khùng» rồi'],
  ['self', 'mk «ngu» vl'],
  ['self', 'tôi «dốt» toán lắm'],
  ['self', 'tụi mình «điên» hết rồi'],
  ['self', 'thằng cu nhà em «lì» lắm'],
  ['self', 'con em «ngu» toán lắm'],
  ['self', 'chồng em «khùng» ghê'],
  ['self', 'thằng bạn mình «ngu» lắm'],
  ['self', 'con gái mình «điên» vì idol'],
  ['self', 'minh «ngu» qua'],
  // institutions: never harm
  ['institution', 'công an «ngu» vl'],
  ['institution', 'thằng công an «chó»'],
  ['institution', 'bọn công an «khốn nạn»'],
  ['institution', 'lũ quan chức «ăn hại»'],
  ['institution', 'phường làm ăn «như cc»'],
  ['institution', 'ủy ban «vô trách nhiệm»'],
  ['institution', 'ông chủ tịch phường «ngu» thật'],
  ['institution', 'chính quyền «mất dạy»'],
  ['institution', 'bộ y tế «ngu» lắm'],
  ['institution', 'sở giáo dục «óc chó»'],
  ['institution', 'đảng «thối nát»'],
  ['institution', 'chính phủ «ngu dốt»'],
  ['institution', 'giám đốc sở «bất tài»'],
  ['institution', 'mấy ông cán bộ «tham» lam'],
  ['institution', 'shop «lừa đảo» vl'],
  ['institution', 'shop này làm ăn «mất dạy»'],
  ['institution', 'page «xàm» lồn'],
  ['institution', 'báo chí «ngu»'],
  ['institution', 'bọn nhà báo «chó»'],
  ['institution', 'công ty «khốn nạn»'],
  ['institution', 'nhà trường «vô trách nhiệm»'],
  ['institution', 'bệnh viện «như cc»'],
  ['institution', 'quán này phục vụ «như chó»'],
  ['institution', 'công an nó «ngu» như chó'],
  ['institution', 'csgt tụi nó «khốn nạn»'],
  ['institution', 'evn «ăn cướp»'],
  ['institution', 'viettel «ngu» vl'],
  ['institution', 'cong an «ngu» nhu cho'],
  ['institution', 'chu tich phuong «ngu» lam'],
  ['institution', 'thủ tướng «bất tài»'],
  ['institution', 'trọng tài «ngu»'],
  ['institution', 'bọn cán bộ xã «ăn hại»'],
  ['institution', 'vff «óc chó»'],
  ['institution', 'ubnd phường «vô dụng»'],
  ['institution', 'Công an phường ở đây. «Ngu» vl'],
  // … nor what they are called further on, with nobody addressed
  ['institution', 'Nhà mạng cắt mạng cả ngày, «đồ ăn cướp»'],
  ['institution', 'Điện lực lại tăng giá. «Quân khốn nạn»'],
  ['institution', 'sở này thằng nào cũng «ngu»'],
  ['institution', 'mấy ông bên thuế «tham» như quỷ'],
  ['institution', 'bà hiệu trưởng «mặt dày» thật'],
  ['institution', 'lũ bò đỏ «ngu» thật'],
  ['institution', 'Trump «ngu» như bò'],
  ['institution', 'nhà đài «ngu» tụi mày thấy đúng không'],
  ['person', 'page này cho mày lên tiếng à «đồ ăn hại»'],
  ['person', 'báo công an bắt thằng này đi «đồ chó»'],
  ['thing', 'Bộ phim này dở ẹc, «đồ rác rưởi»'],
  // people although an office is near
  ['person', 'công an đâu rồi, thằng này «ngu» vl'],
  ['person', 'báo công an bắt mày, đồ «chó»'],
  ['person', 'shop nói đúng, mày «ngu» thì có'],
  // idioms and beasts
  ['situation', 'mày cười như «điên»'],
  ['situation', 'tao tức phát «điên» vì mày'],
  ['situation', 'nó mê thịt «chó» lắm'],
  ['thing', 'con chó nhà em «điên» rồi'],
  ['situation', 'khổ hơn con «chó»'],
  ['person', 'mày sủa như con «chó»'],
  ['person', 'bị «ngu» à'],
  ['person', 'nói «ngu» thế'],
  ['person', 'th «ngu»'],
  ['group', 'lủ «ngu»'],
  // traps
  ['none', 'con cưng «vl»'],
  ['none', 'may mắn «vl»'],
  ['none', 'bà con «vl»'],
  ['none', 'mọi người «vl»'],
  ['none', 'moi nguoi «vl»'],
  ['none', 'thứ hai «vl»'],
  ['thing', 'đồ chơi «ngu» ghê'],
  ['thing', 'đồ án «chó» má'],
  ['thing', 'bún «vl» ngon'],
  ['none', 'may qua «vl»'],
];

describe('who a hit is aimed at', () => {
  test.each(CASES)('%s: %s', (target, marked) => {
    const { folded, first, last } = read(marked);
    expect(targetOf(folded, first, last).target).toBe(target);
  });
});

const GROUPS: readonly (readonly [group: string, target: Target, text: string])[] = [
  ['region', 'group', 'bọn bắc kỳ «chó»'],
  ['region', 'group', 'lũ nam kỳ «mọi»'.replace('«mọi»', '«ngu»')],
  ['region', 'group', 'parky «bẩn»'],
  ['region', 'group', 'dân thanh hóa «trộm cắp»'],
  ['region', 'person', 'thằng bắc kỳ «chó»'],
  ['ethnicity', 'group', 'bọn khựa «bẩn»'],
  ['ethnicity', 'group', 'lũ mọi «ngu»'],
  ['ethnicity', 'group', 'tụi mọi rợ «ngu»'],
  ['ethnicity', 'group', 'lu tau khua «ban»'],
  ['religion', 'group', 'bọn công giáo «ngu»'],
  ['religion', 'group', 'lũ phật tử «ngu»'],
  ['gender', 'group', 'đàn bà «ngu»'],
  ['gender', 'group', 'bọn con gái «lăng loàn»'],
  ['sexuality', 'group', 'lũ bê đê «bệnh»'],
  ['sexuality', 'person', 'thằng bê đê «tởm»'],
  ['sexuality', 'group', 'bọn đồng tính «bệnh hoạn»'],
  ['sexuality', 'group', 'bon be de «benh hoan»'],
  ['disability', 'group', 'lũ khuyết tật «ăn hại»'],
  ['illness', 'group', 'bọn sida «tởm»'],
  ['age', 'group', 'lũ già «ăn hại»'],
  ['age', 'group', 'bọn gen z «ngu»'],
];

test.each(GROUPS)('%s, %s: %s', (group, target, marked) => {
  const { folded, first, last } = read(marked);
  expect(targetOf(folded, first, last)).toMatchObject({ group, target });
});

test('evidence lies on tokens of the text and covers the words that say it', () => {
  const { folded, first, last } = read('Tôi nghĩ thằng công an này «ngu» thật');
  const { evidence } = targetOf(folded, first, last);
  expect(evidence?.map((token) => folded.word(token))).toEqual(['thằng', 'an']);
});

test('political camps, parties and professions are no protected group', () => {
  for (const text of [
    'bọn ba que «ngu»',
    'lũ bò đỏ «ngu»',
    'bọn phản động «chó»',
    'bọn cộng sản «chó»',
    'lũ nhà báo «bẩn»',
    'bọn dlv «ngu»',
  ]) {
    const { folded, first, last } = read(text);
    expect(targetOf(folded, first, last)).not.toHaveProperty('group');
  }
});

test('linear on adversarial text', () => {
  const folded = fold('thằng con công an nó mày '.repeat(4000));
  for (let token = 0; token < folded.size; token += 50) targetOf(folded, token, token);
  expect(targetOf(folded, folded.size - 1, folded.size - 1).target).toBe('person');
});
