import { html } from 'hono/html';
import { readQuiet } from '../../../domain/clock.ts';
import { readTarget, tryChannel } from '../../../pipeline/channels.ts';
import type { Channel, ChannelChange } from '../../../pipeline/ports/notices.ts';
import type { ConsoleDeps } from '../deps.ts';
import { readDigestForm } from '../digest-form.ts';
import { field, idFrom } from '../form.ts';
import type { Html } from '../frame.ts';
import type { ConsoleContext } from '../guard.ts';
import { problem } from '../problem.ts';
import { CHANNEL_TEXTS, type ChannelTexts } from '../texts/channels.ts';
import { MAIL_TEXTS } from '../texts/mails.ts';
import { showChannels, sourceFrom } from './channels.ts';

const MOST_NAME = 80;

type Fault = keyof ChannelTexts['faults'];

/** A new channel. The secret that signs a plain webhook is shown here and never again. */
export async function addChannel(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const texts = CHANNEL_TEXTS[c.get('lang')];
  const source = await sourceFrom(deps, idFrom(c.req.param('id')));
  if (source === undefined) return problem(c, 404, 'absent');
  const body = await c.req.parseBody();
  const given = (name: string): Record<string, string> =>
    field(body, name).trim() === '' ? {} : { [name]: field(body, name).trim() };
  const target = readTarget(
    { ...given('mail'), ...given('url'), ...given('preset'), ...given('chat') },
    deps.urlFault,
  );
  const change = manners(body, deps.timeZone);
  const fault = typeof target === 'string' ? target : typeof change === 'string' ? change : undefined;
  if (typeof target === 'string' || typeof change === 'string') {
    c.status(400);
    return showChannels(c, deps, source, bad(fault === undefined ? '' : texts.faults[fault]));
  }
  const by = { moderatorId: c.get('signed').member.id };
  await deps.channels.add({ sourceId: source.id, target, ...change }, by);
  return showChannels(
    c,
    deps,
    source,
    target.kind === 'webhook' && target.preset === 'plain'
      ? html`<div class="notice" role="status"><p>${texts.told.added}</p>
          <label>${texts.secret} <input class="wide" readonly value="${target.secret}" /></label></div>`
      : well(texts.told.added),
  );
}

/** Name, language and quiet hours of a channel. */
export async function changeChannel(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  return onChannel(c, deps, async (channel, texts) => {
    const change = manners(await c.req.parseBody(), deps.timeZone, channel);
    if (typeof change === 'string') return { status: 400, told: bad(texts.faults[change]) };
    await deps.channels.change(channel.id, change, { moderatorId: c.get('signed').member.id });
    return { status: 200, told: well(texts.told.changed) };
  });
}

export async function removeChannel(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  return onChannel(c, deps, async (channel, texts) => {
    await deps.channels.remove(channel.id, { moderatorId: c.get('signed').member.id });
    return { status: 200, told: well(texts.told.removed) };
  });
}

/** Sends a message that says that the channel works, and tells whether it was taken. */
export async function testChannel(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const lang = c.get('lang');
  return onChannel(c, deps, async (channel, texts) => {
    const answer = await tryChannel(deps, channel.id, await deps.now());
    if (answer === 'ok') return { status: 200, told: well(texts.told.tested) };
    const why = answer === 'missing' ? texts.broken : deps.explainCode('', answer)[lang];
    return { status: 200, told: bad(texts.testFailed(why)) };
  });
}

/** Saves when a mailbox gets the page's digests, or that it gets none. */
export async function changeChannelDigest(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const texts = MAIL_TEXTS[c.get('lang')];
  return onChannel(c, deps, async (channel) => {
    if (channel.kind !== 'mail') return problem(c, 404, 'absent');
    const settings = readDigestForm(await c.req.parseBody({ all: true }), deps.timeZone);
    if (typeof settings === 'string') return { status: 400, told: bad(texts.faults[settings]) };
    await deps.subscribers.change(`channel:${channel.id}`, settings, {
      moderatorId: c.get('signed').member.id,
    });
    return { status: 200, told: well(texts.saved) };
  });
}

/** What a change came to; a response = something else is to be answered than the page of the channels. */
type Done = Response | { readonly status: 200 | 400; readonly told: Html };

/** Works on the channel asked for and shows its page again, with what came of it. */
async function onChannel(
  c: ConsoleContext,
  deps: ConsoleDeps,
  work: (channel: Channel, texts: ChannelTexts) => Promise<Done>,
): Promise<Response> {
  const id = idFrom(c.req.param('id'));
  const channel = (await deps.channels.list()).find((each) => each.id === id);
  const source = await sourceFrom(deps, channel?.sourceId);
  if (channel === undefined || source === undefined) return problem(c, 404, 'absent');
  const done = await work(channel, CHANNEL_TEXTS[c.get('lang')]);
  if (done instanceof Response) return done;
  c.status(done.status);
  return showChannels(c, deps, source, done.told);
}

/** What a form says besides the target; quiet hours keep the zone they were set in. */
function manners(
  body: Readonly<Record<string, unknown>>,
  timeZone: string,
  before?: Channel,
): ChannelChange | Fault {
  const name = field(body, 'name').trim();
  if (name === '' || name.length > MOST_NAME) return 'name';
  const [from, to] = [field(body, 'from').trim(), field(body, 'to').trim()];
  const base = { name, lang: field(body, 'lang') === 'en' ? ('en' as const) : ('vi' as const) };
  if (from === '' && to === '') return base;
  const quiet = readQuiet(from, to, before?.quiet?.zone ?? timeZone);
  return quiet === undefined ? 'quiet' : { ...base, quiet };
}

const well = (says: string): Html => html`<p class="notice" role="status">${says}</p>`;
const bad = (says: string): Html => html`<p class="notice bad" role="alert">${says}</p>`;
