import { type Category, CATEGORIES, CEILING, isAutoHideCategory } from '../categories.ts';
import { escapeHtml } from '../digest/html.ts';
import { WORDS } from '../digest/words.ts';
import type { Lang } from '../lang.ts';
import { documentOf } from './document.ts';

/** What of a rule may be published: what it is for and why, not the words it looks for. */
export interface PolicyRule {
  readonly title: string;
  readonly category: Category;
  readonly why: string;
  /** Whether it decides anything at present. */
  readonly active: boolean;
}

interface PolicyWords {
  readonly title: string;
  readonly lead: readonly string[];
  readonly may: (category: Category) => string;
  readonly rights: string;
  readonly rightsOf: readonly string[];
  readonly none: string;
}

const vi: PolicyWords = {
  title: 'Trang này duyệt bình luận như thế nào',
  lead: [
    'Máy đọc bình luận để tìm những gì gây hại cho con người, người đang gặp nguy và những câu hỏi, phàn nàn cần người trả lời. Con người quyết định.',
    'Chê trách, chế giễu hay phản đối một cơ quan, cán bộ, chính sách, đảng phái, doanh nghiệp hay chính trang này không phải là lý do để ẩn hay đánh dấu, dù lời lẽ nặng đến đâu.',
  ],
  may: (category) => {
    if (isAutoHideCategory(category))
      return 'Máy đề xuất ẩn. Nếu trang cho phép, máy có thể tạm ẩn; không có người xác nhận thì bình luận tự hiện lại.';
    if (CEILING[category].suggest === 'hide') return 'Máy đề xuất; chỉ người mới được ẩn.';
    if (CEILING[category].suggest === 'reply') return 'Không bao giờ bị ẩn vì lý do này; cần người trả lời.';
    if (CEILING[category].suggest === 'escalate')
      return 'Không bao giờ bị ẩn vì lý do này; người phụ trách được báo ngay.';
    return 'Máy chỉ đưa cho người xem.';
  },
  rights: 'Quyền của người viết',
  rightsOf: [
    'Bị ẩn mà thấy không đúng: bình luận hoặc nhắn cho trang, trong đó có chữ “khiếu nại”; một người khác sẽ xem lại.',
    'Mọi quyết định đều có lý do, được ghi lại và hoàn tác được.',
    'Trang không lập hồ sơ người viết. Nội dung và tên hiển thị được xoá theo hạn; có thể yêu cầu xoá sớm.',
  ],
  none: 'Hiện không có luật nào.',
};

const en: PolicyWords = {
  title: 'How comments on this page are moderated',
  lead: [
    'A program reads comments to find what harms people, people at risk, and questions and complaints somebody owes an answer. People decide.',
    'Criticism, ridicule or opposition of an institution, an official, a policy, a party, a company or this page itself is no reason to hide or mark a comment, however harsh.',
  ],
  may: (category) => {
    if (isAutoHideCategory(category))
      return 'The program suggests hiding. Where the page allows it, it may hide provisionally; unless a person confirms, the comment becomes visible again.';
    if (CEILING[category].suggest === 'hide') return 'The program suggests; only a person hides.';
    if (CEILING[category].suggest === 'reply') return 'Never hidden for this; a person should answer.';
    if (CEILING[category].suggest === 'escalate')
      return 'Never hidden for this; the person in charge is told at once.';
    return 'The program only shows it to a person.';
  },
  rights: 'Your rights as a writer',
  rightsOf: [
    'If your comment was hidden and should not have been: answer or write to the page with the words “khiếu nại” (appeal); another person will look at it.',
    'Every decision has a reason, is recorded and can be undone.',
    'The page keeps no profiles of people. Texts and display names are deleted on schedule; you may ask for it earlier.',
  ],
  none: 'No rule at present.',
};

const POLICY_WORDS: Readonly<Record<Lang, PolicyWords>> = { vi, en };

/** The public policy page: every category, what may happen, and the title and reason of each rule behind it. */
export function renderPolicy(rules: readonly PolicyRule[], lang: Lang): string {
  const words = POLICY_WORDS[lang];
  const sections = CATEGORIES.map((category) => {
    const own = rules.filter((rule) => rule.category === category && rule.active);
    const items = own.map((rule) => `<li>${escapeHtml(rule.title)}: ${escapeHtml(rule.why)}</li>`);
    const name = WORDS[lang].category[category];
    return `<h2>${escapeHtml(name.charAt(0).toUpperCase() + name.slice(1))}</h2>
<p>${escapeHtml(words.may(category))}</p>
${own.length === 0 ? `<p class="quiet">${escapeHtml(words.none)}</p>` : `<ul>\n${items.join('\n')}\n</ul>`}`;
  });
  return documentOf(
    lang,
    words.title,
    [
      ...words.lead.map((line) => `<p>${escapeHtml(line)}</p>`),
      ...sections,
      `<h2>${escapeHtml(words.rights)}</h2>`,
      `<ul>${words.rightsOf.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n')}</ul>`,
    ].join('\n'),
  );
}
