import { createMailer } from '../../src/adapters/mail/smtp.ts';
import { createDigestStore } from '../../src/adapters/postgres/digests.ts';
import { openPool } from '../../src/adapters/postgres/pool.ts';
import { createSubscriberStore } from '../../src/adapters/postgres/subscribers.ts';
import { createSealer } from '../../src/adapters/secrets/sealer.ts';
import { digestFor, resumeDigest } from '../../src/pipeline/digest.ts';
import { QUIET } from './world.ts';

// A digest worker as a process of its own, to be killed: digests what is due for one reader, or takes one up.
const [databaseUrl = '', smtpUrl = '', order = ''] = process.argv.slice(2);
const pool = openPool(databaseUrl, { roles: ['test'], onError: () => undefined });
const mailer = createMailer(smtpUrl, 'Sàng <sang@trang.example.vn>');
const deps = {
  store: createDigestStore(pool),
  subscribers: createSubscriberStore(pool, createSealer('x'.repeat(32))),
  folder: { write: () => Promise.reject(new Error('no folder here')) },
  mailer,
  log: QUIET,
  lang: 'vi' as const,
  timeZone: 'Asia/Ho_Chi_Minh',
};
const done = order.includes(':') ? await digestFor(deps, order) : await resumeDigest(deps, Number(order));
process.stdout.write(`done ${JSON.stringify(done ?? null)}\n`);
mailer.close();
await pool.end();
