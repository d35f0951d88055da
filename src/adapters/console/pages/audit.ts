import { html } from 'hono/html';
import { z } from 'zod';
import { WORDS } from '../../../domain/digest/words.ts';
import type { Lang } from '../../../domain/lang.ts';
import type { AuditEntry } from '../../../pipeline/ports/audit.ts';
import { whyInWords } from '../audit-why.ts';
import type { ConsoleDeps } from '../deps.ts';
import { idFrom } from '../form.ts';
import type { ConsoleContext } from '../guard.ts';
import type { Html } from '../frame.ts';
import { page } from '../layout.ts';
import { TEXTS } from '../texts/index.ts';
import { AUDIT_TEXTS } from '../texts/audit.ts';
import { MAIL_TEXTS } from '../texts/mails.ts';
import { OFFICE } from '../texts/office.ts';

const PAGE = 50;

const id = z.string().transform(idFrom).optional().catch(undefined);
const Query = z.object({
  what: z
    .string()
    .regex(/^[a-z-]+\.[a-z-]+$/u)
    .optional()
    .catch(undefined),
  actor: z.enum(['person', 'rule', 'sweep', 'operator', 'service', 'author']).optional().catch(undefined),
  moderator: id,
  source: id,
  case: id,
  rule: z
    .string()
    .trim()
    .max(100)
    .transform((value) => value || undefined)
    .optional()
    .catch(undefined),
  before: id,
});
type Asked = z.output<typeof Query>;

/** Who did what, when and why; narrowed by a form, page by page. */
export async function auditPage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const lang = c.get('lang');
  const texts = AUDIT_TEXTS[lang];
  const asked = Query.parse(c.req.query());
  const [found, sources, members] = await Promise.all([
    deps.audits.read(
      {
        ...(asked.what === undefined ? {} : { what: asked.what }),
        ...(asked.actor === undefined ? {} : { actor: asked.actor }),
        ...(asked.moderator === undefined ? {} : { moderatorId: asked.moderator }),
        ...(asked.source === undefined ? {} : { source: asked.source }),
        ...(asked.case === undefined ? {} : { caseId: asked.case }),
        ...(asked.rule === undefined ? {} : { rule: asked.rule }),
      },
      { limit: PAGE, ...(asked.before === undefined ? {} : { before: asked.before }) },
    ),
    deps.sources.names(),
    deps.access.members(),
  ]);
  return page(
    c,
    TEXTS[lang].pages.audit,
    html`<h1>${TEXTS[lang].pages.audit}</h1>
      <p class="lead">${texts.lead}</p>
      ${form(c, asked, sources, members)} ${entries(c, deps, found.entries, 'all')}
      ${
        found.next === undefined
          ? ''
          : html`<p class="pager"><a class="button" rel="next" href="${auditPath({ ...asked, before: found.next })}">${TEXTS[lang].more}</a></p>`
      }`,
  );
}

function auditPath(asked: Asked): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(asked))
    if (value !== undefined) parameters.set(name, String(value));
  return `/audit?${parameters.toString()}`;
}

function form(
  c: ConsoleContext,
  asked: Asked,
  sources: readonly { readonly id: number; readonly name: string }[],
  members: readonly { readonly id: number; readonly name: string }[],
): Html {
  const lang = c.get('lang');
  const texts = AUDIT_TEXTS[lang];
  const choice = (
    name: 'what' | 'actor' | 'moderator' | 'source',
    options: readonly (readonly [string, string])[],
  ): Html =>
    html`<label>${texts.filters[name]}
      <select name="${name}">
        <option value="">${TEXTS[lang].any}</option>
        ${options.map(([value, label]) => html`<option value="${value}" ${String(asked[name] ?? '') === value ? html`selected` : ''}>${label}</option>`)}
      </select></label>`;
  return html`<form method="get" action="/audit" class="row">
    ${choice('what', Object.entries(texts.events))}
    ${choice('actor', Object.entries(texts.actors))}
    ${choice(
      'moderator',
      members.map((member) => [String(member.id), member.name]),
    )}
    ${choice(
      'source',
      sources.map((source) => [String(source.id), source.name]),
    )}
    <label>${texts.filters.case} <input name="case" inputmode="numeric" size="6" value="${asked.case ?? ''}" autocomplete="off" /></label>
    <label>${texts.filters.rule} <input name="rule" size="14" value="${asked.rule ?? ''}" autocomplete="off" /></label>
    <span class="buttons"><button>${TEXTS[lang].apply}</button> <a href="/audit">${TEXTS[lang].clear}</a></span>
  </form>`;
}

