/** Strings are skipped whole, so that digits inside a text are never touched. */
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;
const MAYBE_LONG_INTEGER = /\d{16}/;

/**
 * `JSON.parse` that keeps integers of 16 digits and more as strings. Platform ids exceed 2^53 and some
 * endpoints send them as bare numbers; parsed as a number they would silently become another id.
 * @throws SyntaxError as `JSON.parse` does; its message may quote the input, so do not log it.
 */
export function parseLossless(json: string): unknown {
  if (!MAYBE_LONG_INTEGER.test(json)) {
    return JSON.parse(json);
  }
  return JSON.parse(
    json.replace(STRING_OR_LONG_INTEGER, (token) => (token[0] === '"' ? token : `"${token}"`)),
  );
}
