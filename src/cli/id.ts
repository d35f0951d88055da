import { InvalidArgumentError } from 'commander';
import { words } from './language.ts';

/** The number of a case, a source or a channel; undefined for what cannot be one. */
export function readId(text: string): number | undefined {
  return /^[1-9]\d{0,15}$/u.test(text) ? Number(text) : undefined;
}

/** Reads the number an option takes; commander names the option where it is none. */
export function id(text: string): number {
  const number = readId(text);
  if (number === undefined)
    throw new InvalidArgumentError(words('cần một số nguyên từ 1 trở lên', 'a whole number, from 1 on'));
  return number;
}

/** The same for an option that takes several. */
export function ids(text: string, before: readonly number[] | undefined): readonly number[] {
  return [...(before ?? []), id(text)];
}
