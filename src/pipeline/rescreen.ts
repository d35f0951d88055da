import type { RescreenStore } from './ports/rescreening.ts';

const STEP = 5_000;

/**
 * Screens again under the present rulebook. Nothing is acted on twice: open cases take over the new verdict, and
 * what a person decided about the same text stays as it is.
 */
export async function rescreen(
  deps: { readonly store: RescreenStore; readonly ring: () => Promise<void> },
  since: Date,
): Promise<number> {
  let total = 0;
  for (;;) {
    const put = await deps.store.owe(since, STEP);
    total += put;
    if (put > 0) await deps.ring();
    if (put < STEP) return total;
  }
}
