/** A field of a posted form; empty where it is missing, given twice or a file. */
export function field(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

/** A whole positive number as ids are, or undefined. */
export function idFrom(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,15}$/u.test(text)) return undefined;
  const id = Number(text);
  return id > 0 ? id : undefined;
}

/** A path of our own to go to; anything else (other hosts, `//`, `\`) leads home. */
export function ownPath(to: string | undefined): string {
  if (to === undefined || to.length > 2_000 || !/^\/(?![/\\])[^\\\s]*$/u.test(to)) return '/';
  const url = new URL(to, 'http://own.invalid');
  const path = url.pathname + url.search + url.hash;
  // Dots taken away may have laid a double slash bare.
  return url.host === 'own.invalid' && !path.startsWith('//') ? path : '/';
}
