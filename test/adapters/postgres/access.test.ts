import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAccessStore } from '../../../src/adapters/postgres/access.ts';
import type { AccessStore, UserRole } from '../../../src/pipeline/ports/access.ts';
import { type FreshDatabase, freshDatabase } from '../../servers/postgres.ts';

let database: FreshDatabase;
let access: AccessStore;
beforeAll(async () => {
  database = await freshDatabase();
  access = createAccessStore(database.pool);
});
afterAll(() => database.drop());

const roleOf = async (email: string): Promise<UserRole | undefined> =>
  (await access.credentials(email))?.member.role;

test('whoever is added once more keeps their role unless another one is said', async () => {
  const lan = { email: 'lan@trang.vn', name: 'Lan' };
  const id = await access.addMember({ ...lan, role: 'admin' }, 'test');
  expect(await access.addMember({ ...lan, name: 'Lan Anh' }, 'test')).toBe(id);
  expect(await roleOf(lan.email)).toBe('admin');
  await access.addMember({ ...lan, role: 'operator' }, 'test');
  expect(await roleOf(lan.email)).toBe('operator');
  await access.addMember({ email: 'moi@trang.vn', name: 'Mới' }, 'test');
  expect(await roleOf('moi@trang.vn')).toBe('moderator');
  const { rows } = await database.pool.query(
    `select after->>'role' as role from audit where what = 'member.added' order by id`,
  );
  expect(rows.map(({ role }) => role)).toEqual(['admin', 'admin', 'operator', 'moderator']);
});

const SHUTS: readonly [name: string, (id: number, own: string) => Promise<unknown>][] = [
  ['a new password', (id) => access.setPassword(id, 'một mật khẩu đủ dài', 'test')],
  ['ending the sessions', (id) => access.endSessions(id, 'test')],
  ['ending all but the present session', (id, own) => access.revoke(id, undefined, own)],
  [
    'an account that was disabled for a while',
    async (id) => {
      await access.disable(id, 'test');
      await access.enable(id, 'test');
    },
  ],
];

test.each(SHUTS)(
  '%s voids the sign-in links made before; the link that ends mails stays good',
  async (_name, shut) => {
    const id = await access.addMember({ email: `${Math.random()}@trang.vn`, name: 'Hà' }, 'test');
    const other = await access.addMember({ email: `${Math.random()}@trang.vn`, name: 'Bình' }, 'test');
    const own = await access.openSession(id, undefined, 1);
    const elsewhere = await access.openSession(id, undefined, 1);
    const link = await access.makeLink(id, 'sign-in', 60);
    const unsubscribe = await access.makeLink(id, 'unsubscribe', 60);
    const theirs = await access.makeLink(other, 'sign-in', 60);
    await shut(id, own);
    expect(await access.session(elsewhere)).toBeUndefined();
    expect(await access.useLink(link, 'sign-in')).toBeUndefined();
    expect((await access.useLink(unsubscribe, 'unsubscribe'))?.id).toBe(id);
    expect((await access.useLink(theirs, 'sign-in'))?.id).toBe(other);
    expect((await access.useLink(await access.makeLink(id, 'sign-in', 60), 'sign-in'))?.id).toBe(id);
  },
);
