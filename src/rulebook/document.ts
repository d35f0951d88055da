import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import { fault, type Fault, type Place } from './fault.ts';
import type { FaultCode } from './messages.ts';

/** One file of a rulebook: its path relative to the rules directory (with `/`) and its whole text. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

export type Path = readonly PropertyKey[];

/** A YAML file as plain values that still know where they were written. */
export interface YamlFile {
  readonly value: unknown;
  /** Where the value at this path stands, or the nearest thing around it. */
  place(path: Path): Place;
  /** Where this key of the mapping at this path stands. */
  keyPlace(path: Path, key: string): Place;
  /** The value at this path as it was written. */
  written(path: Path): string | undefined;
  /** What stands in the file from this path to the end of its line. */
  rest(path: Path): string;
  /** Whether the text at this path stands without quotes. */
  isPlain(path: Path): boolean;
}

/** Longest YAML file read, in UTF-16 units. */
export const LARGEST_FILE = 1_000_000;
const DEEPEST = 24;
/** A file of thousands of aliases is told about the first few. */
const MOST_REFUSED = 8;

/**
 * Reads YAML 1.2 (core schema) without anchors, aliases, tags or several documents: a rule file says what it
 * says where it says it.
 * @param firstLine number of the text's first line, where it is a piece of a file
 */
export function readYaml(file: RuleFile, firstLine = 1): { yaml?: YamlFile; faults: Fault[] } {
  const start: Place = { file: file.path, line: firstLine, column: 1 };
  if (file.text.length > LARGEST_FILE) {
    return { faults: [fault('file-too-large', start, { slots: { limit: LARGEST_FILE } })] };
  }
  const lines = new LineCounter();
  let documents: readonly Document[];
  try {
    const parsed = parseAllDocuments(file.text, {
      version: '1.2',
      schema: 'core',
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'silent',
    });
    documents = Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    // The parser recurses: thousands of nested brackets exhaust its stack.
    if (error instanceof RangeError) return { faults: [fault('too-deep', start)] };
    throw error;
  }
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file: file.path, line: Math.max(1, line) + firstLine - 1, column: Math.max(1, col) };
  };
  const document = documents[0];
  if (!document?.contents) {
    const blank = file.text.trim() === '';
    return { faults: [fault(blank ? 'file-empty' : 'file-comments', start)] };
  }
  const faults = syntaxFaults(document.errors, at, file.text);
  if (documents.length > 1) faults.push(fault('many-documents', at(documents[1]?.range?.[0] ?? 0)));
  faults.push(...refusedSyntax(document, at));
  if (faults.length > 0) return { faults };
  return { yaml: new Positions(document, document.contents, at, file.text), faults };
}

/** Several complaints about one place are one fault; a bracket or quote never closed explains the others. */
function syntaxFaults(errors: readonly YAMLError[], at: (offset: number) => Place, text: string): Fault[] {
  const byPlace = new Map<number, Fault>();
  for (const error of errors) {
    const found = syntaxFault(error, at, text);
    if ([...byPlace.values()].some(({ code, line }) => code === 'bad-indent' && line === found.line))
      continue;
    const known = byPlace.get(error.pos[0]);
    if (!known || (known.code !== found.code && found.code === 'missing-char'))
      byPlace.set(error.pos[0], found);
  }
  return [...byPlace.values()];
}

const SYNTAX_CODES: Readonly<Partial<Record<YAMLError['code'], FaultCode>>> = {
  DUPLICATE_KEY: 'duplicate-key',
  TAB_AS_INDENT: 'tab-indent',
  BLOCK_AS_IMPLICIT_KEY: 'colon-in-text',
  BAD_INDENT: 'bad-indent',
  MULTILINE_IMPLICIT_KEY: 'missing-char',
  MISSING_CHAR: 'missing-char',
};

