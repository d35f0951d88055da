import type { ConsoleDeps } from '../deps.ts';
import { field, idFrom, ownPath } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import { problemSaying } from '../problem.ts';
import { TEXTS } from '../texts/index.ts';

/** A failed action is tried again. */
export async function retryAction(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  return onOwnAction(c, deps, async (actionId, memberId) => {
    if (await deps.actions.retry(actionId, memberId)) await deps.queues.ring('act', {}, { dedupe: 'act-0' });
  });
}

/** A failed action or a task is let be. */
export async function dismissAction(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  return onOwnAction(c, deps, async (actionId, memberId) => {
    await deps.actions.dismiss(actionId, memberId);
  });
}

/** A by-hand task was done. */
export async function handDone(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  return onOwnAction(c, deps, async (actionId, memberId) => {
    await deps.tasks.done(actionId, memberId);
  });
}

/** It was not done after all. */
export async function handReopen(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  return onOwnAction(c, deps, async (actionId, memberId) => {
    await deps.tasks.reopen(actionId, memberId);
  });
}

/** Only actions of cases the person may see; any other one does not exist for them. */
async function onOwnAction(
  c: ConsoleContext,
  deps: ConsoleDeps,
  work: (actionId: number, memberId: number) => Promise<void>,
): Promise<Response> {
  const { member } = c.get('signed');
  const actionId = idFrom(c.req.param('id'));
  const caseId = actionId === undefined ? undefined : await deps.board.caseOfAction(actionId);
  const found = caseId === undefined ? undefined : await deps.board.get(caseId, member.sources);
  if (actionId === undefined || found === undefined) {
    return problemSaying(c, 404, TEXTS[c.get('lang')].missing);
  }
  await work(actionId, member.id);
  return c.redirect(ownPath(field(await c.req.parseBody(), 'back')), 303);
}
