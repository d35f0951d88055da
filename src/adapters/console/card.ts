import { html } from 'hono/html';
import { mayHideAlone } from '../../domain/act/effects.ts';
import { transition } from '../../domain/act/transitions.ts';
import { HIDE_CATEGORIES, isHideCategory } from '../../domain/categories.ts';
import { maskNumbers, passages } from '../../domain/digest/passages.ts';
import { duration, moment, WORDS } from '../../domain/digest/words.ts';
import type { BoardAction, BoardCase } from '../../pipeline/ports/board.ts';
import type { Capabilities } from '../../pipeline/ports/platform.ts';
import type { Html } from './layout.ts';
import { TEXTS } from './texts.ts';

/** How a card is shown. */
export interface CardView {
  readonly lang: 'vi' | 'en';
  readonly timeZone: string;
  readonly now: Date;
  readonly csrf: string;
  readonly memberId: number;
  readonly capabilities: Capabilities | undefined;
  /** Prepared reply of the case's rule, to be edited before sending. */
  readonly replyDraft?: string;
  /** Personal data unmasked; only after the showing was audited. */
  readonly unmasked?: boolean;
  /** What the last decision on it came to, told above the card. */
  readonly notice?: string;
}

/** One case: text with marked passages, why, what is suggested, what can be done. */
export function card(found: BoardCase, view: CardView): Html {
  const { item } = found;
  const words = WORDS[view.lang];
  const texts = TEXTS[view.lang];
  const at = (date: Date): string => moment(date, view.lang, view.timeZone);
  const waited = duration(view.now.getTime() - (item.waitingSince ?? item.openedAt).getTime(), words);
  return html`<article
    class="card ${found.decisionNumber > 0 ? 'decided' : ''}"
    id="case-${item.caseId}"
    data-case="${item.caseId}"
    tabindex="-1"
    aria-labelledby="title-${item.caseId}"
  >
    ${view.notice === undefined ? '' : html`<p class="notice" role="status">${view.notice}</p>`}
    <h3 id="title-${item.caseId}">
      <label class="pick"
        ><input type="checkbox" name="case" value="${item.caseId}:${found.decisionNumber}" form="bulk" /><span
          class="sr"
          >${texts.select} ${item.caseId}</span
        ></label
      >
      <span class="badge ${item.decision}"
        >${item.decision === 'none' ? '' : words.decision[item.decision]}</span
      >
      ${item.source.name} · ${words.waited(waited)} · <a href="/cases/${item.caseId}">#${item.caseId}</a> ·
      ${texts.states[found.state]}
    </h3>
    ${item.post === undefined ? '' : html`<p class="quiet" dir="auto">${words.under}: ${maskNumbers(item.post)}</p>`}
    ${item.parent === undefined ? '' : html`<p class="quiet" dir="auto">${words.answers}: ${maskNumbers(item.parent)}</p>`}
    <p class="text" dir="auto">${text(found, view)}</p>
    ${item.findings.map(
      (finding) =>
        html`<p class="why">
          ${words.why}: ${finding.why}
          <span class="quiet"
            >(${words.category[finding.category]}, ${words.severity[finding.severity]}, ${words.rule}
            ${finding.rule})</span
          >
        </p>`,
    )}
    ${item.unjudged === undefined ? '' : html`<p>${words.unjudged(item.unjudged)}</p>`}
    ${item.expiresAt === undefined ? '' : html`<p><strong>${words.hiddenUntil(at(item.expiresAt))}</strong></p>`}
    ${marks(found, view)}
    <p class="quiet">
      ${words.suggested}: ${words.suggest[item.suggest]} · ${at(item.createdAt)}
      ${
        item.permalink !== undefined && /^https?:\/\//u.test(item.permalink)
          ? html` · <a href="${item.permalink}" rel="noreferrer noopener" target="_blank">${words.openComment}</a>`
          : ''
      }
    </p>
    ${found.actions.map((action) => actionLine(action, view))} ${decisions(found, view)}
  </article>`;
}

function text(found: BoardCase, view: CardView): Html | string {
  const { item } = found;
  if (item.text === '') return WORDS[view.lang].noText(item.attachment ?? '…');
  const shown = view.unmasked === true ? passages({ ...item, mask: false }) : passages(item);
  return html`${shown.map((part) => (part.marked ? html`<mark>${part.text}</mark>` : html`${part.text}`))}`;
}

