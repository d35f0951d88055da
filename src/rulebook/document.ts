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
  if (!document?.contents) return { faults: [fault('file-empty', start)] };
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
    const known = byPlace.get(error.pos[0]);
    if (!known || (known.code !== found.code && found.code === 'missing-char'))
      byPlace.set(error.pos[0], found);
  }
  return [...byPlace.values()];
}

function syntaxFault(error: YAMLError, at: (offset: number) => Place, text: string): Fault {
  const code: FaultCode =
    error.code === 'DUPLICATE_KEY'
      ? 'duplicate-key'
      : error.code === 'TAB_AS_INDENT'
        ? 'tab-indent'
        : error.code === 'BLOCK_AS_IMPLICIT_KEY'
          ? 'colon-in-text'
          : error.code === 'BAD_INDENT'
            ? 'bad-indent'
            : error.code === 'MULTILINE_IMPLICIT_KEY' || error.code === 'MISSING_CHAR'
              ? 'missing-char'
              : 'bad-yaml';
  const line = text.slice(error.pos[0]).split(/\r?\n/, 1)[0]!.trim().slice(0, 60);
  return fault(code, at(error.pos[0]), {
    value: code === 'duplicate-key' ? line.replace(/\s*:.*$/, '') : line || '…',
    slots: { detail: error.message },
  });
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
