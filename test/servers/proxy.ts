import net from 'node:net';

export interface Proxy {
  readonly port: number;
  /** From now on nothing passes, in either direction, yet every connection stays open: the half-dead network. */
  freeze(): void;
  /** Lets pass again, what was held back included. */
  thaw(): void;
  /** Breaks every connection; new ones are taken. */
  cut(): void;
  stop(): Promise<void>;
}

/** A TCP proxy on 127.0.0.1 before a server that listens on a port or a unix socket. */
export async function startProxy(target: net.NetConnectOpts): Promise<Proxy> {
  const sockets = new Set<net.Socket>();
  let frozen = false;
  const keep = (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    if (frozen) socket.pause();
  };
  const forward = (from: net.Socket, to: net.Socket) => {
    from.on('data', (chunk) => to.write(chunk));
    from.on('end', () => {
      if (!frozen) to.end();
    });
    from.on('close', () => {
      if (!frozen) to.destroy();
    });
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
      for (const socket of sockets) socket.resume();
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
