import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { PlatformFailure } from '../../domain/failure.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealer {
  /** AES-256-GCM under a key derived from the installation's secret: iv, tag, ciphertext. */
  seal(plain: string): Buffer;
  /** Opens what was sealed under the present or the previous secret. Throws `SealBroken`. */
  open(sealed: Buffer): string;
  /** The same under the present secret; undefined when it is already. Throws `SealBroken`. */
  reseal(sealed: Buffer): Buffer | undefined;
}

/**
 * What was sealed cannot be opened: the installation's secret is another one here. A `retry`: another machine may have
 * the right one, and once it is set work goes on by itself.
 */
export class SealBroken extends PlatformFailure {
  constructor() {
    super('retry', 'secret.unreadable');
    this.name = 'SealBroken';
  }
}

export function createSealer(secret: string, previous?: string): Sealer {
  const keys = [secret, ...(previous === undefined ? [] : [previous])].map(deriveKey);
  const [present] = keys;
  if (present === undefined) throw new TypeError('a sealer needs a secret');
  const seal = (plain: string): Buffer => {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', present, iv);
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  };
  const open = (sealed: Buffer): string => {
    for (const key of keys) {
      const plain = tryOpen(key, sealed);
      if (plain !== undefined) return plain;
    }
    throw new SealBroken();
  };
  return {
    seal,
    open,
    reseal: (sealed) => (tryOpen(present, sealed) === undefined ? seal(open(sealed)) : undefined),
  };
}

function deriveKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'sang sealed values', 32));
}

function tryOpen(key: Buffer, sealed: Buffer): string | undefined {
  if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES));
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    return undefined;
  }
}
