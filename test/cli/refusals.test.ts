import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freshFolder } from '../servers/folder.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { runScript } from '../servers/process.ts';

const SANG = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'src', 'cli', 'sang.ts');

describe('sang start refuses, in one line that says what to do', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  async function start(env: Readonly<Record<string, string>>, ...args: string[]) {
    const run = runScript(SANG, ['start', ...args], {
      env: { SANG_DATA: freshFolder('start'), SANG_LOG_LEVEL: 'silent', ...env },
    });
    return { code: await run.ended, said: run.output().trim() };
  }

  test('a database that does not answer, without its password', async () => {
    const { code, said } = await start({ DATABASE_URL: 'postgres://sang:geheim@127.0.0.1:1/sang' });
    expect(said).toMatch(
      /^sang: không kết nối được cơ sở dữ liệu \(error\.ECONNREFUSED\); xem lại DATABASE_URL/,
    );
    expect(said).not.toContain('geheim');
    expect(code).toBe(2);
  });

  test('a database that does not exist', async () => {
    const { code, said } = await start({ DATABASE_URL: database.url.replace(/\/t_\w+/, '/nowhere') });
    expect(said).toMatch(/^sang: không kết nối được cơ sở dữ liệu \(error\.3D000\); xem lại DATABASE_URL/);
    expect(code).toBe(2);
  });

  test.each([
    ['vi', /sang: máy chủ Redis của hàng đợi không trả lời \(.+\); xem lại REDIS_URL/],
    ['en', /sang: the queue's Redis server does not answer \(.+\); check REDIS_URL/],
  ] as const)('a Redis that does not answer (%s)', async (lang, says) => {
    const { code, said } = await start({
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://:geheim@127.0.0.1:1',
      SANG_LANG: lang,
    });
    expect(said).toMatch(says);
    expect(said).not.toContain('geheim');
    expect(code).toBe(2);
  });

  test.each([
    ['', 'sang: SANG_PORT: “many” không dùng được; viết một số từ 0 đến 65535'],
    ['en', 'sang: SANG_PORT: “many” is not usable; write a number from 0 to 65535'],
  ])('a setting that cannot be used (SANG_LANG=%s)', async (lang, says) => {
    const { code, said } = await start({ SANG_PORT: 'many', SANG_LANG: lang });
    expect(said).toBe(says);
    expect(code).toBe(2);
  });

  test('a data folder that cannot be one', async () => {
    const file = path.join(freshFolder('file'), 'file');
    writeFileSync(file, '');
    const { code, said } = await start({ SANG_DATA: file });
    expect(said).toMatch(/^sang: PostgreSQL nhúng: không dùng được thư mục dữ liệu .*SANG_DATA/);
    expect(code).toBe(2);
  });

  test('a port that another process has, as two units with one SANG_METRICS_PORT would', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    const { code, said } = await start(
      { DATABASE_URL: database.url, SANG_METRICS_PORT: port },
      '--roles',
      'act',
    );
    other.close();
    expect(said).toBe(
      `sang start: cổng ${port} đang có tiến trình khác dùng; đặt SANG_METRICS_PORT khác cho tiến trình này`,
    );
    expect(code).toBe(2);
  });

  test('a database of a newer version', async () => {
    await database.pool.query(
      "insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 99999999999999)",
    );
    const { code, said } = await start({ DATABASE_URL: database.url });
    expect(said).toMatch(/^sang: cơ sở dữ liệu đã được nâng cấp bởi một bản Sàng mới hơn/);
    expect(code).toBe(2);
  });
});
