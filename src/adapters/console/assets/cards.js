// The cards of a page: which is the current one, what is decided in them, and how they are kept true.

const LOOK_AGAIN = [700, 1500, 3000, 5000, 10000, 20000];
const HOLD_AFTER = 500;
const DECISION = /^\/(?:cases\/\d+\/(?:keep|hide|reply|escalate|undo|appeal)|check\/\d+)$/u;

export const cases = document.querySelector('#cases');
const csrf = () => document.querySelector('input[name="csrf"]')?.value ?? '';
export const cards = () => [...document.querySelectorAll('#cases .card')];
let current = -1;
let lastDecided;
let holding;

/** The card the keys work on; undefined before the first one was chosen. */
export const currentCard = () => cards()[current];
/** The card of the last decision made on this page, as long as it stands decided. */
export const decidedCard = () => (lastDecided?.isConnected && lastDecided.matches('.decided') ? lastDecided : undefined);
export const step = (by) => go(current + by);

/** A request of the script's own; undefined when the network is away. */
export function ask(url, options = {}) {
  return fetch(url, { ...options, headers: { 'x-fragment': 'card', 'x-csrf': csrf() } }).catch(() => undefined);
}

/** Why something was not done, in the server's words where it has any. */
export async function wordsOf(answer) {
  const own = answer?.headers.get('content-type')?.startsWith('text/plain');
  return own ? answer.text() : document.querySelector('#main').dataset.lost;
}

function cardIn(text) {
  const holder = document.createElement('template');
  holder.innerHTML = text;
  return holder.content.querySelector('.card');
}

// ---- moving

function go(to) {
  const list = cards();
  if (list.length === 0) return;
  current = Math.max(0, Math.min(list.length - 1, to));
  const card = list[current];
  for (const other of list) other.classList.toggle('current', other === card);
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: 'nearest' });
  clearTimeout(holding);
  holding = setTimeout(() => hold(card), HOLD_AFTER);
}

/** Others are told who looks at a case, and we are told who else does. */
async function hold(card) {
  if (card.dataset.case === undefined || card.classList.contains('decided')) return;
  const answer = await ask(`/cases/${card.dataset.case}/hold`, { method: 'POST' });
  if (answer?.ok) showHeld(card, (await answer.json()).held);
}

export function showHeld(card, says) {
  const line = card.querySelector('.held');
  if (line !== null && line.textContent !== says) line.textContent = says;
}

// ---- deciding

async function send(form, submitter) {
  const card = form.closest('.card');
  if (card.getAttribute('aria-busy') === 'true') return;
  const body = new URLSearchParams(new FormData(form, submitter));
  const undone = form.action.endsWith('/undo');
  card.setAttribute('aria-busy', 'true');
  for (const button of card.querySelectorAll('button')) button.disabled = true;
  const list = cards();
  const place = list.indexOf(card);
  const before = current;
  const answer = await ask(form.action, { method: 'POST', body });
  const bringsCard = answer?.headers.get('content-type')?.startsWith('text/html');
  const fresh = bringsCard ? cardIn(await answer.text().catch(() => '')) : null;
  if (fresh === null) {
    fault(card, await wordsOf(bringsCard ? undefined : answer).catch(() => ''));
    card.removeAttribute('aria-busy');
    for (const button of card.querySelectorAll('button')) button.disabled = false;
    return;
  }
  card.replaceWith(fresh);
  if (answer.ok) {
    lastDecided = undone ? undefined : fresh;
    fresh.dataset.told = '';
  } else keepTyped(form, fresh);
  // Whoever has moved on meanwhile stays where they are.
  if (current === before && (undone || place === current)) go(answer.ok && !undone && list.length > 1 ? place + 1 : place);
  count();
  void look(fresh);
}

/** Says on the card why a decision was not taken; all that was typed stays as it is. */
function fault(card, says) {
  const line = card.querySelector('.fault') ?? document.createElement('p');
  line.className = 'fault notice bad';
  line.setAttribute('role', 'alert');
  line.textContent = says;
  card.querySelector('.decisions')?.before(line);
  if (!line.isConnected) card.append(line);
}

