import { InvalidArgumentError } from 'commander';

/** An ISO 8601 moment given on the command line; without a zone it is Vietnamese time. */
export function moment(text: string): Date {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(
    text,
  );
  const date = new Date(match ? `${match[1]}T${match[2] ?? '00:00'}${match[3] ?? '+07:00'}` : Number.NaN);
  if (Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError('không phải thời điểm ISO 8601 / not an ISO 8601 moment');
  }
  return date;
}
