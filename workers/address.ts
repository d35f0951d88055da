import { isIPv6 } from 'node:net';

/** Where a browser on this machine finds what listens on a host and port: what listens everywhere, over loopback. */
export function addressOf(host: string, port: number): string {
  const near = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${isIPv6(near) ? `[${near}]` : near}:${port}/`;
}
