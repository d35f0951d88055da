/** What a bare number can follow, so that the ids of nearly every answer, which are strings, cost no second reading. */
const MAYBE_LONG_NUMBER = /(?:^|[[:,])\s*-?\d{16}/;
const LONG_NUMBER = /^-?\d{16,}$/;

/**
 * Parses JSON without losing digits: whole numbers of 16 digits and more, which a double cannot hold, become
 * strings (platforms print their ids as bare numbers now and then).
 *
 * @returns `undefined` when `text` is not JSON (an HTML error page, an empty body).
 */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(MAYBE_LONG_NUMBER.test(text) ? quoteLongNumbers(text) : text);
  } catch {
    return undefined;
  }
}

/** Strings are passed over by hand: one expression for a whole string overflows on those of many megabytes. */
function quoteLongNumbers(text: string): string {
  const next = /"|-?\d[\d.eE+-]*/g;
  let quoted = '';
  let taken = 0;
  for (let found = next.exec(text); found !== null; found = next.exec(text)) {
    const [token] = found;
    if (token === '"') next.lastIndex = endOfString(text, found.index);
    else if (LONG_NUMBER.test(token)) {
      quoted += `${text.slice(taken, found.index)}"${token}"`;
      taken = next.lastIndex;
    }
  }
  return quoted + text.slice(taken);
}

/** Where the string that opens at `start` is over. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
}
