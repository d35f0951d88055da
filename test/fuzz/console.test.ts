import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROUTES } from '../../src/adapters/console/routes.ts';
import { Caller } from '../e2e/console/caller.ts';
import { type House, openHouse, TRIAL_RULE, TRIAL_TEXT } from '../e2e/console/house.ts';
import { seen } from '../pipeline/world.ts';
import { type Form, formsOf, mutateForm, mutatePath } from './forms.ts';
import { mutateBody, STRANGE_TEXTS } from './mutate.ts';
import { asHeader } from './proxy.ts';
import { ALL_SEEDS, eachSeed, RUNS } from './seeds.ts';

/** Sends out whatever the form of a channel says; the form itself is damaged all the same. */
const LEFT_OUT = /^\/channels\/\d+\/test$/u;

let house: House;
let pages: string[];
const forms = new Map<string, Form>();
let admin: Caller;

/** An account of its own: what is sent may end sessions, take roles away and disable whoever is signed in. */
async function freshAdmin(): Promise<Caller> {
  const { id } = await house.person('Lan', 'admin');
  const caller = new Caller(house.url);
  caller.cookie = `sang=${await house.access.openSession(id, 'test', 12)}`;
  return caller;
}

beforeAll(async () => {
  house = await openHouse({ workers: false, proxies: '127.0.0.1' });
  await house.write(house.page, [
    seen('a', 'em nhận đi khách qua đêm, số riêng'),
    seen('b', 'em nhận đi khách qua đêm, số riêng'),
    seen('c', 'giá bao nhiêu vậy shop'),
    seen('d', TRIAL_TEXT),
  ]);
  const caseId = await house.count('select min(id) from cases');
  await house.service.channels.add(
    {
      sourceId: house.page,
      name: 'Nhóm trực',
      target: { kind: 'webhook', url: 'https://vi-du.example/hook', secret: 's'.repeat(32), preset: 'plain' },
      lang: 'vi',
    },
    'test',
  );
  admin = await freshAdmin();
  pages = [
    ...ROUTES.filter(({ method, path }) => method === 'get' && !path.includes('*')).map(({ path }) =>
      path
        .replace('/rules/:id', `/rules/${TRIAL_RULE}`)
        .replace('/sources/:id', `/sources/${house.page}`)
        .replace(':id', String(caseId)),
    ),
    '/?lane=all',
    '/search?q=giá',
    '/unsubscribe?t=abc',
    '/queues',
  ];
  for (const page of pages) {
    for (const form of formsOf(await (await admin.get(page)).text())) {
      if (LEFT_OUT.test(form.action)) continue;
      forms.set(`${form.action} ${form.fields.map(([name]) => name).join()}`, form);
    }
  }
  // Whatever no page offers just now is asked with a field or two all the same.
  for (const { method, path } of ROUTES) {
    const action = path.replace(':id', '1');
    if (method === 'post' && !LEFT_OUT.test(action))
      forms.set(path, {
        action,
        fields: [
          ['back', '/'],
          ['why', 'thử'],
          ['case', '1'],
        ],
      });
  }
}, 120_000);
afterAll(async () => house?.close());

/** Headers as anybody may send them; the cookie mostly whole, or nothing would be reached behind the door. */
function headers(random: () => number): Record<string, string> {
  const strange = (): string => asHeader(STRANGE_TEXTS[Math.floor(random() * STRANGE_TEXTS.length)] ?? '');
  const address = `10.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.7`;
  return {
    origin: new URL(house.url).origin,
    cookie: random() < 0.05 ? asHeader(mutateBody(admin.cookie, random)) : admin.cookie,
    'x-forwarded-for': random() < 0.1 ? `${strange()}, ${address}` : address,
    ...(random() < 0.3 ? { 'x-fragment': random() < 0.7 ? 'card' : strange() } : {}),
    ...(random() < 0.1 ? { 'accept-language': strange(), 'user-agent': strange() } : {}),
  };
}

/** A body as browsers write it, and as those do who are none. */
function body(fields: [string, string][], random: () => number): { type?: string; body: string | FormData } {
  const kind = random();
  const encoded = new URLSearchParams(fields).toString();
  if (kind < 0.75) return { type: 'application/x-www-form-urlencoded', body: encoded };
  if (kind < 0.85) {
    const form = new FormData();
    for (const [name, value] of fields)
      form.append(name, random() < 0.2 ? new Blob([value]) : value.toWellFormed());
    return { body: form };
  }
  if (kind < 0.9)
    return { type: 'application/json', body: mutateBody(JSON.stringify(Object.fromEntries(fields)), random) };
  if (kind < 0.95)
    return { type: 'multipart/form-data; boundary=x', body: mutateBody(`--x\r\n${encoded}`, random) };
  return { type: 'application/x-www-form-urlencoded', body: mutateBody(encoded, random) };
}

async function send(method: string, path: string, init: RequestInit): Promise<number> {
  const answer = await fetch(new URL(path, house.url), { ...init, method, redirect: 'manual' });
  await answer.text();
  if (answer.status >= 500) throw new Error(`${answer.status} for ${method} ${path}`);
  return answer.status;
}

test('the forms of the console are found', () => {
  const actions = [...forms.values()].map(({ action }) => action.replace(/\?.*/u, ''));
  expect(actions).toEqual(
    expect.arrayContaining(['/sign-in', '/me/password', '/me/digest', '/people', '/rules/draft']),
  );
  expect(actions.some((action) => /^\/cases\/\d+\/hide$/u.test(action))).toBe(true);
  expect(actions.some((action) => /^\/sources\/\d+\/channels$/u.test(action))).toBe(true);
});

test('damaged questions and forms are answered, never by an error of ours', async () => {
  const all = [...forms.values()];
  const answers = new Map<number, number>();
  let token = await admin.token();
  await eachSeed(RUNS * 8, async (random, seed) => {
    let status: number;
    if (seed % 4 === 0) {
      const page = pages[Math.floor(random() * pages.length)] ?? '/';
      status = await send('GET', mutatePath(page, random), { headers: headers(random) });
    } else {
      const form = all[Math.floor(random() * all.length)];
      if (form === undefined) throw new Error('no form');
      const sent = body([...mutateForm(form, random), ['csrf', token]], random);
      const type = sent.type === undefined ? {} : { 'content-type': sent.type };
      status = await send('POST', random() < 0.8 ? form.action : mutatePath(form.action, random), {
        headers: { ...headers(random), ...type, ...(random() < 0.5 ? { 'x-csrf': token } : {}) },
        body: sent.body,
      });
    }
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (seed % 50 === 0 || status === 401) {
      admin = await freshAdmin();
      token = await admin.token();
    }
  });
  expect(house.logged()).not.toContain('"level":50');
  // Forms were taken as well as refused: damage was met behind the door.
  if (ALL_SEEDS) expect(answers.get(303)).toBeGreaterThan(0);
  expect((await admin.get('/')).status).toBe(200);
}, 300_000);
