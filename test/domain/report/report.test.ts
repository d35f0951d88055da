import { describe, expect, test } from '@jest/globals';
import { namesInstitution } from '../../../src/domain/detect/institution.ts';
import { ParityCounter, parityOf } from '../../../src/domain/report/parity.ts';
import { renderPolicy } from '../../../src/domain/report/policy.ts';
import { renderReport, renderReportCsv, renderReportJson } from '../../../src/domain/report/render.ts';
import { composeReport, type ReportInput } from '../../../src/domain/report/report.ts';
import { REPORT_WORDS } from '../../../src/domain/report/words.ts';

const INPUT: ReportInput = {
  from: new Date('2026-10-31T17:00:00Z'),
  to: new Date('2026-11-30T17:00:00Z'),
  sources: [{ id: 7, name: '=Trang <b>thử</b>', mode: 'enforce' }],
  verdicts: [
    { source: 7, decision: 'none', count: 900 },
    { source: 7, decision: 'hide', count: 100 },
  ],
  categories: [{ source: 7, category: 'scam', count: 100 }],
  decisions: [{ source: 7, event: 'hide', count: 60 }],
  hides: [
    { source: 7, category: 'scam', rule: 'scam.x', by: 'rule', mode: 'enforce', end: 'confirmed', count: 30 },
    {
      source: 7,
      category: 'scam',
      rule: 'scam.x',
      by: 'rule',
      mode: 'enforce',
      end: 'overturned',
      count: 10,
    },
    { source: 7, category: 'abuse', by: 'person', mode: 'enforce', end: 'confirmed', count: 10 },
  ],
  notHidden: 3,
  secondPerson: { proposed: 2, agreed: 1 },
  appeals: { made: 3, upheld: 1, overturned: 2 },
  hidden: { count: 10, median: 5400, p90: 90_000 },
  deciding: { count: 60, median: 30 },
  decidingUrgent: { count: 0 },
  rules: [{ rule: 'scam.x', category: 'scam', hits: 100, judged: 40, confirmed: 30 }],
  days: [{ day: '2026-11-02', screened: 1000, cases: 100, hidden: 50, overturned: 10, deciding: 30 }],
  parity: [
    { source: 7, critical: { cases: 40, hidden: 30 }, rest: { cases: 200, hidden: 40 } },
    { source: 7, rule: 'scam.x', critical: { cases: 5, hidden: 5 }, rest: { cases: 200, hidden: 40 } },
  ],
};

describe('composing', () => {
  const done = composeReport(INPUT);

  test('adds up what the tables hold', () => {
    expect(done).toMatchObject({ screened: 1000, cases: 100, hiddenByRule: 40, hiddenByPerson: 10 });
    expect(done.overturnRate).toBeCloseTo(0.2);
    expect(done.rules[0]?.precision).toBeCloseTo(0.75);
    expect(done.rules[0]?.atLeast).toBeLessThan(0.75);
  });

  test('a clear gap rings the alarm, a handful of cases does not', () => {
    expect(done.parity.map(({ alarm }) => alarm)).toEqual([true, false]);
    expect(done.parity[0]?.gap).toBeCloseTo(0.55);
  });
});

