import { expect, test } from '@jest/globals';
import { sang } from '../e2e/cli.ts';

/** Something breaks while a command runs, as a stray rejection of a library would: as soon as it would be heard. */
const breaking = (thrown: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    `setInterval(() => { if (process.listenerCount('uncaughtException') > 0) throw ${thrown} }, 20)`,
  )}`,
});

test('an error nobody awaited ends the command without what a library hung on it', async () => {
  const error = `Object.assign(new Error('bad row'), { code: '23514', detail: 'contains (lời nhắn riêng)' })`;
  const { code, err } = await sang(['rules', 'check'], '', breaking(error));
  expect(code).toBe(1);
  expect(err).toContain('"code":"23514"');
  expect(err).not.toContain('lời nhắn');
});

test('the message stays out, for it quotes what was read; name and place are told', async () => {
  const error = `(() => { try { JSON.parse('lời nhắn riêng') } catch (error) { return error } })()`;
  const { code, err } = await sang(['rules', 'check'], '', breaking(error));
  expect(code).toBe(1);
  expect(err).toMatch(/^sang: \{"name":"SyntaxError","at":\["at /mu);
  expect(err).not.toContain('lời');
});
