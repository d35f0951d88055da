import { type Effect, effectOf, mayHideAlone, type Standing } from '../domain/act/effects.ts';
import { type CaseEvent, type CaseState, transition } from '../domain/act/transitions.ts';
import type { HideCategory } from '../domain/categories.ts';
import { isNeverHidden } from '../domain/comment.ts';
import type { Actor, CaseStore, FurtherAction, LockedCase, Outcome, Proposal, Seen } from './ports/cases.ts';
import type { Platform, PlatformName } from './ports/platform.ts';
import type { Queues } from './ports/queue.ts';

/** What a person wants done with a case. */
export interface Decide {
  readonly caseId: number;
  readonly event: Extract<CaseEvent, 'keep' | 'hide' | 'reply' | 'escalate' | 'undo' | 'appeal'>;
  readonly actor: Actor;
  /**
   * What the person saw. Anything else means that somebody decided or the text was changed in between; nothing is
   * overwritten then. Absent only for orders that hold whatever happened (`sang undo`).
   */
  readonly seen?: Seen;
  readonly category?: HideCategory;
  /** Whose proposal to hide the person saw and agrees to; that it was there alone is no agreement. */
  readonly agreesWith?: number;
  /** Text of a reply, as previewed. */
  readonly reply?: string;
  readonly why?: string;
}

export type Decided =
  | { readonly kind: 'done'; readonly state: CaseState; readonly number: number; readonly byHand: boolean }
  /** Somebody was faster; `by` and `at` say who and when. `edited`: nobody was, but the text is another one now. */
  | {
      readonly kind: 'conflict';
      readonly state: CaseState;
      readonly edited: boolean;
      readonly by?: string;
      readonly at?: Date;
    }
  /** The case's state knows no such step. */
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly state: CaseState }
  /** Noted; a second person has to agree. */
  | { readonly kind: 'proposed' }
  | { readonly kind: 'missing' };

/** Why a step is refused. */
export type RefusalCode =
  | 'no-such-step'
  | 'category-needed'
  | 'cannot-hide'
  | 'second-person-needed'
  | 'same-person'
  | 'reply-empty'
  | 'reply-too-long';

export interface ReviewDeps {
  readonly store: CaseStore;
  readonly platforms: ReadonlyMap<PlatformName, Pick<Platform, 'capabilities'>>;
  readonly queues: Pick<Queues, 'ring'>;
}

/**
 * One decision on one case: checked against the transition table under the case's row lock, written together with
 * the actions it needs, then rung. Deciding twice changes nothing: the second call is a conflict.
 */
export async function review(deps: ReviewDeps, wish: Decide): Promise<Decided> {
  const result = await deps.store.decide<Decided>(wish.caseId, (found, now) => {
    const refusal = refuse(deps, wish, found, now);
    if (refusal !== undefined) return { result: refusal };
    const proposal = proposalOf(wish, found);
    if (proposal !== undefined) return { proposal, result: { kind: 'proposed' } };
    const outcome = outcomeOf(deps, wish, found, now);
    return {
      outcome,
      result: {
        kind: 'done',
        state: outcome.to,
        number: found.decisionNumber + 1,
        byHand: outcome.byHand || outcome.further.some((further) => further.byHand),
      },
    };
  });
  if (result === undefined) return { kind: 'missing' };
  if (result.kind === 'done') {
    await deps.queues.ring('act', {}, { dedupe: 'act-0' });
    if (result.state === 'escalated') await deps.queues.ring('notify', {}, { dedupe: 'notify' });
  }
  return result;
}

function refuse(deps: ReviewDeps, wish: Decide, found: LockedCase, now: Date): Decided | undefined {
  const { seen } = wish;
  const stale = seen?.number !== found.decisionNumber || seen.revision !== found.revision || found.edited;
  if (seen !== undefined && stale) {
    return {
      kind: 'conflict',
      state: found.state,
      edited: seen.number === found.decisionNumber,
      ...(found.lastBy === undefined ? {} : { by: found.lastBy.name, at: found.lastBy.at }),
    };
  }
  const no = (code: RefusalCode): Decided => ({ kind: 'refused', code, state: found.state });
  if (transition(found.state, wish.event) === undefined) return no('no-such-step');
  if (wish.event === 'undo' && found.state === 'open' && !found.standing.hiddenByUs)
    return no('no-such-step');
  const person = wish.actor.kind === 'person' ? wish.actor.moderatorId : undefined;
  if (wish.event === 'hide' && wish.category === undefined) return no('category-needed');
  const hides =
    effectOf(wish.event, found.standing, wish.category, now).verb === 'hide' || wish.event === 'hide';
  if (hides && person !== undefined && found.appealedAgainst.includes(person)) return no('same-person');
  if (wish.event === 'hide') {
    if (!isHidable(deps, found)) return no('cannot-hide');
    if (person === undefined && !mayHideAlone(found.categories)) return no('second-person-needed');
  }
  if (wish.event === 'reply') return refuseReply(deps, wish, found, no);
  return undefined;
}

