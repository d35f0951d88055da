/**
 * The same answer for `milliseconds`: what twenty cards of one page ask for is read once. Failures are not kept.
 */
export function remember<Key, Value>(
  read: (key: Key) => Promise<Value>,
  milliseconds: number,
  now: () => number = () => performance.now(),
): (key: Key) => Promise<Value> {
  const known = new Map<Key, { readonly until: number; readonly value: Promise<Value> }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined && found.until > now()) return found.value;
    const value = read(key);
    known.set(key, { until: now() + milliseconds, value });
    value.catch(() => known.delete(key));
    return value;
  };
}
