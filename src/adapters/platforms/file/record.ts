/** One comment of a file. `createdAt` is missing when the file gave none or none that is a time. */
export interface CommentRecord {
  /** Missing when the file gave none: callers fall back on the line number. */
  readonly id?: string;
  readonly text: string;
  readonly author?: string;
  readonly createdAt?: Date;
  readonly post?: string;
  readonly source?: string;
}

/** Below this a number is a time in seconds (it would be March 1973 in milliseconds). */
const SECONDS_BELOW = 1e11;

/**
 * Makes a record of what a line held. Unknown keys are ignored; optional fields of a useless type count as
 * missing; the text is kept exactly as it stands, with NUL and lone surrogates.
 */
export function toRecord(
  fields: Readonly<Record<string, unknown>>,
): CommentRecord | { id?: string; error: string } {
  const id = idOf(fields['id']);
  const text = fields['text'];
  if (typeof text !== 'string') {
    const error = text === undefined ? '"text" is missing' : '"text" is not a string';
    return id === undefined ? { error } : { id, error };
  }
  const author = idOf(fields['author']);
  const createdAt = timeOf(fields['createdAt']);
  const post = idOf(fields['post']);
  const source = idOf(fields['source']);
  return {
    text,
    ...(id !== undefined && { id }),
    ...(author !== undefined && { author }),
    ...(createdAt !== undefined && { createdAt }),
    ...(post !== undefined && { post }),
    ...(source !== undefined && { source }),
  };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

const DIGITS = /^\d{9,13}$/;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;

/** ISO 8601, or seconds or milliseconds since 1970. A time without a zone is Vietnamese time, on every machine. */
function timeOf(value: unknown): Date | undefined {
  if (typeof value === 'number' || (typeof value === 'string' && DIGITS.test(value))) {
    const number = Number(value);
    return valid(new Date(number < SECONDS_BELOW ? number * 1000 : number));
  }
  const [, day, time = '00:00', zone = '+07:00'] = (typeof value === 'string' && ISO.exec(value)) || [];
  return day === undefined
    ? undefined
    : valid(new Date(`${day}T${time}${zone.replace(/(\d{2})(\d{2})$/, '$1:$2')}`));
}

function valid(time: Date): Date | undefined {
  return Number.isNaN(time.getTime()) ? undefined : time;
}
