import { html } from 'hono/html';
import { z } from 'zod';
import { passages } from '../../../domain/digest/passages.ts';
import { moment, WORDS } from '../../../domain/digest/words.ts';
import type { CheckAnswer, Sample } from '../../../pipeline/ports/checking.ts';
import type { ConsoleDeps } from '../deps.ts';
import { idFrom } from '../form.ts';
import type { Html } from '../frame.ts';
import type { ConsoleContext } from '../guard.ts';
import { page } from '../layout.ts';
import { problem, problemSaying } from '../problem.ts';
import { TEXTS } from '../texts/index.ts';
import { WORKBENCH } from '../texts/workbench.ts';

const PAGE = 20;
const MOST = 1_000;
const ANSWERS = ['yes', 'no', 'unsure'] as const;
const KEYS = { yes: 'y', no: 'n', unsure: 's' } as const;

/** The check lane: findings of rules on trial, answered yes or no; nothing happens to the comments. */
export async function checkPage(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const lang = c.get('lang');
  const texts = WORKBENCH[lang].check;
  const { sources } = c.get('signed').member;
  const [samples, left] = await Promise.all([
    deps.checking.next(PAGE, sources),
    deps.checking.count(sources, MOST),
  ]);
  return page(
    c,
    TEXTS[lang].pages.check,
    html`<h1>${TEXTS[lang].pages.check}</h1>
      <p class="lead">${texts.lead}</p>
      ${
        samples.length === 0
          ? ''
          : html`<p class="quiet">${texts.left(left >= MOST ? `${MOST}+` : String(left))} <span class="for-keys">${texts.keys}</span></p>`
      }
      <section id="cases" aria-label="${TEXTS[lang].pages.check}">
        ${samples.length === 0 ? html`<p class="empty">${texts.none}</p>` : samples.map((sample) => sampleCard(c, deps, sample))}
      </section>`,
  );
}

function sampleCard(c: ConsoleContext, deps: ConsoleDeps, sample: Sample): Html {
  const lang = c.get('lang');
  const words = WORDS[lang];
  const finding = {
    rule: sample.rule,
    category: sample.category,
    severity: 'low',
    spans: sample.spans,
    steps: [],
    why: sample.why,
  } as const;
  return html`<article class="card" id="sample-${sample.id}" tabindex="-1" aria-labelledby="title-${sample.id}">
    <header>
      <h2 id="title-${sample.id}"><span class="badge">${WORKBENCH[lang].check.ask(words.category[sample.category])}</span>
        <span class="where">${sample.source.name}</span></h2>
      <p class="meta">${moment(sample.writtenAt, lang, deps.timeZone)}</p>
    </header>
    <blockquote class="text" dir="auto">${passages({ text: sample.text, findings: [finding] }).map((part) =>
      part.marked ? html`<mark>${part.text}</mark>` : html`${part.text}`,
    )}</blockquote>
    <ul class="why"><li>${sample.why} <span class="rule">${sample.rule}</span></li></ul>
    ${answers(c, sample.id)}
  </article>`;
}

function answers(c: ConsoleContext, id: number): Html {
  const texts = WORKBENCH[c.get('lang')].check;
  return html`<div class="decisions">${ANSWERS.map(
    (answer) => html`<form method="post" action="/check/${id}" data-key="${KEYS[answer]}">
      <input type="hidden" name="csrf" value="${c.get('signed').csrf}" /><input type="hidden" name="answer" value="${answer}" />
      <button aria-keyshortcuts="${KEYS[answer]}">${texts[answer]} <kbd aria-hidden="true">${KEYS[answer]}</kbd></button>
    </form>`,
  )}</div>`;
}

const Body = z.object({ answer: z.enum(ANSWERS) });

/** A person's answer; answering again corrects it. */
export async function answerSample(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { member } = c.get('signed');
  const id = idFrom(c.req.param('id'));
  const body = Body.safeParse(await c.req.parseBody());
  if (!body.success) return problem(c, 400, 'bad');
  const known =
    id !== undefined && (await deps.checking.answer(id, body.data.answer, member.id, member.sources));
  if (id === undefined || !known) return problemSaying(c, 404, TEXTS[c.get('lang')].missing);
  if (c.req.header('x-fragment') !== 'card') return c.redirect('/check', 303);
  return c.html(answeredCard(c, id, body.data.answer));
}

/** Stands in the card's place, with the answers to correct it. */
function answeredCard(c: ConsoleContext, id: number, answer: CheckAnswer): Html {
  return html`<article class="card decided" id="sample-${id}" tabindex="-1">
    <p class="notice" role="status">${WORKBENCH[c.get('lang')].check.noted[answer]}</p>
    ${answers(c, id)}
  </article>`;
}
