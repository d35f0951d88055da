import { html } from 'hono/html';
import { PRESETS } from '../../../pipeline/ports/notices.ts';
import { channelCard, manners } from '../channel-card.ts';
import type { ConsoleDeps } from '../deps.ts';
import { idFrom } from '../form.ts';
import type { Html } from '../frame.ts';
import type { ConsoleContext } from '../guard.ts';
import { page } from '../layout.ts';
import { noticeLines } from '../lost.ts';
import { problem } from '../problem.ts';
import { CHANNEL_TEXTS } from '../texts/channels.ts';

const MOST_LOST = 20;

interface NamedSource {
  readonly id: number;
  readonly name: string;
}

/** A source's channels: who is told, when they are not, what did not arrive. */
export async function channelsPage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const source = await sourceFrom(deps, idFrom(c.req.param('id')));
  return source === undefined ? problem(c, 404, 'absent') : showChannels(c, deps, source);
}

export async function sourceFrom(
  deps: ConsoleDeps,
  id: number | undefined,
): Promise<NamedSource | undefined> {
  const source = id === undefined ? undefined : await deps.sources.get(id);
  return source === undefined || source.status === 'removed' ? undefined : source;
}

export async function showChannels(
  c: ConsoleContext,
  deps: ConsoleDeps,
  source: NamedSource,
  told: Html = html``,
): Promise<Response> {
  const texts = CHANNEL_TEXTS[c.get('lang')];
  const [channels, unheard, lost] = await Promise.all([
    deps.channels.list(source.id),
    deps.notices.unheard(),
    deps.notices.lost([source.id], MOST_LOST),
  ]);
  const digests = new Map(
    await Promise.all(
      channels
        .filter(({ kind }) => kind === 'mail')
        .map(async ({ id }) => [id, await deps.subscribers.settings(`channel:${id}`)] as const),
    ),
  );
  const title = texts.title(source.name);
  return page(
    c,
    title,
    html`<h1>${title}</h1>
      <p class="lead">${texts.lead}</p>
      ${told}
      ${unheard.some(({ id }) => id === source.id) ? html`<p class="notice bad">${texts.unheard}</p>` : ''}
      ${channels.length === 0 ? html`<p class="empty">${texts.none}</p>` : ''}
      <div class="grid">${channels.map((channel) =>
        channelCard(c, deps, channel, digests.get(channel.id)),
      )}</div>
      ${lost.length === 0 ? '' : html`<ul class="lost">${noticeLines(c, deps, lost, c.req.method === 'GET' ? c.req.path : `/sources/${source.id}/channels`)}</ul>`}
      ${addForm(
        c,
        source,
        texts.addMail,
        html`<label>${texts.address}
        <input name="mail" type="email" required maxlength="320" autocomplete="off" /></label>`,
      )}
      ${addForm(
        c,
        source,
        texts.addWebhook,
        html`<label>${texts.url}
            <input name="url" required maxlength="2000" autocomplete="off" spellcheck="false" inputmode="url" aria-describedby="url-says" /></label>
          <p class="quiet" id="url-says">${texts.urlSays}</p>
          <label>${texts.preset}
            <select name="preset">${PRESETS.map((preset) => html`<option value="${preset}">${texts.presets[preset]}</option>`)}</select></label>
          <label>${texts.chat} <input name="chat" maxlength="80" autocomplete="off" /></label>`,
      )}
      <p><a href="/sources">${texts.back}</a></p>`,
  );
}

function addForm(c: ConsoleContext, source: NamedSource, title: string, target: Html): Html {
  const texts = CHANNEL_TEXTS[c.get('lang')];
  return html`<details class="panel"><summary>${title}</summary>
    <form method="post" action="/sources/${source.id}/channels" class="stack">
      <input type="hidden" name="csrf" value="${c.get('signed').csrf}" />
      ${target} ${manners(c, undefined)}
      <button class="primary">${texts.add}</button>
    </form>
  </details>`;
}
