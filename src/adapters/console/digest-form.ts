import { html } from 'hono/html';
import { DEFAULT_TIMES, EVERY_DAY } from '../../domain/digest/settings.ts';
import type { ConsoleDeps } from './deps.ts';
import type { Html } from './frame.ts';
import type { ConsoleContext } from './guard.ts';
import { MAIL_TEXTS } from './texts/mails.ts';

/** When and of what a person gets digests by mail. */
export async function digestForm(c: ConsoleContext, deps: ConsoleDeps): Promise<Html> {
  const { member, csrf } = c.get('signed');
  const texts = MAIL_TEXTS[c.get('lang')];
  const [settings, all] = await Promise.all([
    deps.subscribers.settings(`moderator:${member.id}`),
    deps.sources.list(),
  ]);
  const sources = all.filter(({ id }) => member.sources === undefined || member.sources.includes(id));
  const days = settings?.days ?? EVERY_DAY;
  const check = (name: string, value: number | string, on: boolean, label: string): Html =>
    html`<label><input type="checkbox" name="${name}" value="${value}" ${on ? html`checked` : ''} /> ${label}</label>`;
  return html`<h2 id="digest">${texts.title}</h2>
    <form method="post" action="/me/digest" class="stack">
      <input type="hidden" name="csrf" value="${csrf}" />
      ${check('receive', 'yes', settings !== undefined, texts.receive)}
      <label>${texts.times}
        <input name="times" value="${(settings?.times ?? DEFAULT_TIMES).join(', ')}" maxlength="80" autocomplete="off"
          aria-describedby="digest-says" /></label>
      <p class="quiet" id="digest-says">${texts.says}</p>
      <label>${texts.zone}
        <input name="zone" value="${settings?.zone ?? deps.timeZone}" maxlength="60" autocomplete="off" /></label>
      <fieldset><legend>${texts.days}</legend>
        ${EVERY_DAY.map((day) => check('days', day, days.includes(day), texts.weekdays[day - 1] ?? ''))}</fieldset>
      ${check('urgent', 'yes', settings?.urgent ?? true, texts.urgent)}
      ${
        sources.length < 2
          ? ''
          : html`<fieldset><legend>${texts.pages}</legend>
              ${sources.map(({ id, name }) => check('sources', id, settings?.sources?.includes(id) ?? false, name))}</fieldset>`
      }
      <button>${texts.save}</button>
    </form>`;
}
