import { isUtf8 } from 'node:buffer';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal } from '../domain/failure.ts';
import { LARGEST_FILE, type RuleFile } from './document.ts';
import { fault, type Fault } from './fault.ts';

/** Packs and claims may be longer than a rule file. */
const LARGEST_LIST = 20_000_000;
const DEEPEST_FOLDER = 6;
/** What stands beside rules on purpose: notes, the schema for editors, files on their way. */
const BESIDE = /\.(md|part|swp|tmp)$|schema\.json$|~$/iu;
const CONTROL = /(?![\t\n\r])\p{Cc}/u;

/** The rules directory shipped with the program, found from this file upwards (source tree or build). */
export function shippedRules(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const rules = path.join(folder, 'rules');
    if (existsSync(path.join(rules, 'decisions.yaml'))) return rules;
    const parent = path.dirname(folder);
    if (parent === folder)
      throw new Refusal({
        vi: 'bản cài này thiếu thư mục rules/ đi kèm chương trình; hãy cài lại',
        en: 'the folder rules/ that comes with the program is missing from this installation; install it again',
      });
    folder = parent;
  }
}

/**
 * Reads every file of a rules directory that belongs to a rulebook: `*.yaml`, `packs/**.txt`, `claims/**` (YAML,
 * JSONL), `canaries/**.txt`. Hidden files and notes are left alone, others too with a warning; links must stay inside.
 */
export function readRuleFiles(directory: string): { files: RuleFile[] } & Told {
  const files: RuleFile[] = [];
  const told: Told = { faults: [], warnings: [] };
  walk(directory, told, (full, relative) => readInto(full, relative, files, told.faults));
  return { files, ...told };
}

interface Told {
  readonly faults: Fault[];
  readonly warnings: Fault[];
}

/** What tells one state of a file from another without reading it. */
export interface Seen {
  /** In bytes; 0 where it cannot be read. */
  readonly size: number;
  readonly mark: string;
}

/** The files `readRuleFiles` would read, and what it could not, as the file system describes them. */
export function lookAtRuleFiles(directory: string): ReadonlyMap<string, Seen> {
  const seen = new Map<string, Seen>();
  const told: Told = { faults: [], warnings: [] };
  walk(directory, told, (_, relative, { size, ino, mtimeMs, ctimeMs }) => {
    seen.set(relative, { size, mark: [size, ino, mtimeMs, ctimeMs].join() });
  });
  for (const { file, code } of [...told.faults, ...told.warnings]) seen.set(file, { size: 0, mark: code });
  return seen;
}

/** Calls for each file of a rulebook in order; what cannot be read is a fault and ends nothing. */
function walk(
  directory: string,
  { faults, warnings }: Told,
  take: (full: string, relative: string, stats: Stats) => void,
): void {
  const guard = (file: string, step: () => void): void => {
    try {
      step();
    } catch (error) {
      const detail = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      faults.push(fault('file-unreadable', { file, line: 0, column: 0 }, { slots: { detail } }));
    }
  };
  const visit = (root: string, folder: string, depth: number): void => {
    for (const name of readdirSync(path.join(directory, folder)).sort()) {
      if (name.startsWith('.') || name === 'node_modules') continue;
      const relative = folder === '' ? name : `${folder}/${name}`;
      const full = path.join(directory, relative);
      guard(relative, () => {
        const stats = statSync(full);
        if (lstatSync(full).isSymbolicLink() && !inside(root, realpathSync(full))) {
          faults.push(fault('link-outside', { file: relative, line: 0, column: 0 }));
        } else if (stats.isDirectory()) {
          if (depth < DEEPEST_FOLDER) visit(root, relative, depth + 1);
          else warnings.push(fault('file-ignored', { file: relative, line: 0, column: 0 }));
        } else if (belongs(relative)) {
          take(full, relative, stats);
        } else if (!BESIDE.test(name)) {
          warnings.push(fault('file-ignored', { file: relative, line: 0, column: 0 }));
        }
      });
    }
  };
  guard(directory, () => {
    if (existsSync(directory) && statSync(directory).isDirectory()) visit(realpathSync(directory), '', 0);
    else
      faults.push(fault('directory-missing', { file: directory, line: 0, column: 0 }, { value: directory }));
  });
}

/** Claims from a file or directory of their own, as if they stood in `claims/`. */
export function readClaimFiles(where: string): { files: RuleFile[]; faults: Fault[] } {
  if (!existsSync(where)) {
    return {
      files: [],
      faults: [fault('directory-missing', { file: where, line: 0, column: 0 }, { value: where })],
    };
  }
  const files: RuleFile[] = [];
  const faults: Fault[] = [];
  const names = statSync(where).isDirectory()
    ? readdirSync(where)
        .sort()
        .filter((name) => /\.(ya?ml|jsonl)$/.test(name))
        .map((name) => path.join(where, name))
    : [where];
  for (const full of names) readInto(full, `claims/+/${path.basename(full)}`, files, faults);
  return { files, faults };
}

function belongs(relative: string): boolean {
  if (/^(packs|canaries)\//.test(relative)) return relative.endsWith('.txt');
  if (relative.startsWith('claims/')) return /\.(ya?ml|jsonl)$/.test(relative);
  return /\.ya?ml$/.test(relative);
}

function readInto(full: string, relative: string, files: RuleFile[], faults: Fault[]): void {
  const limit = /\.ya?ml$/.test(relative) ? LARGEST_FILE * 3 : LARGEST_LIST;
  const place = { file: relative, line: 1, column: 1 };
  if (statSync(full).size > limit) {
    faults.push(fault('file-too-large', { ...place, line: 0 }, { slots: { limit } }));
    return;
  }
  const bytes = readFileSync(full);
  if (!isUtf8(bytes)) {
    faults.push(fault('not-utf8', place));
    return;
  }
  const text = bytes.toString('utf8');
  const control = CONTROL.exec(text);
  if (control) {
    const before = text.slice(0, control.index).split('\n');
    const where = { file: relative, line: before.length, column: before.at(-1)!.length + 1 };
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    faults.push(fault('control-character', where, { value: `U+${code}` }));
    return;
  }
  files.push({ path: relative, text });
}

function inside(root: string, target: string): boolean {
  const relative = path.relative(root, target);
  return (
    relative === '' ||
    (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative))
  );
}
