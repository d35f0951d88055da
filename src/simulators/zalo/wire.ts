import { BARE } from './chat.ts';
import type { Args } from './request.ts';
import { isArgs } from './request.ts';

const LONG_INTEGER = /([[:,]\s*)(-?\d{16,})(?=\s*[,}\]])/g;

/** Reads a JSON object of a call; long ids sent as numbers keep their digits. `undefined` = not one. */
export function readArgs(json: string): Args | undefined {
  try {
    const value: unknown = JSON.parse(json.replace(LONG_INTEGER, '$1"$2"'));
    return isArgs(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const BARE_STRING = new RegExp(
  `"${JSON.stringify(BARE).slice(1, -1).replace('\\', '\\\\')}(\\d+)[^"]*"`,
  'g',
);

/** Writes an envelope; ids marked as bare go out as numbers of any length. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value).replace(BARE_STRING, '$1');
}
