import type { Digest } from '../domain/digest/digest.ts';
import type { RenderOptions } from '../domain/digest/html.ts';
import { moment, WORDS } from '../domain/digest/words.ts';
import type { DigestRow, Subscriber } from './ports/digests.ts';
import type { Letter } from './ports/mail.ts';

/** One digest in every form it is read in. */
export type DigestFiles = Readonly<Record<'html' | 'txt' | 'csv' | 'json', string>>;

/** A digest as a mail: HTML and plain text, with the data attached as CSV and JSON. */
export function letterOf(
  row: DigestRow,
  subscriber: Subscriber,
  composed: Digest,
  files: DigestFiles,
  options: RenderOptions,
): Letter {
  const { lang } = subscriber;
  const name = `sang-${row.to.toISOString().slice(0, 16).replaceAll(':', '')}`;
  return {
    key: `digest-${row.id}-${row.to.getTime().toString(36)}`,
    list: 'digest',
    to: subscriber.email,
    lang,
    subject: subjectOf(composed, options),
    text: files.txt,
    html: files.html,
    attachments:
      composed.count === 0
        ? []
        : [
            { filename: `${name}.csv`, contentType: 'text/csv; charset=utf-8', content: files.csv },
            { filename: `${name}.json`, contentType: 'application/json', content: files.json },
          ],
    ...(options.urgent === true ? { urgent: true } : {}),
    ...(options.unsubscribeUrl === undefined ? {} : { unsubscribeUrl: options.unsubscribeUrl }),
  };
}

function subjectOf(composed: Digest, { lang, timeZone, urgent }: RenderOptions): string {
  const words = WORDS[lang];
  const when = moment(composed.to, lang, timeZone);
  if (urgent === true) {
    return words.subjectUrgent(
      composed.byDecision.urgent,
      composed.pages.map((page) => page.source.name).join(', '),
    );
  }
  return composed.count === 0
    ? words.subjectQuiet(when)
    : words.subject(composed.count, composed.byDecision.urgent, when);
}