/** Where the platform hides comments it says which; where it hides none, people do, if it can be undone. */
function isHidable({ platforms }: ReviewDeps, { platform, commentKind, canHide }: LockedCase): boolean {
  if (isNeverHidden(commentKind)) return false;
  return canHide || platforms.get(platform)?.capabilities.hide === false;
}

function refuseReply(
  deps: ReviewDeps,
  wish: Decide,
  found: LockedCase,
  no: (code: RefusalCode) => Decided,
): Decided | undefined {
  const text = wish.reply?.trim() ?? '';
  if (text === '') return no('reply-empty');
  const capability = deps.platforms.get(found.platform)?.capabilities.reply;
  if (capability !== undefined && capability !== false && text.length > capability.maxLength) {
    return no('reply-too-long');
  }
  return undefined;
}

/**
 * A hide the rules give no reason for waits for a different person who knows of the proposal and agrees to just that one.
 * Anything else is a proposal of its own and replaces it.
 */
function proposalOf(wish: Decide, found: LockedCase): Proposal | undefined {
  if (wish.event !== 'hide' || wish.category === undefined || wish.actor.kind !== 'person') return undefined;
  if (mayHideAlone(found.categories)) return undefined;
  const { proposal } = found;
  const agreed =
    proposal !== undefined &&
    proposal.moderatorId !== wish.actor.moderatorId &&
    proposal.moderatorId === wish.agreesWith &&
    proposal.category === wish.category;
  return agreed ? undefined : { moderatorId: wish.actor.moderatorId, category: wish.category };
}

function outcomeOf(deps: ReviewDeps, wish: Decide, found: LockedCase, now: Date): Outcome {
  const to = transition(found.state, wish.event);
  if (to === undefined) throw new TypeError('checked before');
  const capabilities = deps.platforms.get(found.platform)?.capabilities;
  // Only a person hides; the command line restores visibility and nothing else, whoever it was handed up to meanwhile.
  const byPerson = wish.actor.kind === 'person';
  const standing: Standing = byPerson ? found.standing : { ...found.standing, state: 'open' };
  const wanted = effectOf(wish.event, standing, wish.category, now);
  const effect: Effect = wanted.verb === 'hide' && !byPerson ? { verb: 'none' } : wanted;
  const further: FurtherAction[] = [
    ...(wish.event === 'reply' && wish.reply !== undefined
      ? [
          {
            kind: 'reply' as const,
            detail: { text: wish.reply.trim() },
            byHand: capabilities === undefined || capabilities.reply === false,
          },
        ]
      : []),
    ...tagging(wish.event, found, capabilities?.tag === true),
  ];
  const judgement = judgementOf(wish);
  return {
    event: wish.event,
    to,
    actor: wish.actor,
    effect,
    further,
    byHand: effect.verb !== 'none' && capabilities?.hide !== true,
    ...(wish.why === undefined ? {} : { why: wish.why }),
    ...(judgement === undefined ? {} : { judgement }),
  };
}

/** The mark of a conversation that was handed up, in the platform's own tool. It says nothing of the person. */
const HANDED_UP = 'sang-dang-xem-xet';

/** While a case is with a senior person the conversation carries a mark, where the platform knows marks. */
function tagging(event: Decide['event'], found: LockedCase, known: boolean): FurtherAction[] {
  if (!known || found.commentKind !== 'message') return [];
  const detail = { tag: HANDED_UP };
  if (event === 'escalate') return [{ kind: 'tag', detail, byHand: false }];
  return found.state === 'escalated' ? [{ kind: 'untag', detail, byHand: false }] : [];
}

/**
 * What a decision says about the rules that fired: only what it is about. Whoever answers a complaint has said nothing of a
 * doubtful spam finding beside it, whoever hands a case up is not sure, and an appeal alone says nothing yet.
 */
function judgementOf({ event, category }: Pick<Decide, 'event' | 'category'>): Outcome['judgement'] {
  switch (event) {
    case 'hide':
      return { confirmed: true, of: category === undefined ? [] : [category] };
    case 'reply':
      return { confirmed: true, of: ['needs-reply', 'false-claim'] };
    case 'escalate':
      return { confirmed: true, of: ['at-risk'] };
    case 'keep':
      return { confirmed: false };
    case 'undo':
      return 'clear';
    case 'appeal':
      return undefined;
    default:
      return event satisfies never;
  }
}
