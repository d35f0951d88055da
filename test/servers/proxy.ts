import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Proxy {
  readonly port: number;
  /** From now on nothing passes, in either direction, yet every connection stays open: the half-dead network. */
  freeze(): void;
  /** Lets pass again, what was held back included. */
  thaw(): void;
  /** Breaks every connection; new ones are taken. */
  cut(): void;
  /** What is connected now stays open and never passes anything again; new connections work: a lost route. */
  strand(): void;
  /** Everything is held up by so many milliseconds; 0 = none. */
  slow(milliseconds: number): void;
  stop(): Promise<void>;
}

/** A TCP proxy on 127.0.0.1 before a server that listens on a port or a unix socket. */
export async function startProxy(target: net.NetConnectOpts): Promise<Proxy> {
  const sockets = new Set<net.Socket>();
  const stranded = new Set<net.Socket>();
  let frozen = false;
  let delay = 0;
  const keep = (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      stranded.delete(socket);
    });
    if (frozen) socket.pause();
  };
  const forward = (from: net.Socket, to: net.Socket) => {
    // One queue a direction: whatever the delay is at the moment, nothing overtakes.
    let last = Promise.resolve();
    const pass = (what: () => void): void => {
      if (delay > 0) {
        const held = sleep(delay);
        last = last.then(async () => held);
      }
      last = last.then(what);
    };
    const ended = (what: () => void): void =>
      pass(() => {
        if (!frozen && !stranded.has(from)) what();
      });
    from.on('data', (chunk) => pass(() => to.write(chunk)));
    from.on('end', () => ended(() => to.end()));
    from.on('close', () => ended(() => to.destroy()));
    keep(from);
  };
  const server = net.createServer((near) => {
    const far = net.connect(target);
    forward(near, far);
    forward(far, near);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const socket of sockets) if (!stranded.has(socket)) socket.resume();
    },
    strand() {
      for (const socket of sockets) {
        stranded.add(socket);
        socket.pause();
      }
    },
    slow(milliseconds) {
      delay = milliseconds;
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
