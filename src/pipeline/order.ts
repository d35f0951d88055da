import { PlatformFailure } from '../domain/failure.ts';
import type { ActionFailure, ActionKind, ActionStore, ClaimedAction } from './ports/acting.ts';
import type { People } from './ports/people.ts';
import type { Order } from './ports/platform.ts';

/** What reaches a person; the rest names a comment or a post. */
const TO_PERSON: ReadonlySet<ActionKind> = new Set(['reply', 'tag', 'untag', 'remove-member']);

export interface OrderDeps {
  readonly store: Pick<ActionStore, 'isAnswer'>;
  readonly people: Pick<People, 'open'>;
}

/** The order to give, or why none is given. */
export function prepare(deps: OrderDeps, action: ClaimedAction): Order | ActionFailure {
  if (action.kind === 'unhide' && action.comment.hiddenByOther) {
    return { kind: 'cancelled', code: 'hidden-by-other' };
  }
  try {
    return orderOf(deps, action) ?? { kind: 'give-up', code: 'unsupported' };
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    // No secret here opens whom it goes to; a person finds them at the platform.
    return { kind: 'give-up', code: error.code, byHand: true };
  }
}

function orderOf(deps: OrderDeps, action: ClaimedAction): Order | undefined {
  const { comment, detail, source } = action;
  const sealed = TO_PERSON.has(action.kind) ? comment.answerTo : undefined;
  const answerTo = sealed === undefined ? undefined : deps.people.open(sealed);
  switch (action.kind) {
    case 'hide':
    case 'unhide':
      return { verb: action.kind, comment: comment.externalId, post: comment.postExternalId };
    case 'reply':
      return {
        verb: 'reply',
        comment: comment.externalId,
        kind: comment.kind,
        text: detail['text'] ?? '',
        post: comment.postExternalId,
        isTaken: (externalId) => deps.store.isAnswer(source.id, externalId),
        ...(answerTo === undefined ? {} : { answerTo }),
        ...(action.attemptedAt === undefined ? {} : { attemptedAt: action.attemptedAt }),
      };
    case 'tag':
    case 'untag':
      return answerTo === undefined
        ? undefined
        : { verb: action.kind, answerTo, tag: detail['tag'] ?? 'sang' };
    case 'remove-member':
      return answerTo === undefined
        ? undefined
        : { verb: 'remove-member', post: comment.postExternalId, answerTo };
    case 'comments-off':
    case 'comments-on':
      return { verb: action.kind, post: comment.postExternalId };
    default:
      return action.kind satisfies never;
  }
}
