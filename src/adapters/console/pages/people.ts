import { html } from 'hono/html';
import { moment } from '../../../domain/digest/words.ts';
import type { TeamMember } from '../../../pipeline/ports/access.ts';
import { USER_ROLES } from '../../../pipeline/ports/access.ts';
import type { ConsoleDeps } from '../deps.ts';
import type { ConsoleContext } from '../guard.ts';
import type { Html } from '../frame.ts';
import { page } from '../layout.ts';
import { TEXTS } from '../texts/index.ts';
import { OFFICE } from '../texts/office.ts';

type SourceName = { readonly id: number; readonly name: string };

/** Who may come in and whose pages are whose; for admins. */
export async function peoplePage(c: ConsoleContext, deps: ConsoleDeps, wrong?: string): Promise<Response> {
  const lang = c.get('lang');
  const texts = OFFICE[lang].people;
  const [members, sources] = await Promise.all([deps.access.members(), deps.sources.names()]);
  return page(
    c,
    TEXTS[lang].pages.people,
    html`<h1>${TEXTS[lang].pages.people}</h1>
      <p class="lead">${texts.lead}</p>
      ${wrong === undefined ? '' : html`<p class="notice bad" role="alert">${wrong}</p>`}
      <details class="panel" ${wrong === undefined ? '' : html`open`}>
        <summary>${texts.invite}</summary>
        <form method="post" action="/people" class="stack">
          <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
          <label>${texts.name} <input name="name" required maxlength="100" autocomplete="off" /></label>
          <label>${texts.email} <input name="email" type="email" required maxlength="320" autocomplete="off" /></label>
          ${roleChoice(c, 'moderator')} ${teamChoice(c, sources, [], [])}
          <button class="primary">${texts.add}</button>
        </form>
      </details>
      <div class="grid">${members.map((member) => memberCard(c, deps, member, sources))}</div>`,
  );
}

function memberCard(
  c: ConsoleContext,
  deps: ConsoleDeps,
  member: TeamMember,
  sources: readonly SourceName[],
): Html {
  const lang = c.get('lang');
  const texts = OFFICE[lang].people;
  const { csrf, member: reader } = c.get('signed');
  const self = reader.id === member.id;
  const button = (verb: string, label: string): Html =>
    html`<form method="post" action="/people/${member.id}/${verb}"><input type="hidden" name="csrf" value="${csrf}" /><button>${label}</button></form>`;
  return html`<article class="panel ${member.disabled ? 'paused' : ''}" aria-labelledby="member-${member.id}">
    <h2 id="member-${member.id}">${member.name}${self ? html` <span class="quiet">(${texts.self})</span>` : ''}</h2>
    <p class="meta">${member.email} · ${TEXTS[lang].roles[member.role]}${member.disabled ? html` · <strong>${texts.disabled}</strong>` : ''}</p>
    <p class="quiet">
      ${texts.sessions(member.sessions)} · ${member.hasPassword ? texts.password : texts.noPassword}
      ${member.seenAt === undefined ? '' : html` · ${texts.seen(moment(member.seenAt, lang, deps.timeZone))}`}
    </p>
    ${
      member.disabled
        ? html`<div class="decisions">${button('enable', texts.enable)}</div>`
        : html`<form method="post" action="/people/${member.id}" class="stack">
            <input type="hidden" name="csrf" value="${csrf}" />
            ${self ? '' : roleChoice(c, member.role)} ${teamChoice(c, sources, member.teams, member.seniorOf)}
            <button>${texts.save}</button>
          </form>
          <div class="decisions">
            ${button('link', texts.link)} ${button('end-sessions', texts.endSessions)} ${self ? '' : button('disable', texts.disable)}
          </div>`
    }
  </article>`;
}

function roleChoice(c: ConsoleContext, chosen: string): Html {
  const lang = c.get('lang');
  const texts = OFFICE[lang].people;
  return html`<label>${texts.role}
    <select name="role">
      ${USER_ROLES.map(
        (role) =>
          html`<option value="${role}" ${role === chosen ? html`selected` : ''}>${TEXTS[lang].roles[role]}: ${texts.roleSays[role]}</option>`,
      )}
    </select></label>`;
}

function teamChoice(
  c: ConsoleContext,
  sources: readonly SourceName[],
  teams: readonly number[],
  seniorOf: readonly number[],
): Html {
  const texts = OFFICE[c.get('lang')].people;
  if (sources.length === 0) return html``;
  return html`<fieldset>
    <legend>${texts.team}</legend>
    ${sources.map(
      ({ id, name }) => html`<div class="team">
        <label><input type="checkbox" name="source" value="${id}" ${teams.includes(id) ? html`checked` : ''} /> ${name}</label>
        <label class="quiet"><input type="checkbox" name="senior" value="${id}" ${seniorOf.includes(id) ? html`checked` : ''} />
          ${texts.senior}<span class="sr"> (${name})</span></label>
      </div>`,
    )}
  </fieldset>`;
}
