import { html } from 'hono/html';
import {
  DEFAULT_TIMES,
  type DigestSettings,
  EVERY_DAY,
  readSettings,
  type SettingsFault,
} from '../../domain/digest/settings.ts';
import type { ConsoleDeps } from './deps.ts';
import { field } from './form.ts';
import type { Html } from './frame.ts';
import type { ConsoleContext } from './guard.ts';
import { MAIL_TEXTS } from './texts/mails.ts';

export interface DigestForm {
  /** Where it is posted to. */
  readonly action: string;
  /** Tells the forms of one page apart. */
  readonly key: string;
  /** Absent = no digests. */
  readonly settings: DigestSettings | undefined;
  /** Pages to choose from; a mailbox of one page has no choice. */
  readonly sources?: readonly { readonly id: number; readonly name: string }[];
}

/** When and of what somebody gets digests by mail. */
export function digestForm(c: ConsoleContext, deps: ConsoleDeps, form: DigestForm): Html {
  const texts = MAIL_TEXTS[c.get('lang')];
  const { settings, sources = [] } = form;
  const days = settings?.days ?? EVERY_DAY;
  const check = (name: string, value: number | string, on: boolean, label: string): Html =>
    html`<label><input type="checkbox" name="${name}" value="${value}" ${on ? html`checked` : ''} /> ${label}</label>`;
  return html`<form method="post" action="${form.action}" class="stack">
    <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
    ${check('receive', 'yes', settings !== undefined, texts.receive)}
    <label>${texts.times}
      <input name="times" value="${(settings?.times ?? DEFAULT_TIMES).join(', ')}" maxlength="80" autocomplete="off"
        aria-describedby="${form.key}-says" /></label>
    <p class="quiet" id="${form.key}-says">${texts.says}</p>
    <label>${texts.zone}
      <input name="zone" value="${settings?.zone ?? deps.timeZone}" maxlength="60" autocomplete="off" /></label>
    <fieldset class="days"><legend>${texts.days}</legend>
      ${EVERY_DAY.map((day) => check('days', day, days.includes(day), texts.weekdays[day - 1] ?? ''))}</fieldset>
    ${check('urgent', 'yes', settings?.urgent ?? true, texts.urgent)}
    ${
      sources.length < 2
        ? ''
        : html`<fieldset><legend>${texts.pages}</legend>
            ${sources.map(({ id, name }) => check('sources', id, settings?.sources?.includes(id) ?? false, name))}</fieldset>`
    }
    ${deps.mails ? '' : html`<p class="notice">${texts.noServer}</p>`}
    <button>${texts.save}</button>
  </form>`;
}

/** What such a form says: settings, none, or what of it cannot be read. */
export function readDigestForm(
  body: Readonly<Record<string, unknown>>,
  zone: string,
): DigestSettings | undefined | SettingsFault {
  if (field(body, 'receive') === '') return undefined;
  const chosen = many(body['sources']);
  return readSettings(
    {
      times: field(body, 'times'),
      days: many(body['days']),
      zone: field(body, 'zone').trim(),
      urgent: field(body, 'urgent') !== '',
      ...(chosen.length === 0 ? {} : { sources: chosen }),
    },
    zone,
  );
}

function many(value: unknown): string[] {
  return [value].flat().filter((each): each is string => typeof each === 'string');
}
