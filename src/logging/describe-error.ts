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

/**
 * Reduces an error to what is safe: its name, its code and where it happened. Never its message, which in database
 * and HTTP errors quotes values, addresses and headers.
 */
export function describeError(error: unknown, depth = 0): Described {
  if (!types.isNativeError(error)) return { name: typeof error };
  const code = 'code' in error ? error.code : undefined;
  const at = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /u.test(line))
    .slice(0, FRAMES)
    .map((line) => line.trim());
  return {
    name: error.name === 'Error' ? error.constructor.name : error.name,
    ...(typeof code === 'string' && CODE.test(code) ? { code } : {}),
    ...(at.length === 0 ? {} : { at }),
    ...(error.cause === undefined || depth >= DEPTH ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}
