import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Context } from 'hono';

const TYPES: Readonly<Record<string, string>> = {
  'console.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'cards.js': 'text/javascript; charset=utf-8',
  'keys.js': 'text/javascript; charset=utf-8',
};

const loaded = new Map<string, { body: string; tag: string }>();

/** The console's own files; revalidated by tag, so that an update shows at once. */
export function asset(c: Context): Response | Promise<Response> {
  const name = c.req.param('name') ?? '';
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) return c.notFound();
  const file = loaded.get(name) ?? read(name);
  // Weak: what is compressed on the way is the same file.
  const known = (c.req.header('if-none-match') ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//u, ''));
  if (known.includes(file.tag)) return c.body(null, 304, { etag: file.tag });
  return c.body(file.body, 200, { 'content-type': type, etag: file.tag, 'cache-control': 'no-cache' });
}

function read(name: string): { body: string; tag: string } {
  const body = readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  loaded.set(name, { body, tag });
  return { body, tag };
}
