import { types } from 'node:util';

/** An error as it may be logged. */
export interface Described {
  readonly name: string;
  readonly code?: string;
  readonly at?: readonly string[];
  readonly cause?: Described;
}

const FRAMES = 6;
const DEPTH = 3;
/** Codes are short and without spaces (`23505`, `ECONNRESET`, `facebook.190.463`); anything else might be a text. */
const CODE = /^[\w.:-]{1,64}$/u;
/** Names of error classes; a library may put a text even there. */
const NAME = /^[\w$.:-]{1,64}$/u;
/** A line as V8 writes it: it ends with a place in a file, or with one of the few places that are none. */
const FRAME = /^ {4}at .*(?:\S:\d+:\d+\)?|\(<anonymous>\)|\(native\)|\(index \d+\))$/u;

/**
 * Reduces an error to what is safe: its name, its code and where it happened. Never its message, which in database
 * and HTTP errors quotes values, addresses and headers.
 */
export function describeError(error: unknown, depth = 0): Described {
  if (!types.isNativeError(error)) return { name: typeof error };
  const code = 'code' in error ? error.code : undefined;
  const name = error.name === 'Error' ? error.constructor.name : error.name;
  const at = frames(error);
  return {
    name: NAME.test(name) ? name : 'Error',
    ...(typeof code === 'string' && CODE.test(code) ? { code } : {}),
    ...(at.length === 0 ? {} : { at }),
    ...(error.cause === undefined || depth >= DEPTH ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

/**
 * Where it happened. The stack begins with the message as it was when the error was made, whose own lines may look like
 * places: only what follows it at once counts, and where it is not found (the message was changed since), nothing does.
 */
function frames(error: Error): string[] {
  const { stack, message } = error;
  if (typeof stack !== 'string' || typeof message !== 'string') return [];
  const begins = stack.indexOf(message);
  const [header = ''] = stack.split('\n', 1);
  // A colon introduces a message: an empty one was not always empty.
  if (begins < 0 || (message === '' && header.includes(': '))) return [];
  const [, ...lines] = stack.slice(begins + message.length).split('\n');
  const ends = lines.findIndex((line) => !FRAME.test(line));
  return lines.slice(0, ends < 0 ? FRAMES : Math.min(ends, FRAMES)).map((line) => line.trim());
}
