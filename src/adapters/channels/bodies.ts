import { noticeLines, noticeTitle } from '../../domain/digest/notice.ts';
import type { Lang } from '../../domain/lang.ts';
import type { Message } from '../../pipeline/ports/notices.ts';
import type { WebhookTarget } from './webhook.ts';

/** Telegram refuses messages beyond 4,096 characters, Slack beyond 40,000. */
const MOST_TELEGRAM = 4_000;
const MOST_SLACK = 30_000;

/** The JSON a webhook gets, as its preset has it. */
export function bodyOf(target: WebhookTarget, lang: Lang, message: Message): Record<string, unknown> {
  const text = [noticeTitle(message.cases, lang), '', ...noticeLines(message.cases, lang, message.at)].join(
    '\n',
  );
  switch (target.preset) {
    case 'slack':
      return { text: escapeSlack(text).slice(0, MOST_SLACK) };
    case 'telegram':
      // No parse_mode: the text stays text, whatever stands in a page's name.
      return {
        chat_id: target.chat ?? '',
        text: text.slice(0, MOST_TELEGRAM).toWellFormed(),
        link_preview_options: { is_disabled: true },
      };
    case 'plain':
      return plainBody(message, text);
    default:
      return target.preset satisfies never;
  }
}

function plainBody(message: Message, text: string): Record<string, unknown> {
  return {
    type: message.test === true ? 'test' : 'cases',
    id: message.id,
    at: message.at.toISOString(),
    urgent: message.urgent,
    text,
    cases: message.cases.map((each) => ({
      case: each.caseId,
      kind: each.kind,
      page: each.page,
      platform: each.platform,
      categories: each.categories,
      severity: each.severity,
      why: each.why,
      waitingMinutes: Math.max(0, Math.floor((message.at.getTime() - each.openedAt.getTime()) / 60_000)),
      reminder: each.sent,
      ...(each.url === undefined ? {} : { url: each.url }),
      ...(each.permalink === undefined ? {} : { permalink: each.permalink }),
    })),
  };
}

/** Slack reads `<…>` as links and mentions (`<!channel>`): these three characters are all it needs escaped. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
