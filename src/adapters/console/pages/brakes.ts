import type { ConsoleDeps } from '../deps.ts';
import { field, idFrom, ownPath } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import { problem } from '../problem.ts';

/** Releases a brake: automatic hiding within it may go on, and is counted anew. */
export async function releaseBrake(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const id = idFrom(c.req.param('id'));
  const brake = (await deps.controls.brakes()).find((each) => each.id === id);
  if (brake === undefined) return problem(c, 404, 'absent');
  const { source, rule } = brake;
  await deps.controls.release(
    { ...(source === undefined ? {} : { source }), ...(rule === undefined ? {} : { rule }) },
    { moderatorId: c.get('signed').member.id },
  );
  return c.redirect(ownPath(field(await c.req.parseBody(), 'back')), 303);
}

/** Ends the global stop. */
export async function resumeActions(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  await deps.controls.resumeActions({ moderatorId: c.get('signed').member.id });
  await deps.queues.ring('act', {}, { dedupe: 'act-0' });
  return c.redirect('/health', 303);
}
