import http from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { createHttp } from '../../../src/adapters/http/client.ts';
import { readJson } from '../../../src/adapters/http/json.ts';
import { failed } from '../../contract/failed.ts';

let server: http.Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

function serve(handler: http.RequestListener): Promise<string> {
  const made = http.createServer(handler);
  server = made;
  return new Promise((resolve) => {
    made.listen(0, '127.0.0.1', () => {
      const address = made.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
}

test('an answer of any status comes back with headers, JSON and text', async () => {
  const url = await serve((request, response) => {
    response.writeHead(request.url === '/base/bad?a=1&c=x%20y'.replace('%20', '+') ? 400 : 200, {
      'X-Usage': '7',
    });
    response.end('{"error":{"code":1}}');
  });
  const answer = await createHttp({ baseUrl: `${url}/base/` }).call({
    method: 'GET',
    path: '/bad',
    query: { a: 1, b: undefined, c: 'x y' },
  });
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 1 } }, text: '{"error":{"code":1}}' });
  expect(answer.headers['x-usage']).toBe('7');
});

test('an HTML page is no JSON and no exception', async () => {
  const url = await serve((_, response) => response.writeHead(502).end('<html>Bad gateway</html>'));
  const answer = await createHttp({ baseUrl: url }).call({ method: 'GET', path: 'x' });
  expect(answer).toMatchObject({ status: 502, body: undefined, text: '<html>Bad gateway</html>' });
});

test('form and JSON bodies arrive as written', async () => {
  const seen: string[] = [];
  const url = await serve((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      seen.push(`${request.headers['content-type']} ${body}`);
      response.end('{}');
    });
  });
  const client = createHttp({ baseUrl: url });
  await client.call({ method: 'POST', path: 'x', form: { message: 'chào bạn & mình' } });
  await client.call({ method: 'POST', path: 'x', json: { text: 'chào' } });
  expect(seen[0]).toMatch(/^application\/x-www-form-urlencoded\S* message=ch%C3%A0o\+b%E1%BA%A1n\+%26\+m/);
  expect(seen[1]).toMatch(/^application\/json\S* \{"text":"chào"\}$/);
});

test('a server that drips its answer is cut off at the deadline', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(drip));
  });
  const client = createHttp({ baseUrl: url, timeoutMs: 150 });
  const read = await failed(client.call({ method: 'GET', path: 'x' }));
  expect(read).toMatchObject({ kind: 'retry', code: 'http.timeout', maybeApplied: false });
  const write = await failed(client.call({ method: 'POST', path: 'x', form: { a: 'b' } }));
  expect(write).toMatchObject({ kind: 'retry', code: 'http.timeout', maybeApplied: true });
  const harmless = await failed(client.call({ method: 'POST', path: 'x', form: {}, write: false }));
  expect(harmless.maybeApplied).toBe(false);
});

test('a dropped connection may have been applied, a refused one never', async () => {
  const url = await serve((request) => request.socket.destroy());
  const client = createHttp({ baseUrl: url });
  const dropped = await failed(client.call({ method: 'POST', path: 'x', form: { a: 'b' } }));
  expect(dropped).toMatchObject({ kind: 'retry', code: 'http.dropped', maybeApplied: true });
  server?.close();
  const refused = await failed(
    createHttp({ baseUrl: 'http://127.0.0.1:1' }).call({ method: 'POST', path: 'x', form: {} }),
  );
  expect(refused).toMatchObject({ kind: 'retry', code: 'http.refused', maybeApplied: false });
});

test('an answer cut in the middle is a dropped connection', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"data":[');
    setTimeout(() => response.socket?.destroy(), 20);
  });
  const cut = await failed(createHttp({ baseUrl: url }).call({ method: 'GET', path: 'x' }));
  expect(cut).toMatchObject({ kind: 'retry', code: 'http.dropped' });
});

test('an oversized answer is refused', async () => {
  const url = await serve((_, response) => response.end('x'.repeat(5000)));
  const large = await failed(createHttp({ baseUrl: url, maxBytes: 1000 }).call({ method: 'GET', path: 'x' }));
  expect(large.code).toBe('http.too-large');
});

test("the caller's signal ends the call, also one aborted before", async () => {
  const url = await serve(() => undefined);
  const client = createHttp({ baseUrl: url });
  const abort = new AbortController();
  const running = failed(client.call({ method: 'GET', path: 'x', signal: abort.signal }));
  setTimeout(() => abort.abort(), 30);
  expect((await running).code).toBe('http.aborted');
  expect((await failed(client.call({ method: 'GET', path: 'x', signal: abort.signal }))).code).toBe(
    'http.aborted',
  );
});

test('redirects are not followed: they would carry the token elsewhere', async () => {
  const url = await serve((_, response) => response.writeHead(302, { location: 'http://evil.test/' }).end());
  expect((await createHttp({ baseUrl: url }).call({ method: 'GET', path: 'x' })).status).toBe(302);
});

test('no failure names URL, token or body', async () => {
  const url = await serve((request) => request.socket.destroy());
  const failure = await failed(
    createHttp({ baseUrl: url }).call({
      method: 'POST',
      path: 'x',
      query: { access_token: 'SECRET' },
      form: { message: 'PRIVATE' },
    }),
  );
  const everything = `${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`;
  expect(everything).not.toMatch(/SECRET|PRIVATE|127\.0\.0\.1/);
});

test('ids beyond 2^53 keep their digits; digits inside strings are left alone', () => {
  expect(readJson('{"id":3700646744485476903,"n":12,"s":"12345678901234567890 \\" 1","f":1.5e20}')).toEqual({
    id: '3700646744485476903',
    n: 12,
    s: '12345678901234567890 " 1',
    f: 1.5e20,
  });
  expect(readJson('[-12345678901234567,{"a\\\\":1234567890123456,"b":"\\\\\\""}]')).toEqual([
    '-12345678901234567',
    { 'a\\': '1234567890123456', b: '\\"' },
  ]);
  expect(readJson('')).toBeUndefined();
  expect(readJson('[1234567890123456,"open')).toBeUndefined();
});

test.each([
  ['letters', 'a'.repeat(16_000_000)],
  ['escapes', '\n'.repeat(8_000_000)],
  ['digits', '1'.repeat(16_000_000)],
])('a string of many megabytes beside such an id is read: %s', (_, text) => {
  const read = readJson(`{"id":3700646744485476903,"text":${JSON.stringify(text)}}`);
  // Not by toEqual, which would print it.
  expect(JSON.stringify(read) === JSON.stringify({ id: '3700646744485476903', text })).toBe(true);
});
