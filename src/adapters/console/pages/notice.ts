import type { ConsoleDeps } from '../deps.ts';
import { field, idFrom, ownPath } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import { problem } from '../problem.ts';

/** A person takes notice of a pressing case: nobody is told of it any more. Pressing twice changes nothing. */
export async function acknowledge(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member } = c.get('signed');
  const id = idFrom(c.req.param('id'));
  const found = id === undefined ? undefined : await deps.board.get(id, member.sources);
  if (found === undefined) return problem(c, 404, 'absent');
  await deps.notices.acknowledge(found.item.caseId, member.id);
  return c.redirect(`/cases/${found.item.caseId}`, 303);
}

/** Tells a lost notice again, by the wish of somebody who may see its case. */
export async function retryNotice(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const id = idFrom(c.req.param('id'));
  const { member } = c.get('signed');
  if (id === undefined || !(await deps.notices.retry(id, member.sources))) return problem(c, 404, 'absent');
  await deps.queues.ring('notify', {}, { dedupe: 'notify' });
  return c.redirect(ownPath(field(await c.req.parseBody(), 'back')), 303);
}
