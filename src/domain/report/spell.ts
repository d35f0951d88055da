const SIZES = [1, 60, 3600, 86_400] as const;

/** The largest unit that gives at least one, with one decimal where that says more. */
export function spell(
  seconds: number,
  units: readonly [string, string, string, string],
  point: string,
): string {
  let index = SIZES.length - 1;
  while (index > 0 && seconds < SIZES[index]!) index -= 1;
  const amount = seconds / SIZES[index]!;
  const shown =
    amount < 10 && index > 0 ? amount.toFixed(1).replace(/\.0$/u, '') : String(Math.round(amount));
  return `${shown.replace('.', point)} ${units[index]}`;
}
