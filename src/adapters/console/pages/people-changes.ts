import { html } from 'hono/html';
import { z } from 'zod';
import { readSettings } from '../../../domain/digest/settings.ts';
import { USER_ROLES } from '../../../pipeline/ports/access.ts';
import type { ConsoleDeps } from '../deps.ts';
import { idFrom } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import { page } from '../layout.ts';
import { problem } from '../problem.ts';
import { OFFICE } from '../texts/office.ts';
import { peoplePage } from './people.ts';

/** Minutes an invitation works. */
const INVITATION = 24 * 60;

const many = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((given) =>
    [given]
      .flat()
      .map(idFrom)
      .filter((id) => id !== undefined),
  );
const Invitation = z.object({
  name: z.string().trim().min(1).max(100),
  email: z.email().max(320),
  role: z.enum(USER_ROLES),
  source: many,
  senior: many,
});
const Change = z.object({ role: z.enum(USER_ROLES).optional(), source: many, senior: many });

/** Makes an account and shows its invitation once. */
export async function invite(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const texts = OFFICE[c.get('lang')].people;
  const body = Invitation.safeParse(await c.req.parseBody({ all: true }));
  if (!body.success) {
    c.status(400);
    return peoplePage(c, deps, texts.invalid);
  }
  const members = await deps.access.members();
  if (members.some((member) => member.email.toLowerCase() === body.data.email.toLowerCase())) {
    c.status(409);
    return peoplePage(c, deps, texts.known);
  }
  const by = { moderatorId: c.get('signed').member.id };
  const { name, email, role, source, senior } = body.data;
  const id = await deps.access.addMember({ name, email, role }, by);
  await deps.access.setTeam(id, await teamOf(deps, source, senior), by);
  // As at the command line: the usual digests, until they choose others or none.
  const usual = readSettings({}, deps.timeZone);
  if (typeof usual !== 'string') await deps.subscribers.change(`moderator:${id}`, usual, by);
  return showLink(c, deps, id, name);
}

/** Role and pages of a person; nobody changes their own role. */
export async function changeMember(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member: reader } = c.get('signed');
  const body = Change.safeParse(await c.req.parseBody({ all: true }));
  const member = await find(c, deps);
  if (member === undefined) return problem(c, 404, 'absent');
  if (!body.success) return problem(c, 400, 'bad');
  const by = { moderatorId: reader.id };
  const { role, source, senior } = body.data;
  if (role !== undefined && role !== member.role) {
    if (member.id === reader.id) return refuseSelf(c, deps);
    await deps.access.setRole(member.id, role, by);
  }
  await deps.access.setTeam(member.id, await teamOf(deps, source, senior), by);
  return c.redirect('/people', 303);
}

export async function disableMember(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const member = await find(c, deps);
  if (member === undefined) return problem(c, 404, 'absent');
  if (member.id === c.get('signed').member.id) return refuseSelf(c, deps);
  await deps.access.disable(member.id, { moderatorId: c.get('signed').member.id });
  return c.redirect('/people', 303);
}

export async function enableMember(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const member = await find(c, deps);
  if (member === undefined) return problem(c, 404, 'absent');
  await deps.access.enable(member.id, { moderatorId: c.get('signed').member.id });
  return c.redirect('/people', 303);
}

/** A new link to hand over, as for somebody who forgot their password. */
export async function makeLink(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const member = await find(c, deps);
  if (member === undefined || member.disabled) return problem(c, 404, 'absent');
  return showLink(c, deps, member.id, member.name);
}

export async function endSessions(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const member = await find(c, deps);
  if (member === undefined) return problem(c, 404, 'absent');
  await deps.access.endSessions(member.id, { moderatorId: c.get('signed').member.id });
  return c.redirect('/people', 303);
}

async function find(c: ConsoleContext, deps: ConsoleDeps) {
  const id = idFrom(c.req.param('id'));
  return (await deps.access.members()).find((member) => member.id === id);
}

async function refuseSelf(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  c.status(409);
  return peoplePage(c, deps, OFFICE[c.get('lang')].people.notSelf);
}

/** Only sources that exist; a senior person is one of the team. */
async function teamOf(deps: ConsoleDeps, source: readonly number[], senior: readonly number[]) {
  const known = new Set((await deps.sources.names()).map(({ id }) => id));
  return [...new Set([...source, ...senior])]
    .filter((id) => known.has(id))
    .map((sourceId) => ({ sourceId, senior: senior.includes(sourceId) }));
}

async function showLink(
  c: ConsoleContext,
  deps: ConsoleDeps,
  memberId: number,
  name: string,
): Promise<Response> {
  const texts = OFFICE[c.get('lang')].people;
  const secret = await deps.access.makeLink(memberId, 'sign-in', INVITATION, {
    moderatorId: c.get('signed').member.id,
  });
  const link = new URL(`/link?s=${secret}`, deps.publicUrl ?? c.req.url).href;
  const title = texts.linkTitle(name);
  return page(
    c,
    title,
    html`<h1>${title}</h1>
      <p class="lead">${texts.linkSays}</p>
      <p><label class="sr" for="link">${title}</label><input id="link" class="wide" readonly value="${link}" /></p>
      <p><a href="/people">${texts.back}</a></p>`,
  );
}
