import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** `npm run audit` against a registry that answers so to the question for advisories. */
async function audited(status: number, body: unknown): Promise<{ code: number | null; said: string }> {
  server = createServer((request, response) => {
    request.resume();
    const asked = request.url?.endsWith('/advisories/bulk') === true;
    response.writeHead(asked ? status : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(asked ? body : {}));
  });
  await new Promise<void>((resolve) => {
    server?.listen(0, '127.0.0.1', resolve);
  });
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, ['scripts/audit.mjs'], {
    env: { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_fetch_retries: '0' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      said += data.toString();
    });
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { code, said };
}

describe('npm run audit', () => {
  test('nothing known: 0', async () => {
    expect(await audited(200, {})).toMatchObject({ code: 0, said: '0 advisories, 0 not explained\n' });
  }, 60_000);

  test('a vulnerability that is not explained: 1, with its name', async () => {
    const advisory = {
      id: 1,
      url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
      title: 'Made up',
      severity: 'high',
      vulnerable_versions: '*',
      cwe: [],
      cvss: { score: 0, vectorString: null },
    };
    const { code, said } = await audited(200, { hono: [advisory] });
    expect(said).toContain('VULNERABLE\thigh\thono\tGHSA-aaaa-bbbb-cccc\tMade up');
    expect(code).toBe(1);
  }, 60_000);

  test('a registry without that service: 3, and it says that nothing was checked', async () => {
    const { code, said } = await audited(405, { error: 'no' });
    expect(said).toMatch(/^not checked: /u);
    expect(code).toBe(3);
  }, 60_000);
});
