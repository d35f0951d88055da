import type { Place, RescreenStore } from './ports/rescreening.ts';

const STEP = 5_000;

/**
 * Screens again under the present rulebook all comments written since `since`, whenever nothing new waits. Nothing is
 * acted on twice: open cases take over the new verdict, and what a person decided about the same text stays as it is.
 * Resolves to how many are owed again.
 */
export async function rescreen(
  deps: { readonly store: RescreenStore; readonly ring: () => Promise<void> },
  since: Date,
): Promise<number> {
  let total = 0;
  let place: Place | undefined = { at: since.toISOString(), id: 0 };
  while (place !== undefined) {
    const { put, next } = await deps.store.owe(place, STEP);
    total += put;
    if (put > 0) await deps.ring();
    place = next;
  }
  return total;
}
