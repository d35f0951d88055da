import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { composeDigest, type DigestItem } from '../../../src/domain/digest/digest.ts';
import { renderHtml } from '../../../src/domain/digest/html.ts';
import { maskNumbers, maskPersonal } from '../../../src/domain/digest/passages.ts';
import { digestRecords, renderCsv, renderJson, renderText } from '../../../src/domain/digest/plain.ts';
import { show } from '../../../src/domain/digest/shown.ts';
import { hostileTexts } from './hostile.ts';
import { found, item, morning } from './sample.ts';

const OPTIONS = { lang: 'vi', timeZone: 'Asia/Ho_Chi_Minh', consoleUrl: 'https://sang.example.vn' } as const;

describe('masking', () => {
  const masked = (text: string, more: DigestItem['findings'] = []): string =>
    maskPersonal({ text, findings: more });

  test.each([
    ['gọi 0912345612 nhé', 'gọi 09••••••12 nhé'],
    ['gọi 0912 345 612 nhé', 'gọi 09•• ••• •12 nhé'],
    ['o9l2.345.6l2 đó', 'o9••.•••.•l2 đó'],
    ['stk 19034567890123 techcombank', 'stk 19••••••••••23 techcombank'],
    ['cccd 079190001234', 'cccd 07••••••••34'],
    ['mail lan.tran@vidu.vn nha', 'mail la•.••••@••••.vn nha'],
  ])('%s', (text, shown) => {
    expect(masked(text)).toBe(shown);
    expect(maskNumbers(text)).toBe(shown);
  });

  test('what is nobody’s number stays readable', () => {
    for (const text of [
      'giá 7.500.000đ',
      '1.250.000 vnd',
      'năm 2026',
      'tổng đài 1900 1234',
      'quận 12',
      '50k',
    ]) {
      expect(masked(text)).toBe(text);
    }
  });

  test('everything a personal-data finding covers, its numbers by themselves', () => {
    const text = 'Nó ở số 12 ngõ 34 phố Lạc Trung, gọi 0987.654.321 đi';
    const shown = masked(text, [
      found(text, 'số 12 ngõ 34 phố Lạc Trung, gọi 0987.654.321', 'personal-data', 'x'),
    ]);
    expect(shown).toBe('Nó ở số •• ••• •• ••• ••• •••••, •ọi 09••.•••.•21 đi');
    expect(shown).toHaveLength(text.length);
  });

  test('no way of writing lets a whole number through', () => {
    const digits = Array.from('0987654321');
    for (const between of ['', ' ', '.', '-', '. ', ' - ', '–', '_', '\u00A0', '·', '/']) {
      const text = `số của nó ${digits.join(between)} nè`;
      expect(masked(text).replaceAll(/\D/gu, '').length).toBeLessThanOrEqual(4);
    }
  });
});

describe('a text as it is shown', () => {
  test('spans move along when something is taken out', () => {
    const text = `a${'\u0301'.repeat(9)} \u202Elừa đảo`;
    const start = text.indexOf('lừa');
    const shown = show(text, [[[start, text.length]]], 100);
    const [[span] = []] = shown.spans;
    expect(shown.text.slice(...(span ?? [0, 0]))).toBe('lừa đảo');
    expect(shown.text).not.toContain('\u202E');
  });

  test('a long one is cut around what matched', () => {
    const text = `${'đầu '.repeat(2_000)}làm tại nhà${' cuối'.repeat(2_000)}`;
    const start = text.indexOf('làm tại nhà');
    const shown = show(text, [[[start, start + 11]]], 1_200);
    const [[span] = []] = shown.spans;
    expect(shown).toMatchObject({ cut: true });
    expect(shown.text.length).toBeLessThanOrEqual(1_200);
    expect(shown.text.slice(...(span ?? [0, 0]))).toBe('làm tại nhà');
  });
});

