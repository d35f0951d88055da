import { html } from 'hono/html';
import { CEILING, gravity, pressure } from '../../domain/categories.ts';
import { besideAdvice } from '../../domain/digest/advice.ts';
import { type DigestFinding, waitsSince } from '../../domain/digest/digest.ts';
import { cutAt, maskNumbers, maskPersonal } from '../../domain/digest/passages.ts';
import { markedSpans, onlyRecorded } from '../../domain/digest/shown.ts';
import { duration, moment, WORDS } from '../../domain/digest/words.ts';
import { stepInWords } from '../../domain/text/step-words.ts';
import { ACTION_ASKS, type BoardAction, type BoardCase } from '../../pipeline/ports/board.ts';
import { decisions } from './decisions.ts';
import type { Html } from './frame.ts';
import { writeSeen } from './seen.ts';
import { actionsMark, outstanding, stateSaid } from './standing.ts';
import { BULK } from './texts/bulk.ts';
import { TEXTS, type Texts } from './texts/index.ts';
import { MAIL_TEXTS } from './texts/mails.ts';
import type { CardView } from './view.ts';

/** Reasons shown before the rest is folded away. */
const REASONS = 2;
const ACTIONS = 3;
/** Steps every reader takes without noticing. */
const PLAIN_STEPS: readonly string[] = ['nfc', 'case'];

/** One case: text with marked passages, why, what is suggested, what can be done. */
export function card(found: BoardCase, view: CardView): Html {
  const { item } = found;
  const words = WORDS[view.lang];
  const texts = TEXTS[view.lang];
  // What was handed up waits anew, for somebody else.
  const since = found.state === 'escalated' ? found.decidedAt?.getTime() : undefined;
  const waited = duration(view.now.getTime() - (since ?? waitsSince(item)), words);
  const title = `title-${item.caseId}`;
  return html`<article
    class="card ${item.decision} ${found.state === 'open' ? '' : 'decided'} ${view.whole === true ? 'whole' : ''}"
    id="case-${item.caseId}" data-case="${item.caseId}" data-seen="${writeSeen(found.seen)}"
    data-actions="${actionsMark(found.actions)}"
    tabindex="-1" aria-labelledby="${title}"
  >
    ${view.notice === undefined ? '' : html`<p class="notice" role="status">${view.notice}</p>`}
    <header>
      <label class="pick"
        ><input type="checkbox" name="case" value="${item.caseId}:${writeSeen(found.seen)}" form="bulk" /><span
          class="sr">${texts.select} ${item.caseId}</span></label>
      <h2 id="${title}">
        <span class="badge">${item.decision === 'none' ? texts.search.madeBy : words.decision[item.decision]}</span>
        ${found.state === 'open' ? '' : html`<span class="${['state', outstanding(found) ?? ''].join(' ').trim()}">${stateSaid(found, texts)}</span>`}
        <span class="where">${item.source.name}</span>
      </h2>
      <p class="meta">
        ${found.state === 'open' || found.state === 'escalated' ? html`<span>${item.expiresAt === undefined ? words.waited(waited) : ends(item.expiresAt, view)}</span>` : ''}
        <a href="/cases/${item.caseId}" data-open>#${item.caseId}</a>
      </p>
    </header>
    ${context(found, view)}
    <blockquote class="text" dir="auto">${text(found, view)}</blockquote>
    ${item.similar === 0 ? '' : html`<p class="alike"><a href="/cases/${item.caseId}/alike" data-alike aria-keyshortcuts="g">${BULK[view.lang].alike(item.similar)}</a></p>`}
    ${reasons(found, view)} ${marks(found, view)}
    <p class="quiet">
      ${words.suggested}: <strong>${words.suggest[item.suggest]}</strong>${besideAdvice(item, words)} · ${moment(item.createdAt, view.lang, view.timeZone)}
      ${
        item.permalink !== undefined && /^https?:\/\//u.test(item.permalink)
          ? html` · <a href="${item.permalink}" rel="noreferrer noopener" target="_blank">${words.openComment}</a>`
          : ''
      }
    </p>
    ${noticed(found, view)} ${actions(found, view)} ${decisions(found, view, taking(found, view))}
  </article>`;
}

