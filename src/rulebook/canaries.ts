/**
 * Canaries: criticism and innocent talk that no rule or claim may suggest hiding, flag as harm or call urgent. These are
 * part of the program; a page adds its own under `rules/canaries/`, which is read with its rule files, and can take none away.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ShippedCanary {
  readonly text: string;
  /** File name in `src/rulebook/canaries/`, and the 1-based line. */
  readonly file: string;
  readonly line: number;
}

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'canaries');
/** Stands beside the canaries and lists single terms, one a line, which are no sentences. */
const TERMS = 'terms';

/** The canaries shipped with the program, files in name order. */
export function loadCanaries(): ShippedCanary[] {
  return listed('.').flatMap(sentences);
}

/** The terms of public affairs every one of which occurs in a canary. */
export function loadTerms(): string[] {
  return listed(TERMS)
    .flatMap(sentences)
    .map(({ text }) => text);
}

/** The text files of a folder among the canaries, in name order. */
function listed(folder: string): string[] {
  return readdirSync(path.join(FOLDER, folder))
    .filter((name) => name.endsWith('.txt'))
    .toSorted()
    .map((name) => path.join(folder, name));
}

/** One sentence a line; `#` begins a comment line. */
function sentences(file: string): ShippedCanary[] {
  return readFileSync(path.join(FOLDER, file), 'utf8')
    .split('\n')
    .map((raw, index) => ({ text: raw.trim(), file, line: index + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
}
