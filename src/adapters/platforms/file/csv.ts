import type { Told } from '../../../domain/lang.ts';

/**
 * A CSV record grown line by line. Our own, because three things are needed together that csv-parse does not
 * give: physical line numbers, byte positions to resume a growing file at, and recovery from a quote that
 * never closes without losing the lines after it.
 *
 * Dialect: RFC 4180; a quote inside an unquoted field is literal.
 */
export class CsvRecord {
  readonly #delimiter: string;
  readonly #fields: string[] = [];
  #field = '';
  #state: 'start' | 'plain' | 'quoted' = 'start';

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** Takes one physical line (without its line feed). `open`: a quoted field goes on in the next line. */
  feed(line: string): 'open' | 'complete' | 'broken' {
    if (this.#state === 'quoted') {
      this.#field += '\n';
    }
    let i = 0;
    while (i < line.length) {
      if (this.#state === 'quoted') {
        const quote = line.indexOf('"', i);
        if (quote === -1) {
          this.#field += line.slice(i);
          return 'open';
        }
        this.#field += line.slice(i, quote);
        i = quote + 1;
        if (line[i] === '"') {
          this.#field += '"';
          i++;
          continue;
        }
        if (i < line.length && line[i] !== this.#delimiter && line.slice(i) !== '\r') {
          return 'broken';
        }
        this.#state = 'plain';
      } else if (this.#state === 'start' && line[i] === '"') {
        this.#state = 'quoted';
        i++;
      } else {
        const end = line.indexOf(this.#delimiter, i);
        this.#field += line.slice(i, end === -1 ? line.length : end);
        if (end === -1) {
          break;
        }
        this.#fields.push(this.#field);
        this.#field = '';
        this.#state = 'start';
        i = end + 1;
      }
    }
    return this.#state === 'quoted' ? 'open' : 'complete';
  }

  /** The fields of a complete record. */
  fields(): string[] {
    return [...this.#fields, this.#field.endsWith('\r') ? this.#field.slice(0, -1) : this.#field];
  }
}

/** Which column holds what. */
export interface Columns {
  readonly delimiter: string;
  /** Lower-cased, trimmed names by position. */
  readonly names: readonly string[];
}

/** Spreadsheets of Vietnamese and other European-style locales write semicolons; tabs come from pasted tables. */
const DELIMITERS = [',', ';', '\t'];

/**
 * Reads the header line. The delimiter is the one under which a column `text` appears.
 * @returns the columns, or in words what is wrong with them
 */
export function readHeader(line: string): Columns | Told {
  for (const delimiter of DELIMITERS) {
    const record = new CsvRecord(delimiter);
    if (record.feed(line) !== 'complete') {
      continue;
    }
    const names = record.fields().map((name) => name.trim().toLowerCase());
    const texts = names.filter((name) => name === 'text').length;
    if (texts === 1) {
      return { delimiter, names };
    }
    if (texts > 1) {
      return {
        vi: 'dòng đầu của CSV có nhiều hơn một cột "text"; chỉ để lại một cột',
        en: 'the CSV header names the column "text" more than once; leave one of them',
      };
    }
  }
  return {
    vi: 'dòng đầu của CSV không có cột "text" (các tên cột: id, text, author, createdAt, post, source)',
    en: 'the CSV header has no column "text" (expected names: id, text, author, createdAt, post, source)',
  };
}