/** A provisional hide has a clock of its own: how long until it ends by itself. */
function ends(at: Date, view: CardView): string {
  const texts = TEXTS[view.lang];
  const left = at.getTime() - view.now.getTime();
  return left > 0 ? texts.expiresIn(duration(left, WORDS[view.lang])) : texts.expiresNow;
}

/** What stands around the comment: the post and the comment it answers. */
function context({ item }: BoardCase, view: CardView): Html {
  const words = WORDS[view.lang];
  const line = (label: string, said: string): Html =>
    html`<p class="context" dir="auto"><span class="label">${label}</span> ${maskNumbers(said)}</p>`;
  return html`${item.post === undefined ? '' : line(words.under, item.post)}
  ${item.parent === undefined ? '' : line(words.answers, item.parent)}`;
}

function text(found: BoardCase, view: CardView): Html | string {
  const { item } = found;
  if (item.text === '') return WORDS[view.lang].noText(item.attachment ?? '');
  const shown = cutAt(
    view.unmasked === true ? item.text : maskPersonal(item),
    view.whole === true ? item.findings.flatMap(({ spans }) => spans) : markedSpans(item.findings),
  );
  return html`${shown.map((part) => (part.marked ? html`<mark>${part.text}</mark>` : html`${part.text}`))}`;
}

/** Why it is here, what weighs most first; what only accompanies it is folded away. */
function reasons({ item }: BoardCase, view: CardView): Html {
  if (item.unjudged !== undefined) return html`<p>${WORDS[view.lang].unjudged(item.unjudged)}</p>`;
  const weighed = item.findings.toSorted((a, b) => weight(b) - weight(a));
  const cut = view.whole === true || weighed.length <= REASONS + 1 ? weighed.length : REASONS;
  const rest = weighed.slice(cut);
  return html`<ul class="why">${weighed.slice(0, cut).map((finding) => reason(finding, view))}</ul>
    ${
      rest.length === 0
        ? ''
        : html`<details class="rest"><summary>${WORDS[view.lang].moreReasons(rest.length)}</summary>
            <ul class="why">${rest.map((finding) => reason(finding, view))}</ul></details>`
    }`;
}

/** The most a category may lead to, then severity: bare profanity weighs least of all. */
function weight({ category, severity }: DigestFinding): number {
  if (onlyRecorded({ category, severity })) return -1;
  return pressure(CEILING[category].decision) * 3 + gravity(severity);
}

function reason(finding: DigestFinding, view: CardView): Html {
  const words = WORDS[view.lang];
  const texts = TEXTS[view.lang];
  const steps = finding.steps.filter((step) => !PLAIN_STEPS.includes(step));
  return html`<li class="${weight(finding) < 0 ? 'slight' : ''}">
    <strong>${words.category[finding.category]}</strong> (${words.severity[finding.severity]}): ${finding.why}
    <a class="rule" href="/?rule=${encodeURIComponent(finding.rule)}">${finding.rule}</a>
    ${
      steps.length === 0
        ? ''
        : html`<span class="steps">${texts.step}: ${steps.map((step) => stepInWords(step, view.lang)).join(', ')}</span>`
    }
  </li>`;
}

function isPressing({ item, state }: BoardCase): boolean {
  return (state === 'open' && item.decision === 'urgent') || state === 'escalated';
}

/** A pressing case nobody has taken notice of is told again and again; this ends it. */
function taking(found: BoardCase, view: CardView): Html {
  if (!isPressing(found) || found.acknowledged) return html``;
  return html`<form method="post" action="/cases/${found.item.caseId}/acknowledge">
    <input type="hidden" name="csrf" value="${view.csrf}" /><button>${MAIL_TEXTS[view.lang].take}</button>
  </form>`;
}

function noticed(found: BoardCase, view: CardView): Html {
  return isPressing(found) && found.acknowledged
    ? html`<p class="quiet">${MAIL_TEXTS[view.lang].taken}</p>`
    : html``;
}

