import { html } from 'hono/html';
import { brakeCauseInWords, brakeScopeInWords } from '../../domain/act/brake-words.ts';
import { moment } from '../../domain/digest/words.ts';
import type { StandingBrake } from '../../pipeline/ports/controls.ts';
import type { ConsoleDeps } from './deps.ts';
import type { Html } from './frame.ts';
import type { ConsoleContext } from './guard.ts';
import { OFFICE } from './texts/office.ts';

/** Brakes that stand, in plain words, each with the button that releases it; nothing where none stands. */
export function brakeList(
  c: ConsoleContext,
  deps: ConsoleDeps,
  brakes: readonly StandingBrake[],
  back: string,
): Html {
  if (brakes.length === 0) return html``;
  const lang = c.get('lang');
  const texts = OFFICE[lang].brakes;
  return html`<ul class="lost">${brakes.map(
    (brake) => html`<li class="notice bad">
      <span><strong>${brakeScopeInWords(brake, lang)}</strong>: ${texts.off}
        ${texts.since(moment(brake.at, lang, deps.timeZone))} ${texts.because(brakeCauseInWords(brake, lang))}</span>
      <form method="post" action="/brakes/${brake.id}/release">
        <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
        <input type="hidden" name="back" value="${back}" />
        <button>${texts.release}<span class="sr"> ${brakeScopeInWords(brake, lang)}</span></button>
      </form>
    </li>`,
  )}</ul>`;
}

/** The global stop, with the button that ends it; nothing while actions are carried out. */
export async function stopNotice(c: ConsoleContext, deps: ConsoleDeps): Promise<Html> {
  const stop = await deps.controls.stopped();
  if (stop === undefined) return html``;
  const lang = c.get('lang');
  const texts = OFFICE[lang].brakes;
  return html`<div class="notice bad">
    <p>${texts.stopped(moment(stop.at, lang, deps.timeZone), stop.why ?? stop.by)}</p>
    <form method="post" action="/actions/resume">
      <input type="hidden" name="csrf" value="${c.get('signed').csrf}" /><button>${texts.resume}</button>
    </form>
  </div>`;
}
