// Progressive enhancement: without this file every form still works. With it, decisions replace their card in
// place, keys work, selections are counted, and what others do shows by itself.
import { ask, cards, isAtWork, isBusy, look, refresh, showHeld, wordsOf } from './cards.js';
import './keys.js';

document.documentElement.classList.add('script');

const LIVE_EVERY = 5000;

// On a narrow screen the entry one is on may stand beside the window.
for (const here of document.querySelectorAll('.top ul [aria-current], .lanes [aria-current]')) {
  const row = here.closest('ul');
  row.scrollLeft += here.getBoundingClientRect().right - row.getBoundingClientRect().right + 48;
}

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
// ---- what others do

const line = document.querySelector('#fresh');
const before = new Map();

async function live() {
  if (document.hidden) return;
  const shown = cards().filter((card) => card.dataset.case !== undefined);
  const answer = await ask(`/live?cases=${shown.map((card) => card.dataset.case).join(',')}`);
  // The session is over: the way to sign in, unless that would take away what somebody is typing.
  if (answer?.status === 401 && !isAtWork()) location.reload();
  if (!answer?.ok) return;
  const now = await answer.json();
  for (const [lane, figure] of Object.entries(now.counts)) {
    const place = document.querySelector(`[data-lane="${lane}"]`);
    if (place !== null && place.textContent !== figure) place.textContent = figure;
    place?.closest('a').classList.toggle('none', figure === '0');
    if (!before.has(lane)) before.set(lane, Number.parseInt(figure, 10));
  }
  tellMore(now.counts);
  for (const { id, seen, actions, held } of now.cases) {
    const card = document.querySelector(`#case-${id}`);
    if (card === null) continue;
    showHeld(card, held);
    const changed = card.dataset.seen !== seen || card.dataset.actions !== actions;
    if (changed && !isBusy(card)) await refresh(card);
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
      if (mine !== asked) return;
      if (answer?.ok) place.innerHTML = await answer.text();
      else place.textContent = await wordsOf(answer);
    }, 250);
  });
}

if (line instanceof HTMLElement) {
  void live();
  setInterval(live, LIVE_EVERY);
}
for (const card of cards()) void look(card);
