import { html } from 'hono/html';
import { maskPersonal } from '../../domain/digest/passages.ts';
import { WORDS } from '../../domain/digest/words.ts';
import type { BoardCase } from '../../pipeline/ports/board.ts';
import type { Html } from './frame.ts';
import type { ConsoleContext } from './guard.ts';
import { writeSeen } from './seen.ts';
import { stateSaid } from './standing.ts';
import { TEXTS } from './texts/index.ts';

/** Characters of each text shown. */
const EXCERPT = 120;

/** The beginnings of several cases, each with a box to leave it out where `form` names the form they belong to. */
export function excerpts(
  c: ConsoleContext,
  cases: readonly BoardCase[],
  { form, length = EXCERPT }: { readonly form?: string; readonly length?: number } = {},
): Html {
  const texts = TEXTS[c.get('lang')];
  return html`<ul class="excerpts">
    ${cases.map((found) => {
      const { item, seen } = found;
      const text = Array.from(maskPersonal(item));
      return html`<li>
        <p class="meta">
          ${
            form === undefined
              ? ''
              : html`<label class="pick"><input type="checkbox" name="case" value="${item.caseId}:${writeSeen(seen)}" form="${form}" checked /><span
                  class="sr">${texts.select} ${item.caseId}</span></label>`
          }
          <a href="/cases/${item.caseId}">#${item.caseId}</a> ${item.decision === 'urgent' ? html`<strong class="bad-number">${WORDS[c.get('lang')].decision.urgent}</strong> ` : ''}<span class="quiet">${item.source.name} · ${stateSaid(found, texts)}</span>
        </p>
        ${waiting(found, c).map((said) => html`<p class="provisional">${said}</p>`)}
        <p class="excerpt" dir="auto">${text.slice(0, length).join('')}${text.length > length ? '…' : ''}</p>
      </li>`;
    })}
  </ul>`;
}

/** Who waits for an answer to just this case, so that nobody decides it among others without knowing. */
function waiting({ appealed, proposal }: BoardCase, c: ConsoleContext): string[] {
  const lang = c.get('lang');
  const texts = TEXTS[lang];
  return [
    ...(appealed ? [texts.appealed] : []),
    ...(proposal === undefined
      ? []
      : [texts.proposedBy(proposal.by, WORDS[lang].category[proposal.category])]),
  ];
}
