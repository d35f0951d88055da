import { html } from 'hono/html';
import { mayHideAlone } from '../../domain/act/effects.ts';
import { transition } from '../../domain/act/transitions.ts';
import { HIDE_CATEGORIES, type HideCategory, isHideCategory } from '../../domain/categories.ts';
import { isNeverHidden } from '../../domain/comment.ts';
import { byWeight, onlyRecorded } from '../../domain/digest/shown.ts';
import { moment, WORDS } from '../../domain/digest/words.ts';
import type { BoardCase } from '../../pipeline/ports/board.ts';
import type { Capabilities, ReplyTerms } from '../../pipeline/ports/platform.ts';
import type { Html } from './frame.ts';
import { writeSeen } from './seen.ts';
import { TEXTS } from './texts/index.ts';
import type { CardView } from './view.ts';

/**
 * How a case may be hidden from the console: by one person where a rule found harm, by two where the rules left the
 * comment alone and a person made the case, not at all where there is only something to answer.
 */
export function hideOffer(
  found: BoardCase,
  capabilities: Capabilities | undefined,
): 'alone' | 'together' | undefined {
  if (transition(found.state, 'hide') === undefined || found.gone) return undefined;
  if (!found.canHide && capabilities?.hide !== false) return undefined;
  if (isNeverHidden(found.item.kind)) return undefined;
  if (reasonsToHide(found).length > 0) return 'alone';
  return found.categories.length === 0 ? 'together' : undefined;
}

/** What one person may hide a case for by its own findings; empty where the platform or its state let nobody. */
export function hideReasons(
  found: BoardCase,
  capabilities: Capabilities | undefined,
): readonly HideCategory[] {
  return hideOffer(found, capabilities) === 'alone' ? reasonsToHide(found) : [];
}

/** The gravest first; what is only recorded is never a reason to hide. */
function reasonsToHide({ item }: BoardCase): readonly HideCategory[] {
  const findings = byWeight(item.findings.filter((finding) => !onlyRecorded(finding)));
  const categories = new Set(findings.map(({ category }) => category));
  return [...categories].filter(isHideCategory).filter((category) => mayHideAlone([category]));
}

/**
 * Whether its readers do not see it though nothing is decided yet (hidden for now, or under appeal): then the answers are
 * named by what becomes of it, as “keep” would read as “keep hidden”.
 */
export function isHiddenMeanwhile({ item, state, hidden, hiddenBy }: BoardCase): boolean {
  if (state !== 'open' && state !== 'escalated') return false;
  return item.expiresAt !== undefined || (hidden && hiddenBy === 'us');
}

/** Only what the state and the platform allow is offered; `beside` stands at its end. */
export function decisions(found: BoardCase, view: CardView, beside: Html): Html {
  const texts = TEXTS[view.lang];
  const { item, state } = found;
  const hidden = html`<input type="hidden" name="csrf" value="${view.csrf}" /><input
      type="hidden" name="seen" value="${writeSeen(found.seen)}" /><input type="hidden" name="back" value="${view.back}" />`;
  const button = (
    event: 'keep' | 'escalate' | 'undo' | 'appeal',
    key?: string,
    label = texts[event],
  ): Html =>
    transition(state, event) === undefined ||
    (event === 'undo' && state === 'open' && found.hiddenBy !== 'us')
      ? html``
      : html`<form method="post" action="/cases/${item.caseId}/${event}" ${key === undefined ? '' : html`data-key="${key}"`}>
          ${hidden}<button ${key === undefined ? '' : html`aria-keyshortcuts="${key}"`}>${label}${hint(key)}</button>
        </form>`;
  return html`<div class="decisions">
    ${button('keep', 'a', isHiddenMeanwhile(found) ? texts.showAgain : texts.keep)} ${hideForm(found, view, hidden)} ${replyForm(found, view, hidden)}
    ${button('escalate', 'e')} ${button('undo', 'u')} ${state === 'hidden' ? button('appeal') : ''} ${beside}
  </div>`;
}

function hint(key: string | undefined): Html {
  return key === undefined ? html`` : html` <kbd aria-hidden="true">${key}</kbd>`;
}

function hideForm(found: BoardCase, view: CardView, hidden: Html): Html {
  const texts = TEXTS[view.lang];
  const words = WORDS[view.lang];
  const offer = hideOffer(found, view.capabilities);
  if (offer === undefined) return html``;
  const agreeing = found.proposal !== undefined && found.proposal.moderatorId !== view.memberId;
  const alone = isHiddenMeanwhile(found) ? texts.confirmHide : texts.hide;
  const label = offer === 'alone' ? alone : agreeing ? texts.agree : texts.propose;
  const preset = found.proposal?.category ?? reasonsToHide(found)[0];
  return html`<details data-key="h">
    <summary aria-keyshortcuts="h">${label}${hint('h')}</summary>
    <form method="post" action="/cases/${found.item.caseId}/hide">
      ${hidden}${agreeing ? html`<input type="hidden" name="agrees" value="${found.proposal?.moderatorId}" />` : ''}
      <label>${texts.hideFor}
        <select name="category" required>
          ${preset === undefined ? html`<option value="">${texts.choose}</option>` : ''}
          ${HIDE_CATEGORIES.map(
            (category) =>
              html`<option value="${category}" ${category === preset ? html`selected` : ''}>${words.category[category]}</option>`,
          )}
        </select></label>
      <label>${texts.why} <input name="why" maxlength="300" autocomplete="off" /></label>
      ${view.capabilities?.hide === false ? html`<p class="quiet">${texts.byHandThen}</p>` : ''}
      <button class="primary">${label}</button>
    </form>
  </details>`;
}

function replyForm(found: BoardCase, view: CardView, hidden: Html): Html {
  const texts = TEXTS[view.lang];
  const reply = view.capabilities?.reply;
  if (transition(found.state, 'reply') === undefined || reply === undefined || found.gone) {
    return html``;
  }
  const chosen = view.replyDrafts.find(({ id }) => id === view.chosenReply) ?? view.replyDrafts[0];
  return html`<details data-key="r" ${view.chosenReply === undefined ? '' : html`open`}>
    <summary aria-keyshortcuts="r">${texts.reply}${hint('r')}</summary>
    <form method="post" action="/cases/${found.item.caseId}/reply">
      ${hidden}
      ${
        view.replyDrafts.length < 2
          ? ''
          : html`<p class="quiet">
            ${texts.replyTemplates}:
            ${view.replyDrafts.map(
              ({ id, title }, index) =>
                html`${index > 0 ? ' · ' : ''}<a href="/cases/${found.item.caseId}?reply=${id}" ${id === chosen?.id ? html`aria-current="true"` : ''}>${title}</a>`,
            )}
          </p>`
      }
      <label>${texts.replyText}
        <textarea name="reply" rows="3" ${reply === false ? '' : html`maxlength="${reply.maxLength}"`} required>${chosen?.text ?? ''}</textarea>
      </label>
      ${reply === false ? html`<p class="quiet">${texts.byHandThen}</p>` : ''}
      ${view.replyTerms === undefined ? '' : html`<p class="quiet">${termsSaid(view.replyTerms, view)}</p>`}
      <button class="primary">${reply === false ? texts.reply : texts.send}</button>
    </form>
  </details>`;
}

/** What sending would cost, before anything is sent. */
function termsSaid({ state, until, remaining }: ReplyTerms, { lang, timeZone }: CardView): string {
  const said = TEXTS[lang].replyTerms[state](until === undefined ? '' : moment(until, lang, timeZone));
  return remaining === undefined ? said : `${said} ${TEXTS[lang].repliesLeft(remaining)}`;
}
