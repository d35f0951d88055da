import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ownPath } from '../../../src/adapters/console/form.ts';
import { ACTION_ASKS } from '../../../src/pipeline/ports/board.ts';
import { ROUTES } from '../../../src/adapters/console/routes.ts';
import { USER_ROLES, type UserRole } from '../../../src/pipeline/ports/access.ts';
import { seen } from '../../pipeline/world.ts';
import { Caller } from './caller.ts';
import { type House, openHouse } from './house.ts';

const RANK: Readonly<Record<UserRole | 'anyone', number>> = {
  anyone: -1,
  moderator: 0,
  operator: 1,
  admin: 2,
};
const PASSWORD = 'mười hai con giáp';

describe('the console against those who mean harm', () => {
  let house: House;
  /** A source of another team and a case on it. */
  let foreign: { source: number; caseId: number; actionId: number; commentId: number };

  beforeAll(async () => {
    house = await openHouse({ workers: false });
    const { id: source } = await house.service.sources.add(
      { platform: 'facebook', externalId: 'other', name: 'Trang của đội khác' },
      'test',
    );
    await house.write(source, [seen('f1', 'em nhận đi khách qua đêm, số riêng')]);
    const caseId = await house.count('select id from cases where source_id = $1', [source]);
    const commentId = await house.count('select comment_id from cases where id = $1', [caseId]);
    const actionId = await house.count(
      `insert into actions (case_id, source_id, number, kind, by, detail, state, moderator_id)
       values ($1, $2, 1, 'by-hand', 'person', '{"verb":"hide"}', 'pending', $3) returning id`,
      [caseId, source, (await house.person('Ai', 'moderator', [])).id],
    );
    foreign = { source, caseId, actionId, commentId };
  }, 120_000);
  afterAll(async () => house?.close());

  const caller = (): Caller => new Caller(house.url);
  async function signedIn(
    role: UserRole,
    sources?: readonly number[],
  ): Promise<Caller & { id: number; email: string }> {
    const person = await house.person('Lan', role, sources);
    const one = caller();
    await one.useLink(person.link);
    return Object.assign(one, { id: person.id, email: person.email });
  }

  describe('every route × every role', () => {
    const table = ROUTES.flatMap((route) =>
      ([undefined, ...USER_ROLES] as const).map(
        (role) => [route.method, route.path, role ?? 'nobody', route] as const,
      ),
    );
    const people = new Map<string, Caller>();

    test.each(table)('%s %s as %s', async (method, path, as, route) => {
      let one = people.get(as);
      if (one === undefined) {
        one = as === 'nobody' ? caller() : await signedIn(as);
        people.set(as, one);
      }
      const at = path.replace(':id', '999999').replace('*', 'x');
      // Without a form token: a route that asks for the role first refuses the role, then the token.
      const answer = await one.request(method, at, method === 'post' ? {} : undefined, { csrf: false });
      const allowed = as !== 'nobody' && RANK[as] >= RANK[route.role];
      if (route.role === 'anyone') expect([200, 401, 303]).toContain(answer.status);
      else if (as === 'nobody') {
        expect(answer.status).toBe(method === 'get' ? 303 : 401);
        if (method === 'get') expect(answer.headers.get('location')).toMatch(/^\/sign-in\?to=/u);
      } else if (!allowed) {
        expect(answer.status).toBe(403);
        expect(await answer.text()).toMatch(/không có quyền/u);
      } else if (method === 'post') {
        expect(answer.status).toBe(403);
        expect(await answer.text()).toMatch(/Trang đã cũ/u);
      } else expect([200, 302, 404]).toContain(answer.status);
    });
  });

  test('headers on every kind of answer', async () => {
    const one = await signedIn('operator');
    for (const path of ['/', '/sign-in', '/nowhere', '/queues', '/assets/console.js', '/live']) {
      const { headers } = await one.get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/u);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      if (!path.startsWith('/assets') && !path.startsWith('/queues'))
        expect(headers.get('cache-control')).toBe('no-store');
    }
    expect(one.cookieLine).toMatch(/HttpOnly/u);
    expect(one.cookieLine).toMatch(/SameSite=Lax/u);
  });

  test('forms of other sites, old forms and forms of other sessions are refused', async () => {
    const one = await signedIn('moderator');
    const other = await signedIn('moderator');
    const token = await one.token();
    const post = (csrf: string | undefined, origin?: string): Promise<Response> =>
      one.request(
        'post',
        '/lang',
        { lang: 'en', ...(csrf === undefined ? {} : { csrf }) },
        { csrf: false, ...(origin === undefined ? {} : { origin }) },
      );
    expect((await post(undefined)).status).toBe(403);
    expect((await post('')).status).toBe(403);
    expect((await post('x.y')).status).toBe(403);
    expect((await post(await other.token())).status).toBe(403);
    expect((await post(token, 'https://evil.example')).status).toBe(403);
    expect((await post(token)).status).toBe(303);
    // Tokens differ from page to page, so that compression gives none away.
    expect(await one.token()).not.toBe(token);
  });

  test('a session begins anew at every sign-in; a planted cookie is worth nothing', async () => {
    const planted = 'planted-by-somebody-else';
    const one = caller();
    one.cookie = `sang=${planted}`;
    const person = await house.person('Lan', 'moderator');
    await one.useLink(person.link);
    expect(one.cookie).not.toContain(planted);
    const before = one.cookie;
    await one.useLink(await house.linkFor(person.id));
    expect(one.cookie).not.toBe(before);
    const old = caller();
    old.cookie = before;
    expect((await old.get('/')).status).toBe(303);
  });

  test('signing out, being disabled and revoking end sessions at once', async () => {
    const one = await signedIn('moderator');
    const kept = one.cookie;
    await one.post('/sign-out', {});
    const again = caller();
    again.cookie = kept;
    expect((await again.get('/')).status).toBe(303);

    const two = await signedIn('moderator');
    const admin = await signedIn('admin');
    expect((await admin.post(`/people/${two.id}/disable`, {})).status).toBe(303);
    expect((await two.get('/')).status).toBe(303);
    const dead = caller();
    const link = new URL(await house.linkFor(two.id));
    expect(
      (await dead.request('post', '/link', { secret: link.searchParams.get('s') ?? '' }, { csrf: false }))
        .status,
    ).toBe(401);

    const three = await signedIn('moderator');
    const elsewhere = caller();
    await elsewhere.useLink(await house.linkFor(three.id));
    await three.post('/me/revoke', { mark: '' });
    expect((await elsewhere.get('/')).status).toBe(303);
    expect((await three.get('/')).status).toBe(200);
  });

  test('one cannot revoke the session of another', async () => {
    const one = await signedIn('moderator');
    const other = await signedIn('moderator');
    const { rows } = await house.pool.query<{ mark: string }>(
      `select encode(substring(id from 1 for 6), 'hex') as mark from sessions where moderator_id = $1`,
      [other.id],
    );
    await one.post('/me/revoke', { mark: rows[0]?.mark ?? '' });
    expect((await other.get('/')).status).toBe(200);
  });

  test('one-time links: opening does nothing, used once, expired never, only for signing in', async () => {
    const { id, link } = await house.person('Lan', 'moderator');
    const secret = (of: string): string => new URL(of).searchParams.get('s') ?? '';
    const use = async (s: string): Promise<number> =>
      (await caller().request('post', '/link', { secret: s }, { csrf: false })).status;
    expect((await caller().get(new URL(link).pathname + new URL(link).search)).status).toBe(200);
    expect(await use(secret(link))).toBe(303);
    expect(await use(secret(link))).toBe(401);
    const expired = await house.access.makeLink(id, 'sign-in', 60);
    await house.pool.query(
      `update links set expires_at = sang_now() - interval '1 second' where used_at is null`,
    );
    expect(await use(expired)).toBe(401);
    expect(await use(await house.access.makeLink(id, 'unsubscribe', 60))).toBe(401);
    expect(await use('guessed')).toBe(401);
    // Two at once: one of them.
    const race = await house.access.makeLink(id, 'sign-in', 60);
    expect(
      (await Promise.all([use(race), use(race), use(race)])).filter((status) => status === 303),
    ).toHaveLength(1);
    const { rows } = await house.pool.query<{ id: Buffer }>('select id from links');
    for (const row of rows) expect(row.id.toString('utf8')).not.toContain(race);
  });

  test.each([
    '//evil.example',
    '/a/..//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/%09/evil.example',
    '\\\\evil.example',
    '/@evil.example',
    '/x\n/evil',
  ])('no open redirect: %j', async (to) => {
    const landed = new URL(ownPath(to), 'https://own.example');
    expect(landed.host).toBe('own.example');
    const { link } = await house.person('Lan', 'moderator');
    const answer = await caller().request(
      'post',
      '/link',
      { secret: new URL(link).searchParams.get('s') ?? '', to },
      { csrf: false },
    );
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.get('location') ?? '', 'https://own.example').host).toBe('own.example');
  });

  test('passwords: an unknown address takes as long as a wrong password, and ten wrong ones slow the guesser down', async () => {
    const { id, email } = await house.person('Lan', 'moderator');
    await house.access.setPassword(id, PASSWORD, 'test');
    const guess = async (
      address: string,
      password: string,
    ): Promise<{ status: number; took: number; text: string }> => {
      const from = performance.now();
      const answer = await caller().request(
        'post',
        '/sign-in',
        { email: address, password },
        { csrf: false },
      );
      return { status: answer.status, took: performance.now() - from, text: await answer.text() };
    };
    const wrong: number[] = [];
    const unknown: number[] = [];
    let told = '';
    for (let round = 0; round < 4; round += 1) {
      const known = await guess(email, 'sai');
      const nobody = await guess(`nobody${round}@sang.example`, 'sai');
      expect([known.status, nobody.status]).toEqual([401, 401]);
      expect(nobody.text).toBe(known.text);
      told = known.text;
      wrong.push(known.took);
      unknown.push(nobody.took);
    }
    expect(told).toContain('không đúng');
    const least = (all: readonly number[]): number => Math.min(...all);
    // The fastest of each: load only ever adds. Without the same work an unknown address answers in a few milliseconds.
    expect(least(unknown)).toBeGreaterThan(least(wrong) / 2);
    expect(least(unknown)).toBeLessThan(least(wrong) * 2);
    expect((await guess(email, PASSWORD)).status).toBe(303);
    const statuses: number[] = [];
    for (let round = 0; round < 8; round += 1)
      statuses.push((await guess(email.toUpperCase(), `sai ${round}`)).status);
    expect(statuses).toContain(429);
    // From then on even the right one waits, and nobody learns whether it was right.
    expect((await guess(email, PASSWORD)).status).toBe(429);
  }, 60_000);

  test('setting a password needs the former one or a one-time link and ends every other session', async () => {
    const one = await signedIn('moderator');
    const elsewhere = caller();
    await elsewhere.useLink(await house.linkFor(one.id));
    expect((await one.post('/me/password', { next: 'ngắn' })).status).toBe(400);
    expect((await one.post('/me/password', { next: PASSWORD })).status).toBe(303);
    expect((await elsewhere.get('/')).status).toBe(303);
    expect((await one.post('/me/password', { current: 'sai', next: 'một câu dài khác' })).status).toBe(400);
    await one.useLink(await house.linkFor(one.id));
    expect((await one.post('/me/password', { next: 'một câu dài khác' })).status).toBe(303);
    const { rows } = await house.pool.query<{ password: string }>(
      'select password from moderators where id = $1',
      [one.id],
    );
    expect(rows[0]?.password).toMatch(/^scrypt\$/u);
  }, 30_000);

  test('a moderator sees and does nothing on pages that are not theirs', async () => {
    const one = await signedIn('moderator', [house.page]);
    const { caseId, actionId, commentId, source } = foreign;
    expect((await one.get(`/cases/${caseId}`)).status).toBe(404);
    expect((await one.get(`/cases/${caseId}/card`)).status).toBe(404);
    for (const event of ['keep', 'hide', 'reply', 'escalate', 'undo', 'appeal', 'show', 'hold']) {
      expect(
        (await one.post(`/cases/${caseId}/${event}`, { seen: '0.1', category: 'sexual', reply: 'x' })).status,
      ).toBe(404);
    }
    for (const ask of ACTION_ASKS)
      expect((await one.post(`/actions/${actionId}/${ask}`, {})).status).toBe(404);
    expect((await one.post(`/comments/${commentId}/case`, {})).status).toBe(404);
    for (const event of ['keep', 'hide']) {
      const wish = { event, category: 'sexual', sure: '1', case: `${caseId}:0.1` };
      expect(await (await one.post('/bulk', wish)).text()).toMatch(/Đã (?:giữ|quyết định ẩn) 0/u);
    }
    expect((await one.get(`/cases/${caseId}/alike`)).status).toBe(404);
    for (const path of [
      '/',
      `/?source=${source}`,
      '/search?q=rieng',
      `/search?q=rieng&source=${source}`,
      '/check',
      '/report',
    ]) {
      const text = await (await one.get(path)).text();
      expect(text).not.toContain('số riêng');
      expect(text).not.toContain('Trang của đội khác');
    }
    const live: unknown = await (await one.get(`/live?cases=${caseId}`)).json();
    expect(live).toMatchObject({ cases: [], counts: { harm: '0' } });
    expect(
      await house.count('select count(*) from audit where case_id = $1 and moderator_id = $2', [
        caseId,
        one.id,
      ]),
    ).toBe(0);
    const operator = await signedIn('operator');
    expect((await operator.get(`/cases/${caseId}`)).status).toBe(200);
  });

  test('an admin cannot lock themselves out; roles are changed by admins alone and audited with their name', async () => {
    const admin = await signedIn('admin');
    const one = await signedIn('moderator');
    expect((await admin.post(`/people/${admin.id}/disable`, {})).status).toBe(409);
    expect((await admin.post(`/people/${admin.id}`, { role: 'moderator' })).status).toBe(409);
    expect(
      (await admin.post(`/people/${one.id}`, { role: 'operator', source: String(house.page) })).status,
    ).toBe(303);
    expect((await one.get('/sources')).status).toBe(200);
    expect(
      await house.count("select moderator_id from audit where what = 'member.role' order by id desc limit 1"),
    ).toBe(admin.id);
    const invited = await admin.post('/people', {
      name: 'Mới',
      email: 'moi@sang.example',
      role: 'moderator',
    });
    const link = /value="(http[^"]+link\?s=[^"]+)"/u.exec(await invited.text())?.[1];
    // Whoever is invited gets the usual digests, the urgent ones too, as from the command line.
    const { rows } = await house.pool.query<{ id: string }>(
      `select id from moderators where email = 'moi@sang.example'`,
    );
    expect(await house.service.subscribers.settings(`moderator:${rows[0]?.id}`)).toMatchObject({
      times: ['07:30', '16:30'],
      urgent: true,
    });
    const fresh = caller();
    await fresh.useLink(link ?? '');
    expect((await fresh.get('/')).status).toBe(200);
    expect(
      (await admin.post('/people', { name: 'X', email: 'MOI@sang.example', role: 'admin' })).status,
    ).toBe(409);
    expect((await admin.post('/people', { name: 'X', email: 'x@sang.example', role: 'owner' })).status).toBe(
      400,
    );
  });

  test('what is no number, too large or too much is refused, and never breaks the server', async () => {
    const one = await signedIn('admin');
    for (const path of [
      '/cases/1e3',
      '/cases/-1',
      '/cases/99999999999999999999',
      '/cases/%00',
      '/?after=1~x~2',
      '/?after=9e99~2026-01-01~1',
      '/?source=x&older=-5&category=opinion',
      '/audit?before=x&case=%27',
      '/search?q=%27%29%3B--&before=z',
      '/search?q=%00',
      '/report?month=2026-13',
      '/live?cases=a,b,c',
      '/rules/none',
      '/assets/..%2f..%2fapp.ts',
      '/assets/__proto__',
    ]) {
      expect(`${path} ${(await one.get(path)).status < 500}`).toBe(`${path} true`);
    }
    for (const body of [
      { seen: '0.1', why: 'x\0y' },
      { seen: 'x' },
      { seen: '0' },
      { seen: '0.1', category: 'opinion' },
      { seen: '0.1', reply: 'x'.repeat(30_000) },
    ]) {
      expect((await one.post(`/cases/${foreign.caseId}/hide`, body)).status).toBe(400);
    }
    const large = await one.post(`/cases/${foreign.caseId}/reply`, {
      seen: '0.1',
      reply: 'x'.repeat(400_000),
    });
    expect(large.status).toBe(413);
  });
});