describe('parity', () => {
  test('equal shares and fewer hides of critics are no alarm', () => {
    const share = { cases: 100, hidden: 50 };
    expect(parityOf({ source: 1, critical: share, rest: share }).alarm).toBe(false);
    expect(parityOf({ source: 1, critical: { cases: 100, hidden: 1 }, rest: share }).alarm).toBe(false);
  });

  test('one empty side says nothing', () => {
    const one = parityOf({ source: 1, critical: { cases: 50, hidden: 50 }, rest: { cases: 0, hidden: 0 } });
    expect(one).toMatchObject({ alarm: false });
    expect(one.gap).toBeUndefined();
  });

  test('cases are counted for the page and once for each rule', () => {
    const counter = new ParityCounter();
    counter.add(2, ['a', 'b', 'a'], true, true);
    counter.add(1, ['a'], false, false);
    expect(counter.result()).toEqual([
      { source: 1, critical: { cases: 0, hidden: 0 }, rest: { cases: 1, hidden: 0 } },
      { source: 2, critical: { cases: 1, hidden: 1 }, rest: { cases: 0, hidden: 0 } },
      { source: 1, rule: 'a', critical: { cases: 0, hidden: 0 }, rest: { cases: 1, hidden: 0 } },
      { source: 2, rule: 'a', critical: { cases: 1, hidden: 1 }, rest: { cases: 0, hidden: 0 } },
      { source: 2, rule: 'b', critical: { cases: 1, hidden: 1 }, rest: { cases: 0, hidden: 0 } },
    ]);
  });

  test.each([
    ['Phường làm ăn vậy mà cũng đòi thu phí', true],
    ['benh vien nay de benh nhan doi ca ngay', true],
    ['mẹ em mới luộc nồi khoai ngon lắm', false],
  ])('%s speaks of an institution: %s', (text, expected) => {
    expect(namesInstitution(text)).toBe(expected);
  });
});

describe('rendering', () => {
  const done = composeReport(INPUT);

  test('names are escaped, alarms are shown, in both languages', () => {
    for (const lang of ['vi', 'en'] as const) {
      const html = renderReport(done, lang, '2026-11');
      expect(html).toContain('&lt;b&gt;thử&lt;/b&gt;');
      expect(html).not.toContain('<b>thử');
      expect(html).toContain('role="alert"');
      expect(html).not.toMatch(/https?:|<script|style="/u);
    }
  });

  test('of many rules a page shows those that tell something and folds the rest away; files hold all', () => {
    const quiet = { critical: { cases: 3, hidden: 0 }, rest: { cases: 9, hidden: 0 } };
    const parity = Array.from({ length: 40 }, (_, at) => ({ source: 7, rule: `scam.quiet-${at}`, ...quiet }));
    const many = composeReport({ ...INPUT, parity: [...parity, ...INPUT.parity] });
    const html = renderReport(many, 'vi', '2026-11');
    const [before = '', after = ''] = html.split('<details><summary>40 dòng nữa</summary>');
    expect(before).toContain('mọi luật');
    expect(before).toContain('<td>scam.x</td>');
    expect(before).not.toContain('scam.quiet-0');
    expect(after).toContain('scam.quiet-39');
    const csv = renderReportCsv(many, 'vi');
    for (const { rule } of parity) expect(csv).toContain(rule);
    expect(renderReport(done, 'vi', '2026-11')).not.toContain('<details>');
  });

  test('a cell of the table file never runs as a formula', () => {
    const csv = renderReportCsv(done, 'vi');
    expect(csv.startsWith('\ufeff')).toBe(true);
    expect(csv).toContain("'=Trang");
  });

  test('the numbers can be read by a program', () => {
    const read: unknown = JSON.parse(renderReportJson(done, '2026-11'));
    expect(read).toMatchObject({ version: 1, period: '2026-11', screened: 1000, hiddenByRule: 40 });
  });

  test('spans of time are in the largest unit that fits', () => {
    expect([20, 90, 5400, 86_400 * 12].map(REPORT_WORDS.vi.seconds)).toEqual([
      '20 giây',
      '1,5 phút',
      '1,5 giờ',
      '12 ngày',
    ]);
    expect(REPORT_WORDS.en.seconds(5400)).toBe('1.5 h');
  });

  test('the policy lists what is in force and says what never happens', () => {
    const html = renderPolicy(
      [
        { title: 'Xin cọc', category: 'scam', why: 'Kịch bản <lừa>', active: true },
        { title: 'Đang thử', category: 'spam', why: 'Chưa dùng', active: false },
      ],
      'vi',
    );
    expect(html).toContain('Xin cọc: Kịch bản &lt;lừa&gt;');
    expect(html).not.toContain('Đang thử');
    expect(html).toContain('không phải là lý do để ẩn');
  });
});
