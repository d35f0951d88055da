import { Refusal } from '../../../domain/failure.ts';
import { readJson } from '../../http/json.ts';
import { type Columns, CsvRecord, readHeader } from './csv.ts';
import { type Line, MAX_LINE_BYTES, type Position, START, splitLines } from './lines.ts';
import { type CommentRecord, toRecord } from './record.ts';

export const FILE_FORMATS = ['jsonl', 'csv'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** What one line (in CSV: one record, which may span lines) held: a comment or the reason why not. */
export type ReadLine = {
  /** 1-based number of the physical line it starts on. */
  readonly line: number;
  /** Where the next one starts. */
  readonly next: Position;
  /** The input ended before this line did. */
  readonly partial: boolean;
} & ({ readonly record: CommentRecord } | { readonly error: string; readonly id?: string });

/** The input as a whole cannot be read. */
export class RefusedInput extends Refusal {}

export interface ReadOptions {
  /** Resume here instead of at the start; for CSV `header` is then needed. */
  readonly from?: Position;
  /** The header line of a CSV input that is read from the middle. */
  readonly header?: string;
}

/** A quoted field running over more lines than this is taken for a quote that was never closed. */
const MAX_RECORD_LINES = 500;
const NEVER_CLOSED = 'a quote is opened and never closed';

/**
 * Reads comments from bytes, in order, in constant memory: a batch for each chunk of input, so that lines typed
 * into a pipe are answered at once. Blank lines are skipped; a line that cannot be read is reported in its
 * place and never ends the reading. Error texts hold nothing of the line itself.
 * @throws RefusedInput for UTF-16 input or a CSV header without `text`
 */
export async function* readComments(
  input: AsyncIterable<Uint8Array>,
  format: FileFormat,
  options: ReadOptions = {},
): AsyncGenerator<ReadLine[]> {
  const take = format === 'jsonl' ? jsonlReader() : csvReader(options.header);
  for await (const lines of splitLines(refuseUtf16(input), options.from ?? START)) {
    const read: ReadLine[] = [];
    for (const line of lines) {
      take.line(line, read);
    }
    if (read.length > 0) {
      yield read;
    }
  }
  const rest: ReadLine[] = [];
  take.end(rest);
  if (rest.length > 0) {
    yield rest;
  }
}

interface LineTaker {
  line(line: Line, into: ReadLine[]): void;
  end(into: ReadLine[]): void;
}

function jsonlReader(): LineTaker {
  return {
    line(line, into) {
      if (line.fault !== undefined) {
        into.push(broken(line, line.fault));
      } else if (line.text.trim() !== '') {
        into.push({ line: line.at.line, next: line.next, partial: line.partial, ...readObject(line.text) });
      }
    },
    end() {},
  };
}

function readObject(text: string): { record: CommentRecord } | { error: string; id?: string } {
  const value = readJson(text);
  if (value === undefined) {
    return { error: 'not valid JSON' };
  }
  return isObject(value) ? wrap(toRecord(value)) : { error: 'not a JSON object' };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function csvReader(header: string | undefined): LineTaker {
  let columns: Columns | undefined = header === undefined ? undefined : columnsOf(header);
  let open: { record: CsvRecord; lines: Line[] } | undefined;

  const take = (line: Line, into: ReadLine[]): void => {
    if (columns === undefined) {
      if (line.fault !== undefined) {
        throw new RefusedInput({
          vi: `không đọc được dòng đầu của CSV: ${line.fault}`,
          en: `the CSV header cannot be read: ${line.fault}`,
        });
      }
      if (line.text.trim() !== '') {
        columns = columnsOf(line.text);
      }
      return;
    }
    if (open === undefined && line.fault === undefined && line.text.trim() === '') {
      return;
    }
    open ??= { record: new CsvRecord(columns.delimiter), lines: [] };
    open.lines.push(line);
    if (line.fault !== undefined) {
      giveUp(line.fault, into);
      return;
    }
    const state = open.record.feed(line.text);
    if (state === 'broken') {
      giveUp('a closing quote is followed by text', into);
    } else if (state === 'complete') {
      const first = open.lines[0] ?? line;
      const read = readFields(open.record.fields(), columns);
      into.push({ line: first.at.line, next: line.next, partial: line.partial, ...read });
      open = undefined;
    } else if (open.lines.length > MAX_RECORD_LINES || line.next.byte - start(open.lines) > MAX_LINE_BYTES) {
      giveUp(NEVER_CLOSED, into);
    }
  };

  /**
   * Reports the first line of the open record alone and reads the others anew.
   * @returns whether those have left a record open again
   */
  const giveUp = (why: string, into: ReadLine[]): boolean => {
    const [first, ...others] = open?.lines ?? [];
    open = undefined;
    if (first !== undefined) {
      into.push(broken(first, first.fault ?? (others.length > 0 ? NEVER_CLOSED : why)));
    }
    for (const line of others) {
      take(line, into);
    }
    return open !== undefined;
  };

  return {
    line: take,
    end(into) {
      // All of it hangs on a quote that may still be closed by what is yet to be written: hence partial.
      const read: ReadLine[] = [];
      for (let more = open !== undefined; more; more = giveUp(NEVER_CLOSED, read));
      into.push(...read.map((line) => ({ ...line, partial: true })));
    },
  };
}

function start(lines: readonly Line[]): number {
  return lines[0]?.at.byte ?? 0;
}

function columnsOf(header: string): Columns {
  const columns = readHeader(header);
  if ('vi' in columns) {
    throw new RefusedInput(columns);
  }
  return columns;
}

const FIELD_OF: Readonly<Record<string, string>> = { createdat: 'createdAt', created_at: 'createdAt' };

function readFields(
  values: readonly string[],
  columns: Columns,
): { record: CommentRecord } | { error: string; id?: string } {
  const fields: Record<string, string> = {};
  columns.names.forEach((name, i) => {
    const value = values[i];
    // An empty cell is a missing value everywhere but in the text, where it is an empty comment.
    if (value !== undefined && (value !== '' || name === 'text')) {
      fields[FIELD_OF[name] ?? name] = value;
    }
  });
  if (values.slice(columns.names.length).some((value) => value.trim() !== '')) {
    // Read on, the text would be cut at a comma that somebody forgot to quote.
    const error = `${values.length} fields where the header has ${columns.names.length}; texts with a delimiter need quotes`;
    return fields['id'] === undefined ? { error } : { id: fields['id'], error };
  }
  return wrap(toRecord(fields));
}

function wrap(
  read: CommentRecord | { id?: string; error: string },
): { record: CommentRecord } | { error: string; id?: string } {
  return 'error' in read ? read : { record: read };
}

function broken(line: Line, error: string): ReadLine {
  return { line: line.at.line, next: line.next, partial: line.partial, error };
}

async function* refuseUtf16(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const chunk of input) {
    if (first && ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff))) {
      throw new RefusedInput({
        vi: 'tệp dùng mã UTF-16; hãy lưu lại dưới dạng UTF-8',
        en: 'the input is UTF-16; save it as UTF-8',
      });
    }
    first = false;
    yield chunk;
  }
}
