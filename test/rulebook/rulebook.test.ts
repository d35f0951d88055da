import { describe, expect, test } from '@jest/globals';
import type { ScreenInput } from '../../src/domain/comment.ts';
import type { Stage } from '../../src/domain/verdict.ts';
import { bookOf, compiled, NOW } from './book.ts';

const RULE = `id: needs-reply.price
title: Hỏi giá
category: needs-reply
stage: flag
why: Đang chờ trả lời
when: { phrase: [giá bao nhiêu] }
examples: { match: [giá bao nhiêu], no_match: [rẻ quá] }
`;

describe('verdicts', () => {
  test('hold the findings in file order, with span, steps and why', () => {
    const book = compiled({ 'a.yaml': RULE });
    const verdict = book.screen({ text: 'cho hỏi gia bao nhieu vay' }, NOW);
    expect(verdict).toMatchObject({ decision: 'reply', suggest: 'reply', row: 'reply', rulebook: book.hash });
    expect(verdict.findings).toEqual([
      {
        rule: 'needs-reply.price',
        category: 'needs-reply',
        severity: 'medium',
        stage: 'flag',
        spans: [[8, 21]],
        steps: ['unaccented'],
        why: 'Đang chờ trả lời',
      },
    ]);
  });

  test.each(['', '   ', '\0\0', '\ud800', '😀', '\u200b', '\n', '…'])(
    '%j is judged, and nothing is found',
    (text) => {
      const verdict = bookOf('phrase: [mua]').screen({ text }, NOW);
      expect(verdict).toMatchObject({ decision: 'none', findings: [], row: 'no-finding' });
      expect(verdict.unjudged).toBeUndefined();
    },
  );

  test('a comment that breaks the screening goes to a person, and the next one is judged', () => {
    const book = bookOf('phrase: [mua]');
    const broken: ScreenInput = {
      get text(): string {
        throw new Error('gone');
      },
    };
    expect(book.screen(broken, NOW)).toMatchObject({
      decision: 'flag',
      suggest: 'none',
      findings: [],
      unjudged: 'screening-failed',
    });
    expect(book.screen({ text: 'mua' }, NOW).findings).toHaveLength(1);
  });

  test('a finding holds at most a hundred places, in order, none inside another', () => {
    const [found] = bookOf('phrase: [mua, mua ngay]').screen(
      { text: 'mua ngay '.repeat(3000) },
      NOW,
    ).findings;
    expect(found?.spans).toHaveLength(100);
    expect(found?.spans[1]).toEqual([9, 17]);
  });

  test('waves raise what is found, and find nothing by themselves', () => {
    const book = bookOf('{ phrase: [mua ngay], shape: { length: "> 1" } }', { category: 'spam' });
    const wave = { similar: 50, byAuthor: 50 };
    expect(book.screen({ text: 'mua ngay', wave }, NOW).findings[0]?.severity).toBe('high');
    expect(book.screen({ text: 'ký tên kiến nghị', wave }, NOW)).toMatchObject({
      decision: 'none',
      findings: [],
    });
  });
});

describe('unless', () => {
  const rule = (unless: string): string => RULE.replace('examples:', `unless: [${unless}]\nexamples:`);

  test('holds the rule back', () => {
    const book = compiled({ 'a.yaml': rule('{ phrase: [đã biết] }') });
    expect(book.screen({ text: 'đã biết giá bao nhiêu' }, NOW).findings).toEqual([]);
    expect(book.screen({ text: 'giá bao nhiêu' }, NOW).findings).toHaveLength(1);
  });

  test('about stance lets go only the places it speaks of', () => {
    const book = compiled({ 'a.yaml': rule('{ stance: quoted }') });
    expect(book.screen({ text: 'nó hỏi "giá bao nhiêu"' }, NOW).findings).toEqual([]);
    const both = 'nó hỏi "giá bao nhiêu" còn mình hỏi giá bao nhiêu';
    expect(book.screen({ text: both }, NOW).findings[0]?.spans).toEqual([[36, 49]]);
  });

  test('that cannot be told holds nothing back', () => {
    const book = compiled({ 'a.yaml': rule('{ author: { comments_on_page: "> 10" } }') });
    expect(book.screen({ text: 'giá bao nhiêu' }, NOW).findings).toHaveLength(1);
  });
});

