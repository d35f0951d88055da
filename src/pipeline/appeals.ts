import { type ReviewDeps, review } from './review.ts';

/** Appeals heard in one go; the next sweep takes the rest. */
const APPEALS = 200;

/** Reopens the cases whose authors appealed, each for a different moderator. Safe to repeat. */
export async function hearAppeals(deps: ReviewDeps): Promise<number> {
  let heard = 0;
  for (const caseId of await deps.store.appeals(APPEALS)) {
    const decided = await review(deps, {
      caseId,
      event: 'appeal',
      actor: { kind: 'author' },
      why: 'word of appeal',
    });
    if (decided.kind === 'done') heard += 1;
  }
  return heard;
}
