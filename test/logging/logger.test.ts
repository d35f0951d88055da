import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { AxiosError } from 'axios';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { openLogger } from '../../src/logging/logger.ts';

const PLANTED = 'số của chị ấy là 0912345678';
const TOKEN = 'EAAB-secret-token';

async function logged(write: (log: Awaited<ReturnType<typeof openLogger>>) => void): Promise<string> {
  let out = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      out += String(chunk);
      done();
    },
  });
  write(await openLogger({ level: 'debug', readable: false, destination }));
  return out;
}

describe('logs', () => {
  test('errors of every kind are reduced to name, code and place', async () => {
    const query = new DrizzleQueryError(`insert ${PLANTED}`, [PLANTED], new Error(PLANTED));
    const http = new AxiosError(
      PLANTED,
      'ECONNRESET',
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the smallest configuration axios itself makes
      { url: `https://graph.example/?access_token=${TOKEN}`, headers: { authorization: TOKEN } } as never,
    );
    const out = await logged((log) => {
      log.error({ err: query }, 'failed');
      log.error({ err: http }, 'failed');
      log.error({ error: new Error(PLANTED, { cause: new Error(TOKEN) }) }, 'failed');
      log.error({ err: Object.assign(new Error('x'), { code: PLANTED }) }, 'failed');
    });
    expect(out).not.toContain(PLANTED);
    expect(out).not.toContain(TOKEN);
    expect(out).toContain('ECONNRESET');
    expect(out).toContain('DrizzleQueryError');
  });

  test('a message whose lines look like places of a stack stays out, and the places themselves are told', async () => {
    const lines = [
      `chào\n at ${PLANTED}`,
      `\n    at ${PLANTED}`,
      `\n    at nhà (/${PLANTED}:1:2)\n    at nhà (/${PLANTED}:3:4)`,
      `    at nhà (/${PLANTED}:1:2)`,
    ];
    for (const message of lines) {
      const parsed = new SyntaxError(message);
      const [changed, emptied] = [new Error(message), new Error(message)];
      // The stack is written when it is first looked at.
      expect(changed.stack).toBeDefined();
      expect(emptied.stack).toBeDefined();
      changed.message = 'x';
      emptied.message = '';
      const named = Object.assign(new Error('x'), { name: PLANTED });
      for (const error of [parsed, changed, emptied, named, new Error('x', { cause: parsed })]) {
        const out = await logged((log) => log.error({ err: error }, 'failed'));
        expect(out).not.toContain(PLANTED);
      }
      expect(await logged((log) => log.error({ err: parsed }, 'failed'))).toContain('logger.test');
    }
  });

  test('fields that carry text or tokens are blacked out', async () => {
    const out = await logged((log) =>
      log.info({ text: PLANTED, comment: { text: PLANTED }, source: { accessToken: TOKEN } }, 'x'),
    );
    expect(out).not.toContain(PLANTED);
    expect(out).not.toContain(TOKEN);
  });
});
