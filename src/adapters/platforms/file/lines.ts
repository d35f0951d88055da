import { isUtf8 } from 'node:buffer';

/** Where reading stands: the number of the next physical line (1-based) and its first byte. */
export interface Position {
  readonly line: number;
  readonly byte: number;
}

/** One physical line, without its line feed; a carriage return is still on it. */
export interface Line {
  readonly at: Position;
  readonly next: Position;
  readonly text: string;
  /** Why the line cannot be used; `text` is empty then. */
  readonly fault?: string;
  /** The input ended before a line feed: the writer may not be done with it. */
  readonly partial: boolean;
}

export const START: Position = { line: 1, byte: 0 };

/** A comment of a million characters, every one escaped, still fits. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

const LF = 0x0a;
const REPLACEMENT = '\uFFFD';

/**
 * Splits a byte stream at line feeds, a batch of lines for each chunk, in constant memory: a line longer than
 * `maxBytes` is dropped while it streams by and reported. A byte order mark at byte 0 is removed.
 */
export async function* splitLines(
  input: AsyncIterable<Uint8Array>,
  from: Position = START,
  maxBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<Line[]> {
  let at = from;
  let pieces: Uint8Array[] = [];
  let length = 0;

  const finish = (last: Uint8Array, partial: boolean): Line => {
    const total = length + last.length;
    const next = { line: at.line + 1, byte: at.byte + total + (partial ? 0 : 1) };
    let line: Line;
    if (total > maxBytes) {
      line = { at, next, text: '', partial, fault: `the line is longer than ${maxBytes} bytes` };
    } else {
      const bytes = pieces.length === 0 ? last : Buffer.concat([...pieces, last], total);
      line = { at, next, partial, ...decode(bytes, at.byte === 0) };
    }
    at = next;
    pieces = [];
    length = 0;
    return line;
  };

  for await (const chunk of input) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      lines.push(finish(chunk.subarray(start, end), false));
      start = end + 1;
    }
    if (start < chunk.length) {
      const rest = chunk.subarray(start);
      length += rest.length;
      // Past the limit only the length is kept.
      if (length <= maxBytes) {
        pieces.push(rest);
      } else {
        pieces = [];
      }
    }
    if (lines.length > 0) {
      yield lines;
    }
  }
  if (length > 0) {
    yield [finish(new Uint8Array(0), true)];
  }
}

function decode(bytes: Uint8Array, first: boolean): { text: string; fault?: string } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = view.toString('utf8');
  if (text.includes(REPLACEMENT) && !isUtf8(view)) {
    return { text: '', fault: 'not valid UTF-8' };
  }
  return { text: first && text.startsWith('\uFEFF') ? text.slice(1) : text };
}
