import { createTransport } from 'nodemailer';

/** One mail with its parts. `key` becomes the Message-ID, so that a repeat after a crash is recognisable. */
export interface Mail {
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly { readonly filename: string; readonly content: string }[];
}

export interface Mailer {
  /** Throws with a code (`mail.EAUTH`, …) and never with the text of the mail. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** Mail over SMTP. `url` is `smtp://user:password@host:port` or `smtps://…`. */
export function createMailer(url: string, from: string): Mailer {
  const transport = createTransport(url, { from, disableFileAccess: true, disableUrlAccess: true });
  const domain =
    from
      .split('@')
      .at(-1)
      ?.replace(/[>\s].*$/u, '') ?? 'localhost';
  return {
    async send(mail) {
      try {
        await transport.sendMail({
          messageId: `<${mail.key}@${domain}>`,
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          ...(mail.html === undefined ? {} : { html: mail.html }),
          ...(mail.attachments === undefined ? {} : { attachments: [...mail.attachments] }),
        });
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
        throw new Error(`mail.${code}`, { cause: error });
      }
    },
    close: () => transport.close(),
  };
}