function syntaxFault(error: YAMLError, at: (offset: number) => Place, text: string): Fault {
  const [offset] = error.pos;
  const line = lineFrom(text, offset).slice(0, 60);
  const given = SYNTAX_CODES[error.code] ?? 'bad-yaml';
  // An item of a list out of its column is read as anything but an item.
  const code = line.startsWith('- ') && given !== 'tab-indent' ? 'bad-indent' : given;
  if (code === 'bad-indent' && / and end with a [\]}]/.test(error.message)) {
    const open = lastOpen(text.slice(0, offset));
    if (open >= 0) return fault('unclosed', at(open), { value: lineFrom(text, open).slice(0, 60) });
  }
  const pack = code === 'bad-yaml' && /^@packs\/[^\s,\]}"']+/.exec(line);
  if (pack) return fault('pack-unquoted', at(offset), { value: pack[0] });
  const bare = code === 'missing-char' && /^([a-z_]+) +([^:]+)$/.exec(line);
  if (bare && KEYS.includes(bare[1]!)) {
    return fault('colon-missing', at(offset), { value: line, slots: { key: bare[1]!, rest: bare[2]! } });
  }
  return fault(code, at(offset), {
    value: code === 'duplicate-key' ? line.replace(/\s*:.*$/, '') : line || '…',
    slots: { detail: error.message },
  });
}

/** Keys that are often written without their colon. */
const KEYS =
  'id title category stage severity owner why review_by when unless examples phrase contact target'.split(
    ' ',
  );

const lineFrom = (text: string, offset: number): string => text.slice(offset).split(/\r?\n/, 1)[0]!.trim();

/** Offset of the last bracket that is not closed again. */
function lastOpen(text: string): number {
  let closed = 0;
  for (let offset = text.length - 1; offset >= 0; offset--) {
    if (/[\]}]/.test(text[offset]!)) closed++;
    else if (/[[{]/.test(text[offset]!) && --closed < 0) return offset;
  }
  return -1;
}

function refusedSyntax(document: Document, at: (offset: number) => Place): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Node(_, node, ancestors) {
      const place = at(node.range?.[0] ?? 0);
      if (isAlias(node)) faults.push(fault('alias', place, { value: `*${node.source}` }));
      else if (node.anchor) faults.push(fault('anchor', place, { value: `&${node.anchor}` }));
      if (node.tag && !isAlias(node)) faults.push(fault('tag', place, { value: node.tag }));
      if (ancestors.length > DEEPEST * 2) {
        faults.push(fault('too-deep', place));
        return visit.BREAK;
      }
      return faults.length < MOST_REFUSED ? undefined : visit.BREAK;
    },
  });
  return faults;
}

class Positions implements YamlFile {
  readonly value: unknown;
  readonly #root: Node;
  readonly #at: (offset: number) => Place;
  readonly #text: string;

  constructor(document: Document, root: Node, at: (offset: number) => Place, text: string) {
    this.#root = root;
    this.#at = at;
    this.#text = text;
    this.value = document.toJS();
  }

  place(path: Path): Place {
    return this.#at(this.#walk(path).node.range?.[0] ?? 0);
  }

  keyPlace(path: Path, key: string): Place {
    const { node } = this.#walk(path);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (pair && isNode(pair.key)) return this.#at(pair.key.range?.[0] ?? 0);
    }
    return this.place(path);
  }

  written(path: Path): string | undefined {
    const { node, found } = this.#walk(path);
    if (!found || !node.range) return undefined;
    return this.#text.slice(node.range[0], node.range[1]);
  }

  rest(path: Path): string {
    return lineFrom(this.#text, this.#walk(path).node.range?.[0] ?? 0);
  }

  isPlain(path: Path): boolean {
    const { node, found } = this.#walk(path);
    return found && isScalar(node) && node.type === 'PLAIN';
  }

  #walk(path: Path): { node: Node; found: boolean } {
    let node = this.#root;
    for (const step of path) {
      const next: unknown =
        isMap(node) || isSeq(node)
          ? node.get(typeof step === 'symbol' ? String(step) : step, true)
          : undefined;
      if (!isNode(next)) return { node, found: false };
      node = next;
    }
    return { node, found: true };
  }
}