function marks(found: BoardCase, view: CardView): Html {
  const texts = TEXTS[view.lang];
  const words = WORDS[view.lang];
  const { author, heldBy, item } = found;
  const at = (date: Date): string => moment(date, view.lang, view.timeZone);
  const lines = [
    found.gone ? texts.gone : undefined,
    found.edited && !found.gone ? texts.editedSince : undefined,
    found.appealed ? texts.appealed : undefined,
    hiddenSaid(found, texts),
    found.decidedBy === undefined || found.decidedAt === undefined
      ? undefined
      : texts.decidedBy(texts.decided[found.state], found.decidedBy, at(found.decidedAt)),
    author === undefined || author.comments === 0
      ? undefined
      : texts.authorBefore(author.comments, author.upheld, author.kept),
  ].filter((line) => line !== undefined);
  return html`${item.expiresAt === undefined ? '' : html`<p class="provisional">${words.hiddenUntil(at(item.expiresAt))}</p>`}
    ${
      found.proposal === undefined
        ? ''
        : html`<p class="provisional">${texts.proposedBy(found.proposal.by, words.category[found.proposal.category])}</p>`
    }
    <p class="held" role="status">${heldBy === undefined || heldBy.id === view.memberId ? '' : texts.held(heldBy.name)}</p>
    ${lines.map((line) => html`<p class="quiet">${line}</p>`)}`;
}

/** That it is hidden, where nothing else on the card says so. */
function hiddenSaid({ hidden, hiddenBy, state, item }: BoardCase, texts: Texts): string | undefined {
  if (!hidden || item.expiresAt !== undefined) return undefined;
  if (hiddenBy !== 'us') return texts.hiddenOther;
  return state === 'hidden' ? undefined : texts.hiddenUs;
}

/** What is being done at the platform: pending until it has confirmed. */
function actions(found: BoardCase, view: CardView): Html {
  const told = found.actions.filter((action) => action.state !== 'cancelled' || view.whole === true);
  const shown = view.whole === true ? told : told.slice(-ACTIONS);
  return html`${shown.map((action) => actionLine(action, view))}`;
}

function actionLine(action: BoardAction, view: CardView): Html {
  const texts = TEXTS[view.lang];
  const byHand = action.kind === 'by-hand';
  const kinds: Readonly<Record<string, string>> = texts.actionKinds;
  const verb = action.detail['verb'] ?? '';
  const what = byHand
    ? `${texts.actionKinds['by-hand']}: ${kinds[verb] ?? verb}`
    : texts.actionKinds[action.kind];
  const state = byHand ? texts.byHandStates[action.state] : texts.actionStates[action.state];
  const asks = ACTION_ASKS.filter((ask) => action.may.includes(ask));
  return html`<div class="action ${action.state} ${byHand ? 'by-hand' : ''}">
    <p><strong>${what}</strong>: ${state}${action.state === 'failed' || action.state === 'postponed' ? why(action, view) : ''}</p>
    ${byHand && action.state === 'pending' ? task(action, view) : ''}
    ${asks.map(
      (ask) => html`<form method="post" action="/actions/${action.id}/${ask}">
          <input type="hidden" name="csrf" value="${view.csrf}" /><input type="hidden" name="back" value="${view.back}" />
          <button>${byHand && ask === 'dismiss' ? texts.handDropped : texts.asks[ask]}</button>
        </form>`,
    )}
  </div>`;
}

/** What is to be done where, for whoever does it: why no call does, the platform's own tool, the answer to be given. */
function task({ detail }: BoardAction, view: CardView): Html {
  const texts = TEXTS[view.lang];
  const { verb, because, text: answer } = detail;
  const known = verb === 'hide' || verb === 'unhide' || verb === 'reply';
  const how = known ? (view.byHand(verb) ?? texts.byHandThere[verb]) : undefined;
  return html`${because === undefined ? '' : html`<p class="quiet">${view.explainCode(because)}</p>`}
    ${
      how === undefined
        ? ''
        : html`<p>${typeof how === 'string' ? how : how[view.lang]}${
            typeof how === 'string' || how.url === undefined
              ? ''
              : html` <a href="${how.url}" rel="noreferrer noopener" target="_blank">${texts.openTool}</a>`
          }</p>`
    }
    ${answer === undefined ? '' : html`<blockquote class="text" dir="auto">${answer}</blockquote>`}`;
}

function why({ code }: BoardAction, view: CardView): string {
  return typeof code === 'string' ? `. ${view.explainCode(code)}` : '';
}