function marks(found: BoardCase, view: CardView): Html {
  const texts = TEXTS[view.lang];
  const { author } = found;
  const lines = [
    found.gone ? texts.gone : undefined,
    found.hidden ? (found.hiddenBy === 'us' ? texts.hiddenUs : texts.hiddenOther) : undefined,
    found.appealed ? texts.appealed : undefined,
    found.heldBy === undefined ? undefined : texts.held(found.heldBy),
    author === undefined || author.comments === 0
      ? undefined
      : texts.authorBefore(author.comments, author.upheld, author.kept),
    found.decidedBy === undefined ? undefined : `${texts.states[found.state]}: ${found.decidedBy}`,
  ].filter((line) => line !== undefined);
  return html`${lines.map((line) => html`<p class="quiet">${line}</p>`)}`;
}

function actionLine(action: BoardAction, view: CardView): Html {
  const texts = TEXTS[view.lang];
  const kind = texts.actionKinds[action.kind];
  const what = action.kind === 'by-hand' ? `${kind}: ${action.detail['verb'] ?? ''}` : kind;
  return html`<p class="action ${action.state}">
    ${what}: ${texts.actionStates[action.state]} ${action.code === undefined || action.code === null ? '' : `(${action.code})`}
    ${
      action.state === 'failed' || (action.kind === 'by-hand' && action.state === 'pending')
        ? html`<form method="post" action="/actions/${action.id}/${action.state === 'failed' ? 'retry' : 'done'}" class="inline">
          <input type="hidden" name="csrf" value="${view.csrf}" />
          <button>${action.state === 'failed' ? texts.retry : texts.handDone}</button>
        </form>`
        : ''
    }
  </p>`;
}

/** Only what the state and the platform allow is offered. */
function decisions(found: BoardCase, view: CardView): Html {
  const texts = TEXTS[view.lang];
  const { item, state } = found;
  const hidden = html`<input type="hidden" name="csrf" value="${view.csrf}" /><input
      type="hidden"
      name="seen"
      value="${found.decisionNumber}"
    />`;
  const button = (event: 'keep' | 'escalate' | 'undo' | 'appeal', key: string): Html =>
    transition(state, event) === undefined
      ? html``
      : html`<form method="post" action="/cases/${item.caseId}/${event}" class="inline" data-key="${key}">
          ${hidden}<button>${texts[event]}</button>
        </form>`;
  return html`<div class="decisions">
    ${button('keep', 'a')} ${hideForm(found, view, hidden)} ${replyForm(found, view, hidden)}
    ${button('escalate', 'e')} ${button('undo', 'u')} ${state === 'hidden' ? button('appeal', '') : ''}
  </div>`;
}

function hideForm(found: BoardCase, view: CardView, hidden: Html): Html {
  const texts = TEXTS[view.lang];
  const words = WORDS[view.lang];
  if (transition(found.state, 'hide') === undefined || view.capabilities?.hide !== true || !found.canHide) {
    return html``;
  }
  const alone = mayHideAlone(found.categories);
  // Questions, complaints and claims are answered, not hidden: there the form is not offered at all.
  if (!alone && found.categories.length > 0) return html``;
  const agreeing = found.proposal !== undefined && found.proposal.moderatorId !== view.memberId;
  const preset = found.proposal?.category ?? found.categories.find(isHideCategory);
  return html`<details class="inline" data-key="h">
    <summary>${alone ? texts.hide : agreeing ? texts.agree : texts.propose}</summary>
    <form method="post" action="/cases/${found.item.caseId}/hide">
      ${hidden}
      <label
        >${texts.hideFor}
        <select name="category" required>
          ${HIDE_CATEGORIES.map(
            (category) =>
              html`<option value="${category}" ${category === preset ? html`selected` : ''}>
                ${words.category[category]}
              </option>`,
          )}
        </select></label
      >
      <label>${texts.why} <input name="why" maxlength="300" autocomplete="off" /></label>
      <button>${alone ? texts.hide : agreeing ? texts.agree : texts.propose}</button>
    </form>
  </details>`;
}

function replyForm(found: BoardCase, view: CardView, hidden: Html): Html {
  const texts = TEXTS[view.lang];
  const reply = view.capabilities?.reply;
  if (
    transition(found.state, 'reply') === undefined ||
    reply === undefined ||
    reply === false ||
    found.gone
  ) {
    return html``;
  }
  return html`<details class="inline" data-key="r">
    <summary>${texts.reply}</summary>
    <form method="post" action="/cases/${found.item.caseId}/reply">
      ${hidden}
      <label
        >${texts.replyText}
        <textarea name="reply" rows="3" maxlength="${reply.maxLength}" required>${view.replyDraft ?? ''}</textarea>
      </label>
      <button>${texts.send}</button>
    </form>
  </details>`;
}
