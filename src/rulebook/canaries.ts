/**
 * Canaries: criticism and innocent talk that no rule or claim may suggest hiding or flag as harm. The shipped
 * ones are part of the program; operators add their own files and can take none away.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Canary {
  /** Follows the wording alone, so that it outlives moves within and between files. */
  readonly id: string;
  readonly text: string;
  readonly origin: 'shipped' | 'page';
  /** File name as the operator knows it, and the 1-based line. */
  readonly file: string;
  readonly line: number;
}

const SHIPPED = path.join(path.dirname(fileURLToPath(import.meta.url)), 'canaries');
/** Stands beside the shipped canaries and lists single terms, which are no sentences. */
const TERMS = 'terms.txt';

/**
 * All canaries: the shipped ones first, then those of `extraDir` (`rules/canaries`), files in name order. A folder
 * that does not exist adds nothing; a sentence that was there before is not listed twice.
 */
export function loadCanaries(extraDir?: string): Canary[] {
  const all = [
    ...readFolder(SHIPPED, 'shipped'),
    ...(extraDir !== undefined && existsSync(extraDir) ? readFolder(extraDir, 'page') : []),
  ];
  const seen = new Set<string>();
  return all.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** The terms of public affairs every one of which occurs in a shipped canary. */
export function loadTerms(): string[] {
  return sentences(path.join(SHIPPED, TERMS)).map(({ text }) => text);
}

function readFolder(folder: string, origin: Canary['origin']): Canary[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt') && !(origin === 'shipped' && name === TERMS))
    .toSorted()
    .flatMap((name) =>
      sentences(path.join(folder, name)).map(({ text, line }) => ({
        id: createHash('sha256').update(text.normalize('NFC')).digest('hex').slice(0, 12),
        text,
        origin,
        file: origin === 'shipped' ? `shipped/${name}` : path.join(folder, name),
        line,
      })),
    );
}

/** One sentence a line; `#` begins a comment line; blank lines, a BOM and Windows line ends do not count. */
function sentences(file: string): { text: string; line: number }[] {
  return readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((raw, index) => ({ text: raw.trim(), line: index + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
}