/** The card has changed under somebody's hand: what they typed goes into the new form, or stands beside where there is none. */
function keepTyped(form, fresh) {
  const twin = [...fresh.querySelectorAll('form')].find(({ action }) => action === form.action);
  for (const field of form.querySelectorAll('textarea, select, input:not([type="hidden"])')) {
    const place = twin?.elements.namedItem(field.name);
    if (place instanceof Element) {
      place.value = field.value;
      twin.closest('details').open = true;
    } else if (!field.matches('select') && field.value !== '') {
      const label = field.closest('label').cloneNode(true);
      label.classList.add('kept');
      const kept = label.querySelector(field.tagName);
      kept.value = field.value;
      kept.readOnly = true;
      fresh.querySelector('.decisions')?.before(label);
    }
  }
}

/** A decision is pending until the platform has confirmed it: look again until it is settled. */
export async function look(card) {
  for (let turn = 0; card.querySelector('.action:is(.pending, .postponed):not(.by-hand)') !== null; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN[Math.min(turn, LOOK_AGAIN.length - 1)]));
    if (!card.isConnected) return;
    if (!document.hidden) card = await refresh(card);
  }
}

/** Whether somebody would lose something if the page were loaded anew. */
export function isAtWork() {
  return document.querySelector('.decisions details[open], .fault, .kept, [aria-busy="true"]') !== null;
}

export function isBusy(card) {
  return card.getAttribute('aria-busy') === 'true' || card.querySelector('.decisions details[open]') !== null;
}

/** Shows a card as it is now, unless somebody is at work in it. */
export async function refresh(card) {
  const back = encodeURIComponent(location.pathname + location.search);
  const told = card.dataset.told === undefined ? '' : '&told=1';
  const answer = await ask(`/cases/${card.dataset.case}/card?back=${back}${told}`);
  if (!answer?.ok) return card;
  const fresh = cardIn(await answer.text());
  if (fresh === null || !card.isConnected || isBusy(card)) return card;
  const picked = card.querySelector('.pick input')?.checked;
  const focused = card.contains(document.activeElement);
  if (card.classList.contains('whole')) fresh.classList.add('whole');
  if (card.classList.contains('current')) fresh.classList.add('current');
  if (picked) fresh.querySelector('.pick input').checked = true;
  if (told !== '') fresh.dataset.told = '';
  else fresh.prepend(...card.querySelectorAll(':scope > .notice'));
  fresh.querySelector('.decisions')?.before(...card.querySelectorAll(':scope > .kept'));
  card.replaceWith(fresh);
  if (focused) fresh.focus({ preventScroll: true });
  if (lastDecided === card) lastDecided = fresh;
  return fresh;
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.closest('.card') === null) return;
  if (!DECISION.test(new URL(form.action).pathname)) return;
  event.preventDefault();
  void send(form, event.submitter);
});

// A click or tab into a card makes it the current one.
document.addEventListener('focusin', ({ target }) => {
  const place = cards().findIndex((card) => card.contains(target));
  if (place < 0 || place === current) return;
  current = place;
  cards().forEach((card, at) => card.classList.toggle('current', at === place));
  clearTimeout(holding);
  holding = setTimeout(() => hold(cards()[current]), HOLD_AFTER);
});

// ---- selecting

function count() {
  const chosen = document.querySelectorAll('.pick input:checked').length;
  const form = document.querySelector('#bulk');
  form?.classList.toggle('any', chosen > 0);
  const output = document.querySelector('#selected');
  if (output !== null) output.textContent = chosen === 0 ? '' : form.dataset.says.replace('{}', String(chosen));
}
document.addEventListener('change', count);
document.querySelector('[data-all]')?.addEventListener('click', () => {
  const boxes = [...document.querySelectorAll('.pick input')];
  const all = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !all;
  count();
});
