import { createTransport } from 'nodemailer';
import { DeliveryFailure, type Letter, type Mailer } from '../../pipeline/ports/mail.ts';

const CONNECT_TIMEOUT = 10_000;
const SILENCE_TIMEOUT = 30_000;

/**
 * Mail over SMTP. `url` is `smtp://user:password@host:port` or `smtps://…`. A password is never sent in the clear to
 * another machine: with credentials, `smtp://` insists on STARTTLS.
 */
export function createMailer(url: string, from: string): Mailer {
  const { hostname, username } = new URL(url);
  const near = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u.test(hostname);
  const transport = createTransport(
    {
      url,
      disableFileAccess: true,
      disableUrlAccess: true,
      requireTLS: username !== '' && !near,
      connectionTimeout: CONNECT_TIMEOUT,
      greetingTimeout: CONNECT_TIMEOUT,
      socketTimeout: SILENCE_TIMEOUT,
    },
    { from },
  );
  const domain = /@([A-Za-z0-9.-]+)/u.exec(from)?.[1] ?? 'localhost';
  return {
    async send(letter) {
      try {
        const { rejected } = await transport.sendMail(mailOf(letter, domain));
        if (rejected.length > 0) throw new DeliveryFailure('mail.rejected', true);
      } catch (error) {
        throw failureOf(error);
      }
    },
    async check() {
      try {
        await transport.verify();
      } catch (error) {
        throw failureOf(error);
      }
    },
    close: () => transport.close(),
  };
}

function mailOf(letter: Letter, domain: string) {
  const listId = `${letter.list}.sang.${domain}`;
  return {
    messageId: `<${letter.key}@${domain}>`,
    to: { name: '', address: letter.to },
    subject: letter.subject,
    text: letter.text,
    ...(letter.html === undefined ? {} : { html: letter.html }),
    attachments: (letter.attachments ?? []).map((attachment) => ({ ...attachment })),
    headers: {
      // Machines must not answer: no out-of-office notes to the service.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': letter.lang,
      ...(letter.urgent === true ? { Importance: 'high', 'X-Priority': '1' } : {}),
      'List-Id': `<${listId}>`,
      ...(letter.unsubscribeUrl === undefined
        ? {}
        : {
            'List-Unsubscribe': { prepared: true, foldLines: true, value: `<${letter.unsubscribeUrl}>` },
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
    },
  };
}

/** What the server or the network said, as a code. A refusal with 5xx is final, save of our own password. */
function failureOf(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error;
  const told = typeof error === 'object' && error !== null ? error : {};
  const code = 'code' in told ? told.code : undefined;
  const answer = 'responseCode' in told ? told.responseCode : undefined;
  const name = typeof code === 'string' ? code : 'failed';
  const status = typeof answer === 'number' ? answer : undefined;
  const final = status !== undefined && status >= 500 && name !== 'EAUTH' && name !== 'ETLS';
  return new DeliveryFailure(`mail.${name}${status === undefined ? '' : `.${status}`}`, final);
}
