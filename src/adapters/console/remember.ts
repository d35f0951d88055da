interface Remembering<Key> {
  /** Keys that say the same are one; absent = the key itself. */
  readonly keyOf?: (key: Key) => unknown;
  /** A clock in milliseconds. */
  readonly now?: () => number;
}

/**
 * The same answer for `milliseconds`: what twenty cards of one page ask for is read once. Who asks meanwhile waits for the
 * same reading; failures are not kept.
 */
export function remember<Key, Value>(
  read: (key: Key) => Promise<Value>,
  milliseconds: number,
  { keyOf = (key) => key, now = () => performance.now() }: Remembering<Key> = {},
): (key: Key) => Promise<Value> {
  const known = new Map<unknown, { readonly until: number; readonly value: Promise<Value> }>();
  return (key) => {
    const name = keyOf(key);
    const found = known.get(name);
    if (found !== undefined && found.until > now()) return found.value;
    for (const [old, { until }] of known) if (until <= now()) known.delete(old);
    const value = read(key);
    known.set(name, { until: now() + milliseconds, value });
    value.catch(() => known.get(name)?.value === value && known.delete(name));
    return value;
  };
}
