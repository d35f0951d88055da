import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sang } from '../e2e/cli.ts';
import { seedSource } from '../pipeline/seeded.ts';
import { freshFolder } from '../servers/folder.ts';
import { type Hook, openHook } from '../servers/hook.ts';
import { type Mailbox, openMailbox } from '../servers/mailbox.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';

let database: FreshDatabase;
let box: Mailbox;
let hook: Hook;
let page: number;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  box = await openMailbox();
  hook = await openHook();
  page = await seedSource(database.pool, 'Trang Xanh');
  folder = freshFolder('mails');
}, 60_000);
afterAll(async () => {
  await hook.close();
  await box.close();
  await database.drop();
});
beforeEach(() => {
  hook.heard.length = 0;
});

const run = (args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}) =>
  sang(args, input, {
    DATABASE_URL: database.url,
    SANG_DATA: folder,
    SANG_SECRET: 'a secret of this test alone, long enough',
    SMTP_URL: box.url,
    SANG_MAIL_FROM: 'Sàng <sang@trang.vn>',
    SANG_WEBHOOK_NETWORKS: '127.0.0.1',
    ...env,
  });

test('channels: added with the secret from standard input or the environment, tested, listed, removed', async () => {
  const add = ['channel', 'add', '--source', String(page), '--name', 'Nhóm trực'];
  const made = await run([...add, '--url-stdin', '--quiet', '22:00-06:30'], `${hook.url}?token=bi-mat\n`);
  expect(made.err).toContain('whsec_');
  expect(made.code).toBe(0);
  const id = made.out.trim();
  expect(await run(['channel', 'test', id])).toMatchObject({ code: 0, out: 'Đã gửi tin thử.\n' });
  expect(JSON.parse(hook.heard[0]?.body ?? '')).toMatchObject({ type: 'test', cases: [] });
  expect(hook.heard[0]?.headers['webhook-signature']).toMatch(/^v1,/u);
  const mail = await run([...add, '--mail', 'truc@trang.vn']);
  await run(['channel', 'test', mail.out.trim()]);
  expect(box.mails.at(-1)?.recipients).toEqual(['truc@trang.vn']);
  const slack = await run([...add, '--url-env', 'HOOK', '--preset', 'slack'], '', { HOOK: hook.url });
  expect(slack.code).toBe(0);
  const listed = await run(['channel', 'list']);
  expect(listed.out).toContain('webhook/plain  127.0.0.1');
  expect(listed.out).toContain('22:00-06:30');
  expect(listed.out + listed.err).not.toMatch(/bi-mat|whsec_|truc@/u);
  expect((await run(['channel', 'remove', id])).code).toBe(0);
  const gone = await run(['channel', 'test', id]);
  expect([gone.code, gone.err]).toEqual([2, expect.stringContaining(`không có kênh ${id}`)]);
}, 120_000);

test('a team’s mailbox gets digests by its number; a webhook cannot', async () => {
  const add = ['channel', 'add', '--source', String(page), '--name', 'Hộp thư chung'];
  const mail = (await run([...add, '--mail', 'chung@trang.vn'])).out.trim();
  const turnedOn = await run(['channel', 'digest', mail, '--times', '7h30', '--days', '1,2,3,4,5']);
  expect([turnedOn.code, turnedOn.out]).toEqual([
    0,
    'Hộp thư chung: 07:30 Asia/Ho_Chi_Minh, việc khẩn gửi ngay\n',
  ]);
  const digests = async (): Promise<unknown> =>
    (await database.pool.query<{ digest: unknown }>('select digest from channels where id = $1', [mail]))
      .rows[0]?.digest;
  expect(await digests()).toMatchObject({ times: ['07:30'], days: [1, 2, 3, 4, 5], urgent: true });
  expect((await run(['channel', 'digest', mail, '--times', 'sáng'])).code).toBe(2);
  expect((await run(['channel', 'digest', mail, '--none'])).out).toBe('Hộp thư chung: không nhận bản tin\n');
  expect(await digests()).toBeNull();
  const hooked = (await run([...add, '--url-stdin'], hook.url)).out.trim();
  const refused = await run(['channel', 'digest', hooked]);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('bản tin gửi qua email')]);
  expect((await run(['channel', 'digest', '999'])).err).toContain('không có kênh 999');
}, 120_000);

test.each([
  [['--mail', 'không-phải-thư'], '', '--mail'],
  [['--url-stdin'], 'http://hooks.example.vn/x', 'https://'],
  [['--url-stdin'], 'https://10.0.0.1/x', 'SANG_WEBHOOK_NETWORKS'],
  [['--url-stdin'], '', '--url-stdin'],
  [['--url-stdin', '--preset', 'telegram'], 'https://api.telegram.org/botX/sendMessage', '--chat'],
  [['--mail', 'a@b.vn', '--quiet', '25-6'], '', '--quiet'],
])(
  'a channel is refused in words: %j',
  async (args, input, says) => {
    const refused = await run(['channel', 'add', '--source', String(page), '--name', 'x', ...args], input);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(says)]);
  },
  60_000,
);

test('a person’s digests: by default, changed, ended', async () => {
  const added = await run([
    'user',
    'add',
    'truc@trang.vn',
    '--name',
    'Trực',
    '--source',
    String(page),
    '--senior',
  ]);
  expect(added.out).toContain('link?s=');
  const settings = async (): Promise<unknown> =>
    (await database.pool.query<{ digest: unknown }>('select digest from moderators')).rows[0]?.digest;
  expect(await settings()).toMatchObject({
    times: ['07:30', '16:30'],
    zone: 'Asia/Ho_Chi_Minh',
    urgent: true,
  });
  const changed = await run(['user', 'digest', 'truc@trang.vn', '--times', '6:45', '--no-urgent']);
  expect(changed.out).toBe('truc@trang.vn: 06:45 Asia/Ho_Chi_Minh\n');
  // Added again (a new link): what was chosen stays.
  await run(['user', 'add', 'truc@trang.vn', '--name', 'Trực']);
  expect(await settings()).toMatchObject({ times: ['06:45'], urgent: false });
  const wrong = await run(['user', 'digest', 'truc@trang.vn', '--times', 'sáng']);
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--times')]);
  await run(['user', 'digest', 'truc@trang.vn', '--none']);
  expect(await settings()).toBeNull();
  expect((await run(['user', 'digest', 'ai@do.vn', '--none'])).code).toBe(2);
}, 120_000);

test('the doctor tells of mail and of pages without anybody to tell', async () => {
  await seedSource(database.pool, 'Trang không ai trực');
  const found = await run(['doctor'], '', { SANG_URL: 'https://sang.example.vn' });
  expect(found.out).toMatch(/^ok {3}mail {3,}/mu);
  expect(found.out).toMatch(/^! {4}told \d+ .*Trang không ai trực/mu);
  const away = await run(['doctor'], '', { SMTP_URL: 'smtp://127.0.0.1:9' });
  expect(away.out).toMatch(/mail +.*mail\.ESOCKET/u);
}, 60_000);
