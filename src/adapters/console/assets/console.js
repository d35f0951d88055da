// Progressive enhancement: without this file every form still works. With it, decisions replace their card in
// place, keys work, selections are counted and the counts stay live.
const cases = document.querySelector('#cases');
const csrf = () => document.querySelector('input[name="csrf"]')?.value ?? '';
const cards = () => [...document.querySelectorAll('.card[data-case]')];
let current = -1;

function go(to) {
  const list = cards();
  if (list.length === 0) return;
  current = Math.max(0, Math.min(list.length - 1, to));
  for (const card of list) card.classList.toggle('current', card === list[current]);
  list[current].focus({ preventScroll: true });
  list[current].scrollIntoView({ block: 'nearest' });
}

async function send(form, submitter) {
  const card = form.closest('.card');
  const body = new URLSearchParams(new FormData(form, submitter));
  for (const button of card.querySelectorAll('button')) button.disabled = true;
  let answer;
  try {
    answer = await fetch(form.action, { method: 'POST', body, headers: { 'x-fragment': 'card', 'x-csrf': csrf() } });
  } catch {
    for (const button of card.querySelectorAll('button')) button.disabled = false;
    return;
  }
  if (answer.status === 401 || answer.status === 403) {
    location.reload();
    return;
  }
  const holder = document.createElement('template');
  holder.innerHTML = await answer.text();
  const fresh = holder.content.querySelector('.card');
  if (fresh === null) {
    location.reload();
    return;
  }
  const place = cards().indexOf(card);
  card.replaceWith(fresh);
  go(answer.ok && cases !== null ? place + 1 : place);
  follow(fresh);
}

// A decision is pending until the platform has confirmed it: look again a few times.
function follow(card, tries = 6) {
  if (tries === 0 || card.querySelector('.action.pending, .action.postponed') === null) return;
  setTimeout(async () => {
    const answer = await fetch(`/cases/${card.dataset.case}`).catch(() => undefined);
    if (answer?.ok !== true || !card.isConnected) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const lines = page.querySelectorAll('.card .action');
    const old = card.querySelectorAll('.action');
    if (lines.length === old.length) old.forEach((line, index) => line.replaceWith(lines[index]));
    follow(card, tries - 1);
  }, 1500);
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.closest('.card') === null) return;
  if (!/^\/cases\/\d+\/(keep|hide|reply|escalate|undo|appeal)$/u.test(new URL(form.action).pathname)) return;
  event.preventDefault();
  void send(form, event.submitter);
});

function press(key) {
  const card = cards()[current];
  if (card === undefined) return;
  const part = card.querySelector(`[data-key="${key}"]`);
  if (part instanceof HTMLDetailsElement) {
    part.open = true;
    part.querySelector('select, textarea')?.focus();
  } else if (part instanceof HTMLFormElement) {
    part.requestSubmit();
  }
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  const typing = target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), select, textarea');
  if (event.key === 'Escape' && typing) {
    target.closest('details')?.removeAttribute('open');
    target.closest('.card')?.focus();
    return;
  }
  if (typing || cases === null) return;
  if (event.key === 'j') go(current + 1);
  else if (event.key === 'k') go(current - 1);
  else if (event.key === 'x') cards()[current]?.querySelector('.pick input')?.click();
  else if (event.key === '?') document.querySelector('#keys')?.toggleAttribute('open');
  else if ('ahreu'.includes(event.key) && event.key.length === 1) press(event.key);
  else return;
  event.preventDefault();
});

document.addEventListener('change', () => {
  const chosen = document.querySelectorAll('.pick input:checked').length;
  const output = document.querySelector('#selected');
  const vi = document.documentElement.lang === 'vi';
  if (output !== null) output.textContent = chosen === 0 ? '' : vi ? `Đã chọn ${chosen}` : `${chosen} selected`;
});

const line = document.querySelector('#fresh');
if (line instanceof HTMLElement) {
  const before = JSON.parse(line.dataset.counts ?? '{}');
  const total = (counts) => (counts.harm ?? 0) + (counts.reply ?? 0);
  setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch('/counts').catch(() => undefined);
    if (answer?.ok !== true) return;
    const counts = await answer.json();
    for (const [lane, count] of Object.entries(counts)) {
      const place = document.querySelector(`[data-lane="${lane}"]`);
      if (place !== null) place.textContent = count >= 1000 ? '1000+' : String(count);
    }
    const more = total(counts) - total(before);
    if (more > 0) {
      const link = document.createElement('a');
      link.href = location.href;
      link.textContent = document.documentElement.lang === 'vi' ? `Có ${more} hồ sơ mới. Tải lại` : `${more} new cases. Reload`;
      line.replaceChildren(link);
    }
  }, 5000);
}