describe('a digest', () => {
  const composed = composeDigest(morning());

  test('counts cases, near-identical ones included, and shows those as one', () => {
    expect(composed).toMatchObject({
      count: 10,
      provisional: 5,
      byDecision: { urgent: 1, hide: 6, flag: 2, reply: 1 },
    });
    expect(composed.pages.map((page) => page.source.name)).toEqual([
      'Phòng khám Nhi Đồng Xanh',
      'Điện máy Bình Minh',
    ]);
    expect(renderText(composed, OPTIONS)).toContain('và 4 bình luận gần giống');
  });

  test('says why in order of weight, what is only recorded last and quiet', () => {
    const html = renderHtml(composed, OPTIONS);
    expect(html.indexOf('Xúc phạm ngoại hình')).toBeLessThan(html.indexOf('Văng tục vào sự việc'));
    expect(html).not.toContain('Vì sao: Văng tục');
    expect(html).not.toMatch(/<mark[^>]*>Vãi/u);
    const text = renderText(composed, OPTIONS);
    expect(text).toContain('[mặt như cái mâm]');
    expect(text).not.toMatch(/\[Vãi|Vì sao: Văng tục/u);
    expect(text).toContain('Văng tục vào sự việc');
  });

  test('of many reasons a mail says the first of each category and counts the rest; files hold all, spans once', () => {
    const text = 'ship toàn quốc, cọc trước nha, hàng lỗi không ai trả lời';
    const findings = [
      found(text, 'cọc trước', 'scam', 'Xin cọc'),
      found(text, 'cọc', 'scam', 'Nhắc tiền'),
      found(text, 'trước nha', 'scam', 'Lời hối'),
      found(text, 'ship', 'spam', 'Rao bán'),
      found(text, 'không ai trả lời', 'needs-reply', 'Phàn nàn', 'low'),
    ];
    const many = composeDigest({ ...morning(), items: [item({ caseId: 7, text, findings })] });
    for (const mail of [renderHtml(many, OPTIONS), renderText(many, OPTIONS)]) {
      for (const why of ['Xin cọc', 'Rao bán', 'Phàn nàn', '2 dấu hiệu khác']) expect(mail).toContain(why);
      for (const why of ['Nhắc tiền', 'Lời hối']) expect(mail).not.toContain(why);
    }
    const [record] = digestRecords(many);
    expect(record?.why).toBe('Xin cọc; Nhắc tiền; Lời hối; Rao bán; Phàn nàn');
    expect(record?.spans).toBe('0-4 16-29 40-56');
  });

  test('tells context, waiting, provisional hides, what went wrong, and never acts', () => {
    const html = renderHtml(composed, OPTIONS);
    for (const words of [
      'Dưới bài: Hỏi đáp',
      'Trả lời cho: Ai đang',
      'đã chờ 26 giờ',
      'tự hiện lại lúc 12:30',
      'đã dừng (zalo.token-expired)',
      'chưa ai nhận',
      'Còn 6 hồ sơ từ trước',
      '(không có chữ, chỉ có nhãn dán)',
    ]) {
      expect(html).toContain(words);
    }
    expect(html).toContain('href="https://sang.example.vn/cases/101"');
    expect(html).not.toMatch(/<form|<script|<img|src=|url\(/u);
  });

  test('masks personal data in every form, and carries nobody', () => {
    const forms = [
      renderHtml(composed, OPTIONS),
      renderText(composed, OPTIONS),
      renderCsv(composed),
      renderJson(composed),
    ];
    for (const form of forms) {
      expect(form).not.toMatch(/0912|345 612|0987|654\.321|lan\.tran|Lạc Trung/u);
      expect(form).toContain('09••');
    }
    const [, , csv = '', json = ''] = forms;
    expect(Object.keys(parse(csv, { columns: true, bom: true })[0] ?? {}).join(' ')).not.toMatch(
      /author|user|name|key/u,
    );
    expect(json).not.toMatch(/"author|"user|Key"/u);
  });

  test('spans of CSV and JSON fit the text beside them', () => {
    const scam = digestRecords(composed).find((each) => each.case === 102);
    const [start = 0, end = 0] = (scam?.spans.split(' ')[0] ?? '').split('-').map(Number);
    expect(scam?.text.slice(start, end)).toBe('làm tại nhà ngày 500k');
  });

  test('on an empty day says so in one quiet line', () => {
    const empty = composeDigest({
      ...morning(),
      items: [],
      trouble: [],
      earlier: { count: 0, oldest: morning().to },
    });
    const text = renderText(empty, OPTIONS);
    expect(text).toContain('Không có gì cần xem. 1.284 bình luận mới đã được rà.');
    expect(text.split('\n').length).toBeLessThan(8);
    expect(renderHtml(empty, OPTIONS)).toContain('Không có gì cần xem');
  });

  test('shows the most pressing cases when it must stay short, and says how many more there are', () => {
    const many = Array.from({ length: 120 }, (_, index) =>
      item({ caseId: index, text: `câu ${index}`, decision: index === 119 ? 'urgent' : 'flag' }),
    );
    const digest = composeDigest({ ...morning(), items: many, trouble: [] });
    const text = renderText(digest, { ...OPTIONS, most: 30 });
    expect(text.match(/\/cases\//gu)).toHaveLength(30);
    expect(text).toContain('và 90 hồ sơ nữa');
    const html = renderHtml(digest, { ...OPTIONS, most: 30 });
    expect(html.match(/\/cases\//gu)).toHaveLength(30);
    expect(html).toContain('/cases/119"');
    expect(html).toContain('và 90 hồ sơ nữa');
    // Mail clients cut mails off at 102 kB.
    expect(Buffer.byteLength(html)).toBeLessThan(102_000);
  });
});

/** Control characters save line breaks, and what turns a line around. */
const STEERING = /(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069\u200F\u061C]/u;

describe('hostile comments', () => {
  const texts = hostileTexts();
  const items = texts.map((text, index) =>
    item({
      caseId: index + 1,
      text,
      post: text,
      parent: text,
      source: { id: 1, name: `Trang ${text.slice(0, 60)}`, platform: 'facebook' },
      findings: [
        { ...found(text, text.slice(0, 4), 'scam', `Vì ${text.slice(0, 60)}`), spans: [[0, text.length]] },
      ],
      permalink: index % 2 === 0 ? 'javascript:alert(1)' : 'https://facebook.com/x"onmouseover="alert(1)',
    }),
  );
  const composed = composeDigest({ ...morning(), items });

  test('there are 200 of them', () => expect(texts.length).toBeGreaterThanOrEqual(200));

  test('HTML holds text and nothing else', () => {
    const html = renderHtml(composed, OPTIONS);
    const tags = new Set([...html.matchAll(/<([a-z][a-z0-9]*)/giu)].map((match) => match[1]));
    expect(tags).toEqual(
      new Set([
        'a',
        'bdi',
        'body',
        'div',
        'h1',
        'h2',
        'h3',
        'head',
        'html',
        'main',
        'mark',
        'meta',
        'p',
        'span',
        'style',
        'table',
        'td',
        'title',
        'tr',
      ]),
    );
    expect(html).not.toMatch(/href="(?!https?:\/\/)/u);
    expect(html).not.toMatch(STEERING);
    expect(html).not.toMatch(/\p{M}{4}/u);
  });

  test('the plain text keeps every comment on its own lines', () => {
    const text = renderText(composed, OPTIONS);
    expect(text).not.toMatch(STEERING);
    expect(text).not.toMatch(/^(?:Bcc|Subject|Content-Type):/mu);
  });

  test('CSV reads back, row by row, and no cell is a formula', () => {
    const rows: string[][] = parse(renderCsv(composed), { bom: true });
    expect(rows).toHaveLength(items.length + 1);
    for (const row of rows) {
      expect(row).toHaveLength(rows[0]?.length ?? 0);
      for (const cell of row) {
        expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/u);
        expect(cell.length).toBeLessThan(32_767);
      }
    }
    expect(renderCsv(composed).startsWith('\uFEFF')).toBe(true);
  });

  test('JSON is JSON, and small', () => {
    const json = renderJson(composed);
    expect(JSON.parse(json)).toMatchObject({ count: items.length });
    expect(json.length / items.length).toBeLessThan(6_000);
  });
});
