import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findPart, missing } from '../servers/parts.ts';
import { adopt } from './orphans.ts';

/** A Redis server that keeps nothing on disk: killed, it has forgotten everything. */
export class LoneRedis {
  readonly socket: string;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.socket = path.join(folder, 'redis.sock');
  }

  async start(): Promise<void> {
    const program = findPart('redis');
    if (program === undefined) throw missing('redis');
    const args = ['--port', '0', '--unixsocket', this.socket, '--save', '', '--appendonly', 'no'];
    this.#child = spawn(program, [...args, '--dir', this.#folder], { stdio: 'ignore' });
    adopt(this.#child);
    for (let tries = 0; ; tries += 1) {
      const answer = await this.#ask((client) => client.ping());
      if (answer === 'PONG') return;
      if (tries > 300) throw new Error('chaos: Redis does not come back');
      await sleep(20);
    }
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.kill('SIGKILL');
    await ended;
  }

  async flush(): Promise<void> {
    await this.#ask((client) => client.flushall());
  }

  async #ask<T>(what: (client: Redis) => Promise<T>): Promise<T | undefined> {
    const client = new Redis(this.socket, {
      lazyConnect: true,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await what(client);
    } catch {
      return undefined;
    } finally {
      client.disconnect();
    }
  }
}
