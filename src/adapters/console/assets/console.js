// Progressive enhancement: without this file every form still works. With it, decisions replace their card in
// place, keys work, selections are counted, and what others do shows by itself.
document.documentElement.classList.add('script');

const LIVE_EVERY = 5000;
const LOOK_AGAIN = [700, 1500, 3000, 5000, 10000, 20000];
const HOLD_AFTER = 500;
const DECISION = /^\/(?:cases\/\d+\/(?:keep|hide|reply|escalate|undo|appeal)|check\/\d+)$/u;

const cases = document.querySelector('#cases');
const csrf = () => document.querySelector('input[name="csrf"]')?.value ?? '';
const cards = () => [...document.querySelectorAll('#cases .card')];
let current = -1;
let lastDecided;
let holding;

/** A request of the script's own; undefined when the network is away, a reload when the session is over. */
async function ask(url, options = {}) {
  const answer = await fetch(url, { ...options, headers: { 'x-fragment': 'card', 'x-csrf': csrf() } }).catch(() => undefined);
  if (answer?.status === 401) location.reload();
  return answer;
}

function cardIn(text) {
  const holder = document.createElement('template');
  holder.innerHTML = text;
  return holder.content.querySelector('.card');
}

// On a narrow screen the entry one is on may stand beside the window.
for (const here of document.querySelectorAll('.top ul [aria-current], .lanes [aria-current]')) {
  const row = here.closest('ul');
  row.scrollLeft += here.getBoundingClientRect().right - row.getBoundingClientRect().right + 48;
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

function showHeld(card, says) {
  const line = card.querySelector('.held');
  if (line !== null && line.textContent !== says) line.textContent = says;
}

// ---- deciding

async function send(form, submitter) {
  const card = form.closest('.card');
  if (card.getAttribute('aria-busy') === 'true') return;
  const body = new URLSearchParams(new FormData(form, submitter));
  card.setAttribute('aria-busy', 'true');
  for (const button of card.querySelectorAll('button')) button.disabled = true;
  const list = cards();
  const place = list.indexOf(card);
  const wasCurrent = place === current;
  const answer = await ask(form.action, { method: 'POST', body });
  const fresh = answer === undefined ? null : cardIn(await answer.text());
  if (fresh === null) {
    if (answer !== undefined) return location.reload();
    card.removeAttribute('aria-busy');
    for (const button of card.querySelectorAll('button')) button.disabled = false;
    return;
  }
  card.replaceWith(fresh);
  if (answer.ok) lastDecided = fresh;
  // Whoever has moved on meanwhile stays where they are.
  const undone = form.action.endsWith('/undo');
  if (wasCurrent && place === current) go(answer.ok && !undone && list.length > 1 ? place + 1 : place);
  count();
  void look(fresh);
}

/** A decision is pending until the platform has confirmed it: look again a few times. */
async function look(card) {
  for (const pause of LOOK_AGAIN) {
    if (card.querySelector('.action.pending, .action.postponed') === null) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (!card.isConnected) return;
    card = await refresh(card);
  }
}

function isBusy(card) {
  return card.getAttribute('aria-busy') === 'true' || card.querySelector('.decisions details[open]') !== null;
}

/** Shows a card as it is now, unless somebody is at work in it. */
async function refresh(card) {
  const back = encodeURIComponent(location.pathname + location.search);
  const answer = await ask(`/cases/${card.dataset.case}/card?back=${back}`);
  if (!answer?.ok) return card;
  const fresh = cardIn(await answer.text());
  if (fresh === null || !card.isConnected || isBusy(card)) return card;
  const picked = card.querySelector('.pick input')?.checked;
  const focused = card.contains(document.activeElement);
  if (card.classList.contains('whole')) fresh.classList.add('whole');
  if (card.classList.contains('current')) fresh.classList.add('current');
  if (picked) fresh.querySelector('.pick input').checked = true;
  const notice = card.querySelector(':scope > .notice');
  if (notice !== null) fresh.prepend(notice);
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

// ---- keys

function keysOn() {
  return localStorage.getItem('keys') !== 'off';
}

function press(key, card) {
  const part = card?.querySelector(`[data-key="${key}"]`);
  if (part instanceof HTMLDetailsElement) {
    part.open = true;
    part.querySelector('select, textarea')?.focus();
    return true;
  }
  if (part instanceof HTMLFormElement) {
    part.requestSubmit();
    return true;
  }
  return false;
}

/** Key → what it does; the table shown by `?` says the same in words. */
const KEYS = {
  j: () => go(current + 1),
  k: () => go(current - 1),
  a: () => press('a', cards()[current]),
  h: () => press('h', cards()[current]),
  r: () => press('r', cards()[current]),
  e: () => press('e', cards()[current]),
  u: () => {
    if (!press('u', cards()[current]) && lastDecided?.isConnected) press('u', lastDecided);
  },
  y: () => press('y', cards()[current]),
  n: () => press('n', cards()[current]),
  s: () => press('s', cards()[current]),
  x: () => cards()[current]?.querySelector('.pick input')?.click(),
  o: () => cards()[current]?.querySelector('[data-open]')?.click(),
  '/': () => (document.querySelector('input[type="search"]') ?? { focus: () => location.assign('/search') }).focus(),
  '?': () => {
    const table = document.querySelector('#keys');
    if (table === null) return;
    table.open = !table.open;
    if (table.open) table.querySelector('summary').focus();
  },
};

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  const typing = target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), select, textarea');
  if (key === 'Escape' && target instanceof HTMLElement) {
    const open = target.closest('details[data-key]');
    if (open === null) return;
    open.open = false;
    open.closest('.card')?.focus();
    return;
  }
  if (typing && key === 'Enter') {
    if (target.matches('select') || (target.matches('textarea') && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      target.form?.requestSubmit();
    }
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !keysOn()) return;
  if (cases === null && key !== '/') return;
  const act = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (act === undefined) return;
  event.preventDefault();
  act();
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

for (const part of document.querySelectorAll('[data-needs-script], [data-all]')) part.hidden = false;

// ---- copying

async function copyText(button) {
  const text = document.querySelector(`#${button.dataset.copy}`);
  text.select();
  // Without a secure origin there is no clipboard; the old way still copies what is selected.
  const written = await navigator.clipboard?.writeText(text.value).then(() => true, () => false);
  if (!written && !document.execCommand('copy')) return;
  button.textContent = button.dataset.says;
}

for (const button of document.querySelectorAll('[data-copy]')) button.addEventListener('click', () => void copyText(button));
const useKeys = document.querySelector('#use-keys');
if (useKeys instanceof HTMLInputElement) {
  useKeys.checked = keysOn();
  useKeys.addEventListener('change', () => localStorage.setItem('keys', useKeys.checked ? 'on' : 'off'));
}

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

// ---- what others do

const line = document.querySelector('#fresh');
const before = new Map();

async function live() {
  if (document.hidden) return;
  const shown = cards().filter((card) => card.dataset.case !== undefined);
  const answer = await ask(`/live?cases=${shown.map((card) => card.dataset.case).join(',')}`);
  if (!answer?.ok) return;
  const now = await answer.json();
  for (const [lane, figure] of Object.entries(now.counts)) {
    const place = document.querySelector(`[data-lane="${lane}"]`);
    if (place !== null && place.textContent !== figure) place.textContent = figure;
    if (!before.has(lane)) before.set(lane, Number.parseInt(figure, 10));
  }
  tellMore(now.counts);
  for (const { id, number, held } of now.cases) {
    const card = document.querySelector(`#case-${id}`);
    if (card === null) continue;
    showHeld(card, held);
    if (Number(card.dataset.number) !== number && !isBusy(card)) await refresh(card);
  }
}

/** Says how many more cases there are than when the page was opened. */
function tellMore(counts) {
  const lane = line.dataset.laneNow;
  const lanes = lane === 'all' ? ['harm', 'reply'] : [lane];
  const more = lanes.reduce((sum, name) => sum + Number.parseInt(counts[name] ?? '0', 10) - (before.get(name) ?? 0), 0);
  if (more <= 0) return;
  const link = line.querySelector('a');
  const says = line.dataset.says.replace('{}', String(more));
  if (link !== null && link.textContent !== says) link.textContent = says;
  line.classList.add('new');
}

// ---- a text explained while it is typed

for (const form of document.querySelectorAll('form[data-live]')) {
  const place = document.querySelector(`#${form.dataset.live}`);
  let waiting;
  let asked = 0;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      asked += 1;
      const mine = asked;
      const answer = await ask(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      if (answer?.ok && mine === asked) place.innerHTML = await answer.text();
    }, 250);
  });
}

if (line instanceof HTMLElement) {
  void live();
  setInterval(live, LIVE_EVERY);
}
for (const card of cards()) void look(card);
