import pino from 'pino';
import { describeError } from './describe-error.ts';

export type Logger = pino.Logger;

export interface LogOptions {
  readonly level: string;
  /** Readable lines instead of JSON; for a terminal. */
  readonly readable: boolean;
  /** Where lines go instead of standard error. */
  readonly destination?: NodeJS.WritableStream;
}

/** Fields that must never be logged, wherever they appear; a second net under the habit of logging codes and ids. */
const FORBIDDEN = [
  'text',
  'message',
  'token',
  'accessToken',
  'access_token',
  'authorization',
  'authorId',
  'password',
];

/**
 * The process's logger: fixed messages, details in fields, on standard error so that results alone stand on
 * standard output. Errors are reduced to name, code and stack lines: what they quote may be a comment or a token.
 */
export async function openLogger(options: LogOptions): Promise<Logger> {
  const base: pino.LoggerOptions = {
    level: options.level,
    base: null,
    messageKey: 'msg',
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError, error: describeError },
    redact: { paths: FORBIDDEN.flatMap((field) => [field, `*.${field}`]), censor: '•••' },
  };
  if (options.destination !== undefined) return pino(base, options.destination);
  if (!options.readable) return pino(base, pino.destination({ fd: 2, sync: false }));
  const { default: pretty } = await import('pino-pretty');
  return pino(
    base,
    pretty({ destination: 2, sync: true, ignore: 'time', singleLine: true, messageKey: 'msg' }),
  );
}
