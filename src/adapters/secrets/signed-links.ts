import { createHmac, hkdfSync } from 'node:crypto';
import { equalConstantTime } from './people.ts';

/** Links that carry their own proof: good for one purpose and until a moment, and stored nowhere. */
export interface SignedLinks {
  /** A token for `subject`, fit for a URL. */
  sign(purpose: string, subject: string, expiresAt: Date): string;
  /** The subject of a token made for this purpose; undefined when it is forged, for something else or too old. */
  read(purpose: string, token: string, now: Date): string | undefined;
}

/** Signs under the installation's secret; what was signed under the previous one is still read. */
export function createSignedLinks(secret: string, previous?: string): SignedLinks {
  const keys = [secret, ...(previous === undefined ? [] : [previous])].map((each) =>
    Buffer.from(hkdfSync('sha256', each, '', 'sang signed links', 32)),
  );
  const mac = (key: Buffer | undefined, purpose: string, body: string): string =>
    createHmac('sha256', key ?? '')
      .update(`${purpose}\0${body}`)
      .digest('base64url');
  return {
    sign(purpose, subject, expiresAt) {
      const body = `${Buffer.from(subject).toString('base64url')}.${Math.floor(expiresAt.getTime() / 1000).toString(36)}`;
      return `${body}.${mac(keys[0], purpose, body)}`;
    },
    read(purpose, token, now) {
      const parts = token.split('.');
      const [subject, expires, proof] = parts;
      if (parts.length !== 3 || subject === undefined || expires === undefined || proof === undefined) {
        return undefined;
      }
      const body = `${subject}.${expires}`;
      const genuine = keys.map((key) => equalConstantTime(proof, mac(key, purpose, body))).includes(true);
      if (!genuine || Number.parseInt(expires, 36) * 1000 < now.getTime()) return undefined;
      return Buffer.from(subject, 'base64url').toString('utf8');
    },
  };
}
