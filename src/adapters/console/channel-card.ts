import { html } from 'hono/html';
import type { DigestSettings } from '../../domain/digest/settings.ts';
import type { Channel } from '../../pipeline/ports/notices.ts';
import type { ConsoleDeps } from './deps.ts';
import { digestForm } from './digest-form.ts';
import type { Html } from './frame.ts';
import { type ConsoleContext, mayAs } from './guard.ts';
import { CHANNEL_TEXTS } from './texts/channels.ts';

/** One channel: how it behaves, when it gets digests, a test, its end. */
export function channelCard(
  c: ConsoleContext,
  deps: ConsoleDeps,
  channel: Channel,
  digests: DigestSettings | undefined,
): Html {
  const texts = CHANNEL_TEXTS[c.get('lang')];
  const csrf = html`<input type="hidden" name="csrf" value="${c.get('signed').csrf}" />`;
  const kind =
    channel.kind === 'mail' ? texts.kinds.mail : `${texts.kinds.webhook}, ${texts.presets[channel.preset]}`;
  return html`<article class="panel" aria-labelledby="channel-${channel.id}">
    <h2 id="channel-${channel.id}">${channel.name}</h2>
    <p class="meta">${kind} · ${channel.hint}</p>
    ${channel.hint === '?' ? html`<p class="notice bad">${texts.broken}</p>` : ''}
    <form method="post" action="/channels/${channel.id}" class="stack">
      ${csrf} ${manners(c, channel)}
      <button>${texts.save}</button>
    </form>
    ${channel.kind === 'mail' ? digestPart(c, deps, channel, digests) : ''}
    <div class="decisions">
      <form method="post" action="/channels/${channel.id}/test">${csrf}<button>${texts.test}</button></form>
      <details><summary>${texts.remove}</summary>
        <form method="post" action="/channels/${channel.id}/remove">${csrf}
          <p class="quiet">${texts.removeSays}</p><button>${texts.removeYes}</button></form>
      </details>
    </div>
  </article>`;
}

/** Of a mailbox: when it gets the page's digests. They hold comments, so an admin alone says so. */
function digestPart(
  c: ConsoleContext,
  deps: ConsoleDeps,
  channel: Channel,
  settings: DigestSettings | undefined,
): Html {
  const says = CHANNEL_TEXTS[c.get('lang')].digest(settings?.times);
  if (!mayAs(c.get('signed').member.role, 'admin')) return html`<p class="quiet">${says}</p>`;
  return html`<details><summary>${says}</summary>
    ${digestForm(c, deps, { action: `/channels/${channel.id}/digest`, key: `digest-${channel.id}`, settings })}
  </details>`;
}

/** Name, language and quiet hours: what may be changed later as well. */
export function manners(c: ConsoleContext, channel: Channel | undefined): Html {
  const lang = c.get('lang');
  const texts = CHANNEL_TEXTS[lang];
  const time = (name: 'from' | 'to'): Html =>
    html`<label>${texts[name]} <input type="time" name="${name}" value="${channel?.quiet?.[name] ?? ''}" /></label>`;
  return html`<label>${texts.name}
      <input name="name" required maxlength="80" autocomplete="off" value="${channel?.name ?? ''}" /></label>
    <label>${texts.lang}
      <select name="lang">${(['vi', 'en'] as const).map(
        (each) =>
          html`<option value="${each}" ${each === (channel?.lang ?? lang) ? html`selected` : ''}>${texts.langs[each]}</option>`,
      )}</select></label>
    <fieldset><legend>${texts.quiet}</legend>
      <p class="quiet">${texts.quietSays}</p>
      <div class="row">${time('from')} ${time('to')}</div></fieldset>`;
}
