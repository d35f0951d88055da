import type { HideCategory } from '../categories.ts';
import { type Category, CEILING, isHideCategory } from '../categories.ts';
import type { CaseEvent, CaseState } from './transitions.ts';

/** An automatic hide: whose it is, and until when it stands without a person's word. */
export interface Provisional {
  readonly rule: string;
  readonly until: Date;
}

/** How the comment stands at the platform, as far as we brought it about. */
export interface Standing {
  readonly state: CaseState;
  /** A hide of ours is done or on its way. */
  readonly hiddenByUs: boolean;
  /** What that hide was for. */
  readonly hideCategory?: HideCategory;
  /** The last decision ended a hide of ours; undoing it hides again. */
  readonly unhiddenByLast: boolean;
  /** What that hide had before it was ended; absent where nothing of it may come back. */
  readonly former?: {
    /** It was automatic: the rule behind it, and when it would have ended by itself. */
    readonly provisional?: Provisional;
    /** A person had hidden it, and an appeal was being heard. */
    readonly appealed: boolean;
  };
  /** It is to be seen again, and the platform has refused so far. */
  readonly unhideFailed: boolean;
}

/** What must be done at the platform so that it agrees with a decision. */
export type Effect =
  | { readonly verb: 'hide'; readonly category: HideCategory; readonly provisional?: Provisional }
  | { readonly verb: 'unhide' }
  | { readonly verb: 'none' };

/**
 * The effect of an event on the comment's visibility. Confirming a provisional hide needs no call: it is hidden
 * already. A reply cannot be unsent, so undoing it only opens the case again.
 */
export function effectOf(
  event: CaseEvent,
  standing: Standing,
  category: HideCategory | undefined,
  now: Date,
): Effect {
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
      // Handing up changed nothing of what is seen: taking that back changes nothing either.
      if (standing.state === 'escalated')
        return standing.unhideFailed ? { verb: 'unhide' } : { verb: 'none' };
      return standing.hiddenByUs ? { verb: 'unhide' } : hideAgain(standing, now);
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
 * A hide that the undone decision had ended comes back as it was: an automatic one until its former end and not beyond,
 * a person's while the appeal against it is heard. An open case is never hidden without either.
 */
function hideAgain({ unhiddenByLast, hideCategory, state, former }: Standing, now: Date): Effect {
  if (!unhiddenByLast || hideCategory === undefined || state === 'expired' || former === undefined) {
    return { verb: 'none' };
  }
  const { provisional, appealed } = former;
  if (provisional === undefined)
    return appealed ? { verb: 'hide', category: hideCategory } : { verb: 'none' };
  return provisional.until > now ? { verb: 'hide', category: hideCategory, provisional } : { verb: 'none' };
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
