import { describe, expect, test } from '@jest/globals';
import { whyInWords } from '../../../src/adapters/console/audit-why.ts';
import { codeWords } from '../../../src/adapters/console/codes.ts';
import type { AuditEntry } from '../../../src/pipeline/ports/audit.ts';

const said = (actor: AuditEntry['actor'], what: string, why: string, lang: 'vi' | 'en' = 'vi'): string =>
  whyInWords({ actor, what, why }, lang, (code) => codeWords(code, undefined));

describe('why an entry of the audit was written', () => {
  test.each([
    ['person', 'case.opened', 'by hand', 'tự tạo, không do luật'],
    ['sweep', 'case.expired', 'provisional hide not confirmed in time', 'không ai xác nhận kịp hạn'],
    ['rule', 'case.reopened', 'edit', 'người viết đã sửa'],
    ['rule', 'brake.pulled', 'source-burst', 'máy tự ẩn quá 60 bình luận trong 10 phút'],
    ['sweep', 'stage.promoted', '20 of 20 confirmed, lower bound 0.839', 'đúng 20/20, chắc chắn từ 83%'],
    [
      'service',
      'action.failed',
      'facebook.gone',
      'Bình luận không còn trên Facebook, hoặc trang không còn thấy nó. (facebook.gone)',
    ],
  ] as const)('%s, %s: %s', (actor, what, why, expected) => {
    expect(said(actor, what, why)).toBe(expected);
  });

  test('is in the reader’s language', () => {
    expect(said('person', 'case.opened', 'by hand', 'en')).toBe('made by a person, not by a rule');
    expect(said('sweep', 'stage.demoted', '3 of 20 confirmed, lower bound 0.052', 'en')).toBe(
      '3 of 20 right, certainly 5% or more',
    );
  });

  test('stands as a person wrote it, also where it reads like one of ours', () => {
    for (const why of ['edit', 'facebook.gone', 'bắt nhầm khách']) {
      expect(said('person', 'case.hide', why)).toBe(why);
    }
    expect(said('operator', 'brake.pulled', 'vanhanh: bắt nhầm khách')).toBe('vanhanh: bắt nhầm khách');
  });
});
