import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { browserFound, launchBrowser } from './browser.ts';
import { describeWith } from './describe-with.ts';
import { freshDatabase } from './postgres.ts';
import { startProxy } from './proxy.ts';

test('databases of two tests are migrated, empty and apart', async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
  await one.pool.query("insert into controls (name, value, by) values ('x', '1', 'test')");
  const counts = await Promise.all(
    [one, two].map(async ({ pool }) => (await pool.query('select 1 from controls')).rowCount),
  );
  expect(counts).toEqual([1, 0]);
  await Promise.all([one.drop(), two.drop()]);
});

test('the proxy passes, freezes, thaws and cuts', async () => {
  const echo = net.createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => {
    echo.listen(0, '127.0.0.1', resolve);
  });
  const address = echo.address();
  const proxy = await startProxy({
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
  });
  const client = net.connect(proxy.port, '127.0.0.1');
  client.on('error', () => undefined);
  const chunks: string[] = [];
  const heard = () => chunks.join('');
  const ends: string[] = [];
  client.on('data', (chunk) => {
    chunks.push(String(chunk));
  });
  client.on('close', () => ends.push('closed'));
  client.write('a');
  while (heard() !== 'a') await sleep(5);
  proxy.freeze();
  client.write('b');
  await sleep(100);
  expect([heard(), ends.length]).toEqual(['a', 0]);
  proxy.thaw();
  while (heard() !== 'ab') await sleep(5);
  proxy.cut();
  while (ends.length === 0) await sleep(5);
  await proxy.stop();
  echo.close();
});

describeWith(
  'browser',
  'a browser',
  () => {
    test('opens a page and runs its script', async () => {
      const browser = await launchBrowser();
      const page = await browser.newPage();
      await page.setContent('<p id="p"></p><script>p.textContent = 1 + 1</script>');
      expect(await page.textContent('#p')).toBe('2');
      await browser.close();
    });
  },
  browserFound(),
);
