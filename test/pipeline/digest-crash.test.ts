import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { digestFor, resumeDigest } from '../../src/pipeline/digest.ts';
import { sweepDigests } from '../../src/pipeline/digest-due.ts';
import { refusal } from '../servers/mailbox.ts';
import { runScript, type Script } from '../servers/process.ts';
import { type Desk, openDesk } from './digest-desk.ts';
import { seedCase, seedSource } from './seeded.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(() => desk.close());
beforeEach(() => desk.clear());

describe('when the mail server is away', () => {
  test('the digest is tried again and arrives once', async () => {
    const source = await seedSource(desk.pool, 'Trang');
    await seedCase(desk.pool, { sourceId: source, age: 600 });
    const audience = await desk.reader('truc@trang.vn', [source]);
    desk.box.before = () => Promise.reject(refusal(451));
    expect(await digestFor(desk.deps, audience)).toEqual([]);
    const [row] = await desk.rows();
    expect(row).toMatchObject({ code: 'mail.EENVELOPE.451', sent_at: null, failed_at: null, attempts: 1 });
    expect(await desk.deps.store.stranded(10)).toEqual([]);
    desk.box.before = undefined;
    await desk.leasesEnd();
    expect(await desk.deps.store.stranded(10)).toEqual([Number(row?.['id'])]);
    await resumeDigest(desk.deps, Number(row?.['id']));
    expect(desk.box.mails).toHaveLength(1);
    expect(await desk.rows()).toMatchObject([{ code: null, failed_at: null }]);
  });

  test('a refusal for good is given up at once and visible', async () => {
    const source = await seedSource(desk.pool, 'Trang');
    await seedCase(desk.pool, { sourceId: source, age: 600 });
    const audience = await desk.reader('truc@trang.vn', [source]);
    desk.box.before = () => Promise.reject(refusal(550));
    await digestFor(desk.deps, audience);
    expect(await desk.deps.store.lost(new Date(0), 10)).toMatchObject([
      { audience, code: 'mail.EENVELOPE.550' },
    ]);
    expect(await desk.deps.store.stranded(10)).toEqual([]);
  });

  test('a digest that never succeeds is given up after its tries', async () => {
    const source = await seedSource(desk.pool, 'Trang');
    const audience = await desk.reader('truc@trang.vn', [source]);
    desk.box.before = () => Promise.reject(refusal(451));
    await digestFor(desk.deps, audience);
    for (let tries = 0; tries < 10; tries += 1) {
      await desk.leasesEnd();
      for (const id of await desk.deps.store.stranded(10)) await resumeDigest(desk.deps, id);
    }
    expect(await desk.deps.store.lost(new Date(0), 10)).toHaveLength(1);
  });
});

describe('a digest worker that is killed', () => {
  let script: Script | undefined;
  const start = (order: string): Script => {
    script = runScript('test/pipeline/digest-process.ts', [desk.url, desk.box.url, order]);
    return script;
  };
  const kill = async (): Promise<void> => {
    if (script?.child.exitCode === null) await script.kill('SIGKILL');
  };

  test.each(['written and not sent', 'taken over by the server and not stamped'])(
    '%s: the reader gets it, and sees it once',
    async (moment) => {
      const source = await seedSource(desk.pool, 'Trang');
      await seedCase(desk.pool, { sourceId: source, age: 600 });
      const audience = await desk.reader('truc@trang.vn', [source]);
      const before = moment.startsWith('written');
      desk.box[before ? 'before' : 'after'] = kill;
      await start(audience).ended;
      const [row] = await desk.rows();
      expect(row).toMatchObject({ sent_at: null, failed_at: null, cases: '1' });
      expect(desk.box.mails).toHaveLength(before ? 0 : 1);
      // While the lease of the dead one lasts nobody touches it; then the sweep rings and another process ends it.
      desk.box.before = undefined;
      desk.box.after = undefined;
      expect(await desk.deps.store.stranded(10)).toEqual([]);
      await desk.leasesEnd();
      const rings: unknown[] = [];
      await sweepDigests({
        store: desk.deps.store,
        subscribers: desk.deps.subscribers,
        mailing: true,
        queues: {
          async ringMany(_queue, many) {
            rings.push(...many.map((ring) => ring.payload));
          },
        },
      });
      expect(rings).toEqual([{ digest: Number(row?.['id']) }]);
      await start(String(row?.['id'])).ended;
      expect(desk.box.letters()).toBe(1);
      expect((await desk.rows()).map((each) => each['sent_at'] !== null)).toEqual([true]);
    },
    60_000,
  );

  test('two processes: one mail', async () => {
    const source = await seedSource(desk.pool, 'Trang');
    await seedCase(desk.pool, { sourceId: source, age: 600 });
    const audience = await desk.reader('truc@trang.vn', [source]);
    await Promise.all([start(audience).ended, start(audience).ended]);
    expect(desk.box.mails).toHaveLength(1);
  }, 60_000);
});
