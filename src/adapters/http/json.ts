const STRING_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/**
 * Parses JSON without losing digits: whole numbers of 16 digits and more, which a double cannot hold, become
 * strings (platforms print their ids as bare numbers now and then).
 *
 * @returns `undefined` when `text` is not JSON (an HTML error page, an empty body).
 */
export function readJson(text: string): unknown {
  const safe = /\d{16}/.test(text)
    ? text.replace(STRING_OR_LONG_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`))
    : text;
  try {
    return JSON.parse(safe);
  } catch {
    return undefined;
  }
}