/** Entries as a table; on a case's own page without the columns that would only repeat it. */
export function entries(
  c: ConsoleContext,
  deps: ConsoleDeps,
  list: readonly AuditEntry[],
  of: 'all' | 'case',
): Html {
  const lang = c.get('lang');
  const texts = AUDIT_TEXTS[lang];
  if (list.length === 0) return html`<p class="empty">${texts.none}</p>`;
  const at = new Intl.DateTimeFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', {
    dateStyle: 'short',
    timeStyle: 'medium',
    timeZone: deps.timeZone,
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${TEXTS[lang].pages.audit}"><table>
    <thead><tr>
      <th scope="col">${texts.at}</th><th scope="col">${texts.who}</th><th scope="col">${texts.what}</th>
      ${of === 'all' ? html`<th scope="col">${texts.where}</th>` : ''}
      <th scope="col">${texts.change}</th><th scope="col">${texts.why}</th>
    </tr></thead>
    <tbody>
      ${list.map(
        (entry) => html`<tr>
          <td class="time">${at.format(entry.at)}</td>
          <td>${entry.who ?? (entry.actor === 'rule' ? entry.rule : undefined) ?? texts.actors[entry.actor]}</td>
          <td>${texts.events[entry.what] ?? entry.what}</td>
          ${of === 'all' ? html`<td>${place(entry)}</td>` : ''}
          <td>${change(entry, lang)}</td>
          <td dir="auto">${whyInWords(entry, lang, (code) => deps.explainCode('', code))}</td>
        </tr>`,
      )}
    </tbody>
  </table></div>`;
}

function place(entry: AuditEntry): Html {
  return html`${entry.source?.name ?? ''}
  ${entry.caseId === undefined ? '' : html`<a href="/cases/${entry.caseId}">#${entry.caseId}</a>`}`;
}

function change({ before, after }: AuditEntry, lang: Lang): Html {
  const from = before === undefined ? '' : valuesOf(before, lang);
  const to = after === undefined ? '' : valuesOf(after, lang);
  return html`${from}${from !== '' && to !== '' ? ' → ' : ''}${to}`;
}

const LONGEST_VALUE = 200;

/** What stands in the audit as names and codes, in the reader's words; numbers of decisions say nothing to people. */
function valuesOf(values: Readonly<Record<string, unknown>>, lang: Lang): string {
  return Object.entries(values)
    .filter(([name, value]) => name !== 'number' && value !== null && value !== undefined)
    .map(([name, value]) => {
      const text = valueIn(lang, name, value);
      const label = AUDIT_TEXTS[lang].fields[name];
      const shown = text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
      return label === '' ? shown : `${label ?? name}: ${shown}`;
    })
    .join(', ');
}

const Team = z.array(z.object({ sourceId: z.number(), senior: z.boolean() }));

function valueIn(lang: Lang, name: string, value: unknown): string {
  const lists: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    state: { ...TEXTS[lang].states, ...AUDIT_TEXTS[lang].decided },
    category: WORDS[lang].category,
    role: TEXTS[lang].roles,
    mode: OFFICE[lang].sources.mode,
    status: OFFICE[lang].sources.status,
    kind: TEXTS[lang].actionKinds,
    verb: TEXTS[lang].actionKinds,
  };
  const { values } = AUDIT_TEXTS[lang];
  if (typeof value === 'boolean') return values[String(value)] ?? String(value);
  if (typeof value === 'string') {
    const list = name === 'digest' ? values : (lists[name] ?? {});
    if (Object.hasOwn(list, value)) return list[value] ?? value;
    return name === 'hash' ? value.slice(0, 16) : value;
  }
  const days = name === 'days' ? z.array(z.number()).safeParse(value).data : undefined;
  if (days !== undefined) return days.map((day) => MAIL_TEXTS[lang].weekdays[day - 1] ?? day).join(', ');
  const team = Team.safeParse(value);
  if (team.success)
    return team.data.map(({ sourceId, senior }) => `#${sourceId}${senior ? '★' : ''}`).join(' ');
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
    ? value.join(', ')
    : JSON.stringify(value);
}