describe('stages', () => {
  const staged = (asked: Stage): string => RULE.replace('stage: flag', `stage: ${asked}`);
  const found = (asked: Stage, earned?: Stage): string => {
    const stages = earned && new Map([['needs-reply.price', earned]]);
    const book = compiled({ 'a.yaml': staged(asked) }, stages ? { stages } : {});
    const verdict = book.screen({ text: 'giá bao nhiêu' }, NOW);
    return `${verdict.findings.length} ${verdict.shadow.length} ${verdict.decision}`;
  };

  test('a draft finds nothing, a shadow decides nothing', () => {
    expect(found('draft')).toBe('0 0 none');
    expect(found('shadow')).toBe('0 1 none');
    expect(found('flag')).toBe('1 0 reply');
  });

  test('the lesser of asked and earned counts', () => {
    expect(found('flag', 'shadow')).toBe('0 1 none');
    expect(found('shadow', 'hide')).toBe('0 1 none');
  });

  test('hide is earned, never only asked for', () => {
    const hide = `id: sexual.x
title: x
category: sexual
stage: hide
owner: a
review_by: 2027-01-01
why: x
when: { phrase: [gạ gẫm] }
examples:
  match: [gạ gẫm, gạ gẫm à, gạ gẫm nha]
  no_match: [a, b, c, d, e]
`;
    expect(compiled({ 'a.yaml': hide }).rules[0]).toMatchObject({ asked: 'hide', stage: 'flag' });
    const stages = new Map<string, Stage>([['sexual.x', 'hide']]);
    expect(compiled({ 'a.yaml': hide }, { stages }).rules[0]).toMatchObject({ asked: 'hide', stage: 'hide' });
  });
});

describe('the hash', () => {
  test('is of all files and stages, whatever their order', () => {
    const one = compiled({ 'a.yaml': RULE, 'packs/b.txt': 'một' });
    expect(one.hash).toMatch(/^sha256[0-9a-f]{64}$/);
    expect(compiled({ 'packs/b.txt': 'một', 'a.yaml': RULE }).hash).toBe(one.hash);
    expect(compiled({ 'a.yaml': RULE, 'packs/b.txt': 'hai' }).hash).not.toBe(one.hash);
    const stages = new Map<string, Stage>([['needs-reply.price', 'shadow']]);
    expect(compiled({ 'a.yaml': RULE, 'packs/b.txt': 'một' }, { stages }).hash).not.toBe(one.hash);
  });

  test('a rule is known by what it detects, packs included', () => {
    const packed = RULE.replace('[giá bao nhiêu] }', '["@packs/p"] }');
    const print = (pack: string, rule = packed): string | undefined =>
      compiled({ 'a.yaml': rule, 'packs/p.txt': pack }).rules[0]?.fingerprint;
    expect(print('giá bao nhiêu')).toBe(print('# chú thích\ngiá bao nhiêu\n'));
    expect(print('giá bao nhiêu')).not.toBe(print('giá bao nhiêu\nxin giá'));
    expect(print('giá bao nhiêu')).toBe(print('giá bao nhiêu', packed.replace('Hỏi giá', 'Hỏi tiền')));
  });
});

describe('claims', () => {
  const CLAIM = `id: cau
claim: cầu Bến Mới đóng cửa … ba tháng
variants: [cấm cầu Bến Mới suốt ba tháng]
correction: Cầu vẫn mở.
source_url: https://www.bao.vi-du.vn/cau
published: 2026-01-01
valid_until: 2026-03-01
`;
  const RULES = `id: false-claim.any
title: Tin sai
category: false-claim
stage: flag
why: Đã có đính chính
when: { claim: any }
examples: { match: [Cầu Bến Mới đóng cửa ba tháng], no_match: [cầu đẹp] }
`;
  const book = compiled({ 'a.yaml': RULES, 'claims/c.yaml': CLAIM });
  const before = new Date('2026-02-01T00:00:00Z');
  const claimIn = (text: string, now = before): string | undefined =>
    book.screen({ text }, now).findings[0]?.claim;

  test('are found asserted, over a gap and without marks', () => {
    expect(claimIn('Nghe đây: cầu Bến Mới đóng cửa từ mai tới ba tháng')).toBe('cau');
    expect(claimIn('cam cau ben moi suot ba thang nha moi nguoi')).toBe('cau');
    expect(book.claims[0]).toMatchObject({ publisher: 'bao.vi-du.vn' });
    expect(book.screen({ text: 'cầu Bến Mới đóng cửa ba tháng' }, before)).toMatchObject({
      decision: 'flag',
      suggest: 'reply',
    });
  });

  test.each([
    'Cầu Bến Mới đóng cửa ba tháng phải không?',
    'Tin cầu Bến Mới đóng cửa ba tháng là tin giả nha',
    'Có người bảo "cầu Bến Mới đóng cửa ba tháng"',
    'cầu Bến Mới đóng cửa. Nhà tôi ở đây đã ba tháng',
  ])('%s is no assertion of it', (text) => {
    expect(claimIn(text)).toBeUndefined();
  });

  test('stop after their last day in Vietnam', () => {
    const text = 'cầu Bến Mới đóng cửa ba tháng';
    expect(claimIn(text, new Date('2026-03-01T16:59:59Z'))).toBe('cau');
    expect(claimIn(text, new Date('2026-03-01T17:00:00Z'))).toBeUndefined();
  });

  test("a page's own word does not make a claim about itself false", () => {
    const page = { phones: [], links: ['bao.vi-du.vn'], names: ['Cầu Bến Mới'] };
    const text = 'cầu Bến Mới đóng cửa ba tháng';
    expect(book.screen({ text, page }, before).findings).toEqual([]);
    expect(book.screen({ text, page: { ...page, links: [] } }, before).findings).toHaveLength(1);
  });
});
