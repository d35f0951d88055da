import { writeDigest } from '../adapters/mail/folder.ts';
import { createMailer } from '../adapters/mail/smtp.ts';
import type { Environment } from '../config/config.ts';
import type { DigestFolder } from '../pipeline/digest.ts';
import type { Log } from '../pipeline/ports/log.ts';
import type { Mailer } from '../pipeline/ports/mail.ts';

/** The folder digests of the installation go to. */
export function openFolder(folder: string, log: Log): DigestFolder {
  return {
    async write(name, files) {
      const written = await writeDigest(folder, name, files);
      log.info({ step: 'digest', path: written }, 'digest written');
      return written;
    },
  };
}

/** The mail server, where one is configured. */
export function openMail({ SMTP_URL, SANG_MAIL_FROM }: Environment): Mailer | undefined {
  return SMTP_URL === undefined || SANG_MAIL_FROM === undefined
    ? undefined
    : createMailer(SMTP_URL, SANG_MAIL_FROM);
}
