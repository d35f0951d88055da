/** What a bare number can follow, so that the ids of nearly every answer, which are strings, cost no second reading. */
const MAYBE_LONG_NUMBER = /(?:^|[[:,])\s*-?\d{16}/;
const STRING_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/**
 * Parses JSON without losing digits: whole numbers of 16 digits and more, which a double cannot hold, become
 * strings (platforms print their ids as bare numbers now and then).
 *
 * @returns `undefined` when `text` is not JSON (an HTML error page, an empty body).
 */
export function readJson(text: string): unknown {
  const safe = MAYBE_LONG_NUMBER.test(text)
    ? text.replace(STRING_OR_LONG_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`))
    : text;
  try {
    return JSON.parse(safe);
  } catch {
    return undefined;
  }
}
