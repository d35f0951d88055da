import type { HideCategory } from '../categories.ts';
import { type Category, CEILING, isHideCategory } from '../categories.ts';
import type { CaseEvent, CaseState } from './transitions.ts';

/** How the comment stands at the platform, as far as we brought it about. */
export interface Standing {
  readonly state: CaseState;
  /** A hide of ours is done or on its way. */
  readonly hiddenByUs: boolean;
  /** What that hide was for. */
  readonly hideCategory?: HideCategory;
  /** The last decision ended a hide of ours; undoing it hides again. */
  readonly unhiddenByLast: boolean;
  /** It is to be seen again, and the platform has refused so far. */
  readonly unhideFailed: boolean;
}

/** What must be done at the platform so that it agrees with a decision. */
export type Effect =
  | { readonly verb: 'hide'; readonly category: HideCategory }
  | { readonly verb: 'unhide' }
  | { readonly verb: 'none' };

/**
 * The effect of an event on the comment's visibility. Confirming a provisional hide needs no call: it is hidden
 * already. A reply cannot be unsent, so undoing it only opens the case again.
 */
export function effectOf(event: CaseEvent, standing: Standing, category: HideCategory | undefined): Effect {
  switch (event) {
    case 'hide':
      if (standing.hiddenByUs) return { verb: 'none' };
      if (category === undefined) throw new TypeError('a hide names its category');
      return { verb: 'hide', category };
    case 'keep':
    case 'reply':
    case 'expire':
      return standing.hiddenByUs ? { verb: 'unhide' } : { verb: 'none' };
    case 'undo':
      if (standing.hiddenByUs) return { verb: 'unhide' };
      if (standing.unhiddenByLast && standing.hideCategory !== undefined && standing.state !== 'expired') {
        return { verb: 'hide', category: standing.hideCategory };
      }
      return { verb: 'none' };
    case 'escalate':
    case 'appeal':
    case 'edit':
      // A decision overtakes what failed before it; what is to be seen stays owed.
      return standing.unhideFailed ? { verb: 'unhide' } : { verb: 'none' };
    default:
      return event satisfies never;
  }
}

/**
 * Whether one person alone may hide: only where a rule found harm that hiding is for, or abuse. Elsewhere (left
 * alone by the rules, or only a question, complaint or claim) a second person must agree.
 */
export function mayHideAlone(categories: readonly Category[]): boolean {
  return categories.some(
    (category) => isHideCategory(category) && (CEILING[category].suggest === 'hide' || category === 'abuse'),
  );
}
