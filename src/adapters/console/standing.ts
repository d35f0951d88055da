import type { BoardAction, BoardCase, Glance } from '../../pipeline/ports/board.ts';
import type { Texts } from './texts/index.ts';

/** What a case's decision asks of the platform. */
const ASKS = { hidden: 'hide', replied: 'reply' } as const;

/** How far the platform is with what the last decision asks of it; undefined where nothing is outstanding. */
export function outstanding(found: BoardCase): 'waiting' | 'byHand' | 'failed' | undefined {
  const asks = found.state === 'hidden' || found.state === 'replied' ? ASKS[found.state] : 'unhide';
  const last = found.actions.findLast(
    ({ kind, detail, code }) =>
      (kind === 'by-hand' ? detail['verb'] : kind) === asks && code !== 'superseded',
  );
  if (last === undefined) return undefined;
  if (last.state === 'pending' || last.state === 'postponed')
    return last.kind === 'by-hand' ? 'byHand' : 'waiting';
  // What the platform shows meanwhile by somebody else's doing is as it should be.
  const asWanted = asks !== 'reply' && found.hidden === (asks === 'hide');
  return (last.state === 'failed' || wasLetBe(last)) && !asWanted ? 'failed' : undefined;
}

/** Failed, and a person did not want it tried again: it has not come about either. */
function wasLetBe({ state, code }: BoardAction): boolean {
  return state === 'cancelled' && code === 'dismissed';
}

/** A case's state in words; nobody is told that a comment is hidden or answered before the platform says so. */
export function stateSaid(found: BoardCase, texts: Texts): string {
  const how = outstanding(found);
  if (how === undefined) return texts.states[found.state];
  if (found.state === 'hidden' || found.state === 'replied') return texts.coming[found.state][how];
  return `${texts.states[found.state]}; ${texts.coming.shown[how]}`;
}

/** Which actions a card shows and how far each is; the script asks whether it is still so. */
export function actionsMark(actions: Glance['actions']): string {
  return actions.map(({ id, state }) => `${id}:${state}`).join(' ');
}
