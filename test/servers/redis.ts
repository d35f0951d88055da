import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freshFolder } from './folder.ts';
import { findPart, missing } from './parts.ts';

export interface TestRedis {
  readonly url: string;
  /** Path of the unix socket, for a proxy. */
  readonly socket: string;
  flush(): Promise<void>;
  /** Every key with its content, for looking for what must not be there. */
  dump(): Promise<string>;
  stop(): Promise<void>;
}

/** A Redis server of its own on a unix socket, keeping nothing on disk. Starts in some ten milliseconds. */
export async function freshRedis(): Promise<TestRedis> {
  const program = findPart('redis');
  if (program === undefined) throw missing('redis');
  const folder = freshFolder('redis');
  const socket = path.join(folder, 's');
  const args = ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn(program, args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const client = new Redis(socket, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  for (let tries = 0; ; tries += 1) {
    try {
      await client.connect();
      await client.ping();
      break;
    } catch (error) {
      if (tries > 500) throw error;
      await sleep(10);
    }
  }
  return {
    url: `unix://${socket}`,
    socket,
    async flush() {
      await client.flushall();
    },
    async dump() {
      const parts: string[] = [];
      for (const key of await client.keys('*')) parts.push(key, JSON.stringify(await contentOf(client, key)));
      return parts.join('\n');
    },
    async stop() {
      client.disconnect();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function contentOf(client: Redis, key: string): Promise<unknown> {
  switch (await client.type(key)) {
    case 'hash':
      return client.hgetall(key);
    case 'stream':
      return client.xrange(key, '-', '+');
    case 'zset':
      return client.zrange(key, '0', '-1');
    case 'list':
      return client.lrange(key, 0, -1);
    case 'set':
      return client.smembers(key);
    default:
      return client.get(key);
  }
}
