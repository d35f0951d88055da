import type { Seen } from '../../pipeline/ports/cases.ts';

/** What stood on the screen, as forms and the script carry it: `2.417`, decision number and text. */
export function writeSeen({ number, revision }: Seen): string {
  return `${number}.${revision}`;
}

/** The same, read back; undefined for anything else. */
export function readSeen(text: string): Seen | undefined {
  const match = /^(\d{1,9})\.(\d{1,15})$/u.exec(text);
  return match === null ? undefined : { number: Number(match[1]), revision: Number(match[2]) };
}
