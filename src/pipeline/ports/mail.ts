import type { Lang } from '../../domain/lang.ts';

/** One mail with its parts. */
export interface Letter {
  /** Becomes the Message-ID: a repeat after a crash carries the same one, and mail systems show it once. */
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly Attachment[];
  /** Ends these mails with one click (RFC 8058); opened in a browser it asks first. */
  readonly unsubscribeUrl?: string;
  /** What the mail is about, for List-Id and filters. */
  readonly list: 'digest' | 'notice';
  /** Marks it as pressing for mail clients. */
  readonly urgent?: boolean;
  readonly lang: Lang;
}

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: string;
}

export interface Mailer {
  /** Resolves when the mail server has taken the letter over. Throws `DeliveryFailure`. */
  send(letter: Letter): Promise<void>;
  /** Asks the server whether it would take mail of ours. Throws `DeliveryFailure`. */
  check(): Promise<void>;
  close(): void;
}

/** A message that could not be delivered. The code says why; nothing of the message is in it. */
export class DeliveryFailure extends Error {
  readonly code: string;
  /** Trying again would not help. */
  readonly final: boolean;

  constructor(code: string, final = false) {
    super(code);
    this.name = 'DeliveryFailure';
    this.code = code;
    this.final = final;
  }
}
