import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sang, startSang } from '../e2e/cli.ts';
import { freshFolder } from '../servers/folder.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

let database: FreshDatabase;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  folder = freshFolder('words');
}, 60_000);
afterAll(() => database.drop());

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}, input = '') =>
  sang(args, input, {
    DATABASE_URL: database.url,
    SANG_DATA: folder,
    SANG_SECRET: 'a secret of this test alone, long enough',
    ...env,
  });
const ENGLISH = { SANG_LANG: 'en' };

test('a new page without a token says what comes next, in the operator’s language', async () => {
  const made = await run(['source', 'add', 'facebook', '1234', '--name', 'Trang Xanh']);
  expect(made.code).toBe(0);
  expect(made.out).toBe('nguồn 1: facebook 1234 (chỉ báo, không tự ẩn)\n');
  expect(made.err).toContain(
    'Chưa có mã truy cập nên chưa đọc được. Tiếp theo: sang source set 1 --token-stdin',
  );
  const zalo = await run(['source', 'add', 'zalo', '5678'], ENGLISH);
  expect(zalo.err).toContain(
    'No access token yet, so nothing can be read. Next: sang source consent 2 --redirect https://…',
  );
  const variable = await run(['source', 'add', 'facebook', '99', '--token-env', 'NO_SUCH_TOKEN']);
  expect(variable.err).toContain('Biến NO_SUCH_TOKEN đang trống');
  expect((await run(['source', 'pause', '77'])).err).toBe(
    'sang source: không có nguồn 77; xem sang source list\n',
  );
  expect((await run(['source', 'add', 'tiktok', '1'])).err).toContain('không có nền tảng tiktok');
}, 120_000);

test('a number that is none is refused with its option, before anything is done', async () => {
  const wrong: readonly (readonly [option: string, ...args: string[]])[] = [
    ['--case <number>', 'undo', '--case', 'abc'],
    ['--source <numbers...>', 'user', 'add', 'lan@trang.vn', '--name', 'Lan', '--source', 'x'],
    ['--source <number>', 'channel', 'add', '--name', 'K', '--mail', 'a@b.vn', '--source', '-'],
  ];
  for (const [option, ...args] of wrong) {
    const { code, err } = await run(args);
    expect([args, code, err.split('\n')[0]]).toEqual([
      args,
      2,
      `error: option '${option}' argument '${args.at(-1)}' is invalid. cần một số nguyên từ 1 trở lên`,
    ]);
  }
  const away = await run(['user', 'add', 'lan@trang.vn', '--name', 'Lan', '--source', '77']);
  expect(away).toMatchObject({
    code: 2,
    err: 'sang user: --source: không có nguồn 77; xem sang source list\n',
  });
  expect((await database.pool.query('select 1 from moderators')).rowCount).toBe(0);
  for (const args of [
    ['channel', 'test', '1e30'],
    ['source', 'pause', '1e30'],
  ]) {
    expect(await run(args)).toMatchObject({ code: 2, err: expect.stringContaining(' 1e30') });
  }
}, 120_000);

test('a file is kept with its whole path, wherever the command ran', async () => {
  const made = await run(['source', 'add', 'file', 'binh-luan.jsonl']);
  const whole = path.join(root, 'binh-luan.jsonl');
  expect(made.out).toContain(whole);
  expect(made.err).toContain(`Chưa thấy tệp ${whole}`);
  const { rows } = await database.pool.query<{ external_id: string }>(
    `select external_id from sources where platform = 'file'`,
  );
  expect(rows).toEqual([{ external_id: whole }]);
}, 60_000);

test('a new link for an admin leaves them an admin', async () => {
  const add = (...more: string[]) => run(['user', 'add', 'quan@trang.vn', '--name', 'Quân', ...more]);
  await add('--role', 'admin');
  expect((await add()).out).toContain('/link?s=');
  const { rows } = await database.pool.query('select role from moderators');
  expect(rows).toEqual([{ role: 'admin' }]);
}, 60_000);

test('stops and brakes are listed in plain words, each with what ends it', async () => {
  expect((await run(['brakes'])).out).toBe('Không có phanh nào đang kéo.\n');
  expect((await run(['stop-actions', '--source', '77'])).err).toBe(
    'sang stop-actions: --source: không có nguồn này; xem sang source list\n',
  );
  expect(
    (await run(['stop-actions', '--rule', 'scam.x', '--source', '1', '--why', 'bắt nhầm'])).out,
  ).toContain('Đã kéo phanh.');
  expect((await run(['stop-actions', '--why', 'trang bị tấn công'])).out).toContain('Đã dừng mọi thao tác');
  const listed = await run(['brakes']);
  expect(listed.out).toMatch(
    /^Mọi thao tác đang dừng từ .*trang bị tấn công\)\n {2}chạy lại: sang resume-actions\n/u,
  );
  expect(listed.out).toMatch(/Luật scam\.x ở Trang Xanh: phanh kéo từ .*bắt nhầm\)/u);
  expect(listed.out).toContain('nhả: sang resume-actions --source 1 --rule scam.x');
  const english = await run(['brakes'], ENGLISH);
  expect(english.out).toContain('All actions are stopped since');
  expect(english.out).toContain('Rule scam.x on Trang Xanh: braked since');
  const resumed = await run(['resume-actions']);
  expect(resumed.out).toMatch(/^Thao tác chạy lại\.\nLuật scam\.x/u);
  expect((await run(['resume-actions', '--source', '1', '--rule', 'scam.x'])).out).toBe('Đã nhả 1 phanh.\n');
}, 120_000);

test('undo, rescreen and purge answer in words', async () => {
  expect(await run(['undo', '--case', '999'])).toMatchObject({
    code: 2,
    err: 'sang undo: không có hồ sơ 999\n',
  });
  expect((await run(['undo', '--rule', 'scam.x', '--since', '24h'])).out).toBe(
    'Đã hoàn tác 0 trên 0 hồ sơ.\n',
  );
  for (const unclear of [[], ['--case', '5', '--rule', 'scam.test']]) {
    expect(await run(['undo', ...unclear], ENGLISH)).toMatchObject({
      code: 2,
      err: 'sang undo: give either --case N, or --rule ID with --since 24h\n',
    });
  }
  expect((await run(['rescreen', '--since', 'hôm qua'])).err).toContain('viết 24h, 7d hoặc một ngày');
  expect((await run(['purge', '--older-than', '90'])).out).toBe('Đã xoá dữ liệu của 0 bình luận.\n');
}, 120_000);

test('output that nobody reads to its end is no fault', async () => {
  const child = startSang('rules', 'list', '--json');
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  // As `head` does: the first of it, then the pipe is closed.
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => {
    child.on('close', resolve);
  });
  expect([code, said]).toEqual([0, '']);
}, 60_000);
