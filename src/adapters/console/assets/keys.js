// Everything by keyboard; each key presses what stands on the card anyway.
import { cases, currentCard, decidedCard, step } from './cards.js';

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

/** A slip is noticed on the next card: what is taken back is the last decision, unless a decided card was gone to. */
function undo() {
  if (document.querySelector('.card[aria-busy="true"]') !== null) return;
  const current = currentCard();
  press('u', current?.matches('.decided') ? current : (decidedCard() ?? current));
}

/** Key → what it does; the table shown by `?` says the same in words. */
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => press('a', currentCard()),
  h: () => press('h', currentCard()),
  r: () => press('r', currentCard()),
  e: () => press('e', currentCard()),
  u: undo,
  y: () => press('y', currentCard()),
  n: () => press('n', currentCard()),
  s: () => press('s', currentCard()),
  x: () => currentCard()?.querySelector('.pick input')?.click(),
  b: () => document.querySelector('#bulk.any button[value="keep"]')?.click(),
  m: () => (document.querySelector('[data-more]') ?? document.querySelector('#fresh a'))?.click(),
  g: () => currentCard()?.querySelector('[data-alike]')?.click(),
  o: () => currentCard()?.querySelector('[data-open]')?.click(),
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
  if (cases === null && key !== '/' && key !== 'm') return;
  const act = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (act === undefined) return;
  event.preventDefault();
  act();
});

const useKeys = document.querySelector('#use-keys');
if (useKeys instanceof HTMLInputElement) {
  useKeys.checked = keysOn();
  useKeys.addEventListener('change', () => localStorage.setItem('keys', useKeys.checked ? 'on' : 'off'));
}
