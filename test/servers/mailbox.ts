import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Received extends ParsedMail {
  readonly recipients: readonly string[];
  readonly raw: string;
}

/** A real SMTP server on loopback that keeps what it is given. */
export interface Mailbox {
  readonly url: string;
  readonly mails: Received[];
  /** Different letters: a mail system shows those with one Message-ID once. */
  letters(): number;
  /** Runs before a mail is taken over; what it throws is the server's refusal. */
  before: (() => Promise<void>) | undefined;
  /** Runs when it was taken over and kept, before the sender hears of it. */
  after: (() => Promise<void>) | undefined;
  close(): Promise<void>;
}

/** A refusal with an SMTP status. */
export function refusal(status: number): Error {
  return Object.assign(new Error('refused'), { responseCode: status });
}

export async function openMailbox(): Promise<Mailbox> {
  const mails: Received[] = [];
  const box: Mailbox = {
    url: '',
    mails,
    letters: () => new Set(mails.map((mail) => mail.messageId)).size,
    before: undefined,
    after: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onMailFrom(_address, _session, callback) {
      void answer(async () => box.before?.(), callback);
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        void answer(async () => {
          const raw = Buffer.concat(chunks);
          const recipients = session.envelope.rcptTo.map(({ address }) => address);
          mails.push({ ...(await simpleParser(raw)), recipients, raw: raw.toString('latin1') });
          await box.after?.();
        }, callback);
      });
    },
  });
  // Senders that are killed in the middle are what some tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return Object.assign(box, { url: `smtp://127.0.0.1:${port}` });
}

/** Tells the sender how it went; what was thrown is the refusal. */
async function answer(work: () => Promise<void>, tell: (error?: Error | null) => void): Promise<void> {
  try {
    await work();
  } catch (error) {
    tell(error instanceof Error ? error : new Error('refused'));
    return;
  }
  tell();
}
