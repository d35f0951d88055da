import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTraces } from '../../src/adapters/metrics/traces.ts';
import { openQueues } from '../../src/adapters/queue/queues.ts';
import { describeWith } from '../servers/describe-with.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { freshRedis } from '../servers/redis.ts';

const SECRET = 'chuyển khoản cọc';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database.drop();
});

/** Rings once over queues with traces; resolves to what a collector was sent. */
async function collected(redisUrl?: string, variables: Record<string, string> = {}): Promise<string> {
  const bodies: Buffer[] = [];
  const collector = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk));
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => {
    collector.listen(0, '127.0.0.1', resolve);
  });
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = collector.address() as AddressInfo;
  const set = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, ...variables };
  Object.assign(process.env, set);
  const traces = await startTraces(['poll', 'act']);
  const broken: unknown[] = [];
  const queues = openQueues({
    databaseUrl: database.url,
    redisUrl,
    telemetry: traces?.telemetry,
    observer: {
      threw: () => undefined,
      stalled: () => undefined,
      broken: (_, error) => broken.push(error),
    },
    timing: { backoff: 10 },
  });
  try {
    let heard = 0;
    await new Promise<void>((resolve) => {
      void queues.work('screen', async () => {
        heard += 1;
        if (heard === 1) throw new Error(SECRET);
        resolve();
      });
      void queues.ring('screen', { source: 7 });
    });
  } finally {
    await queues.close(1_000);
    await traces?.stop();
    for (const name of Object.keys(set)) Reflect.deleteProperty(process.env, name);
    await new Promise((resolve) => collector.close(resolve));
  }
  expect(broken).toEqual([]);
  return Buffer.concat(bodies).toString();
}

/** What the first batch sent says of the process. */
function attributes(sent: string): Record<string, unknown> {
  const [, listed = '[]'] = /"resource":\{"attributes":(\[.*?\]),"dropped/u.exec(sent) ?? [];
  const pairs: { key: string; value: unknown }[] = JSON.parse(listed);
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

function expectTraces(sent: string): void {
  const names = [...sent.matchAll(/"name":"([^"]+)","kind":(\d)/gu)].map((found) => found[1]);
  expect(names).toEqual(
    expect.arrayContaining([expect.stringMatching(/add/u), expect.stringMatching(/process/u)]),
  );
  const traces = [...sent.matchAll(/"traceId":"(\w+)"[^{]*?"name":"(?:add|process) [^"]*"/gu)];
  expect(traces.length).toBeGreaterThan(1);
  // The ring and its hearing belong to one trace.
  expect(new Set(traces.map((found) => found[1])).size).toBe(1);
  expect(sent).not.toContain(SECRET);
}

describe('traces over PostgreSQL', () => {
  test('a ring and its hearing are one trace, sent to the collector, with codes in place of messages', async () => {
    const sent = await collected();
    expectTraces(sent);
    const said = attributes(sent);
    expect(said).toMatchObject({
      'service.name': { stringValue: 'sang' },
      'service.instance.id': { stringValue: expect.stringMatching(/^[\da-f-]{36}$/u) },
      'sang.roles': { arrayValue: { values: [{ stringValue: 'poll' }, { stringValue: 'act' }] } },
    });
  });

  test('the service bears the name and the attributes that are set, and is silent where that is asked', async () => {
    const sent = await collected(undefined, {
      OTEL_SERVICE_NAME: 'sang-hue',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=thu,service.instance.id=may-2',
    });
    expect(attributes(sent)).toMatchObject({
      'service.name': { stringValue: 'sang-hue' },
      'deployment.environment.name': { stringValue: 'thu' },
      'service.instance.id': { stringValue: 'may-2' },
    });
    expect(await collected(undefined, { OTEL_SDK_DISABLED: 'True' })).toBe('');
  });
});

describeWith('redis', 'traces over Redis', () => {
  test('a ring and its hearing are one trace', async () => {
    const redis = await freshRedis();
    try {
      expectTraces(await collected(redis.url));
    } finally {
      await redis.stop();
    }
  });
});
