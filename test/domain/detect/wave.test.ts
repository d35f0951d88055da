import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { distance, type Fingerprint, fingerprint, NEAR, similar } from '../../../src/domain/detect/wave.ts';
import { fold } from '../../../src/domain/text/fold.ts';

const print = (text: string) => fingerprint(fold(text));
/** As a store finds it: some band is the same, and the whole is near. */
const oneWave = (one: Fingerprint, other: Fingerprint) =>
  similar(one, other) && one.bands.some((band, at) => band === other.bands[at]);
const SCAM = 'Tuyển cộng tác viên làm việc tại nhà lương cao ngày năm trăm nghìn ai cần nhắn em nhé';
const WORDS =
  'nhà em bán cá tươi ngoài chợ Hàn sáng nay mưa lớn đường ngập xe chạy chậm trường học nghỉ con cái về quê thăm ông bà nội ăn cơm uống nước mắm ngon tuyệt trời xanh mây trắng'.split(
    ' ',
  );

describe('near texts', () => {
  test.each([
    ['accents', 'Tuyen cong tac vien lam viec tai nha luong cao ngay nam tram nghin ai can nhan em nhe'],
    ['capitals', SCAM.toUpperCase()],
    ['emoji', `🔥🔥 ${SCAM.replaceAll(' nhà', ' nhà 💰')} 🔥`],
    ['digits', `${SCAM} 0912345678`],
    ['repeats', SCAM.replace('nhé', 'nhéééé').replace('cao', 'caooo')],
    ['decomposed marks', SCAM.normalize('NFD')],
    ['punctuation', SCAM.replaceAll(' ', ', ')],
  ])('%s change nothing', (_name, text) => {
    expect(print(text).exact).toBe(print(SCAM).exact);
  });

  test.each([
    ['one word changed', SCAM.replace('cộng', 'nhân')],
    ['a word added', `${SCAM} nha`],
    ['a word left out', SCAM.replace('ngày ', '')],
    ['two words moved', SCAM.replace('nhắn em nhé', 'em nhắn nhé')],
  ])('%s: near', (_name, text) => {
    expect(print(text).exact).not.toBe(print(SCAM).exact);
    expect(oneWave(print(text), print(SCAM))).toBe(true);
  });

  test.each([
    'Đường Lê Lợi ngập mấy hôm nay mà chưa thấy ai xử lý mong phường xem giúp bà con với ạ',
    'Shop ơi cho em hỏi áo này còn màu đen size M không ạ em cần gấp trước thứ bảy',
    'hay quá',
    '',
  ])('unlike: %s', (text) => {
    expect(similar(print(text), print(SCAM))).toBe(false);
  });
});

test('short texts are alike only with the same letters', () => {
  expect(similar(print('chấm'), print('CHẤM!!!'))).toBe(true);
  expect(similar(print('ib em'), print('ib anh'))).toBe(false);
});

test('property: one word of twelve or more replaced stays in one wave, nearly always', () => {
  let tried = 0;
  let found = 0;
  fc.assert(
    fc.property(fc.shuffledSubarray(WORDS, { minLength: 13, maxLength: 24 }), fc.nat(), (words, place) => {
      const changed = words.slice(0, -1).with(place % (words.length - 1), words.at(-1)!);
      tried++;
      if (oneWave(print(words.slice(0, -1).join(' ')), print(changed.join(' ')))) found++;
    }),
    { numRuns: 400, seed: 7 },
  );
  expect(found / tried).toBeGreaterThan(0.9);
});

test('property: distance is a metric of bits, and near texts are few bits apart', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.uniqueArray(fc.nat(63), { maxLength: 20 }),
      (sim, flips) => {
        let other = BigInt.asUintN(64, sim);
        for (const bit of flips) other ^= 1n << BigInt(bit);
        expect(distance(sim, BigInt.asIntN(64, other))).toBe(flips.length);
      },
    ),
  );
  expect(distance(print(SCAM).sim, print(SCAM.replace('lương', 'thu nhập')).sim)).toBeLessThanOrEqual(
    NEAR + 4,
  );
});

test('numbers fit the columns they are stored in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { exact, sim, bands } = print(text);
      for (const big of [exact, sim]) expect(BigInt.asIntN(64, big)).toBe(big);
      for (const band of bands) expect(band | 0).toBe(band);
    }),
  );
});
