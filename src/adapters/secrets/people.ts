import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { People } from '../../pipeline/ports/people.ts';
import { createSealer } from './sealer.ts';

/**
 * Keyed hashes and sealed ids of people. The hash covers source and platform id under the installation's secret,
 * so the same person has unrelated keys on two pages and none outside this installation. 16 bytes: collisions on
 * one page are out of reach, and the index stays small.
 */
export function createPeople(secret: string, previous?: string): People {
  const sealer = createSealer(secret, previous);
  const hash = keyedHash(secret);
  const blinding = Buffer.from(hkdfSync('sha256', secret, '', 'sang forgotten texts', 32));
  return {
    key: hash,
    version: versionOf(secret),
    blind: (value) => createHmac('sha256', blinding).update(value).digest().subarray(0, 16),
    seal: (id) => sealer.seal(id),
    open: (sealed) => sealer.open(sealed),
    ...(previous === undefined ? {} : { previousKey: keyedHash(previous) }),
  };
}

function keyedHash(secret: string): People['key'] {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'sang author key', 32));
  return (sourceId, platformId) =>
    createHmac('sha256', key).update(`${sourceId}\0${platformId}`).digest().subarray(0, 16);
}

/** The opaque name of a person's conversation with one account: unrelated to that with any other. */
export function conversationKey(secret: string): (personId: string, accountId: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'sang conversation', 32));
  return (personId, accountId) =>
    createHmac('sha256', key).update(`${accountId}\0${personId}`).digest('hex').slice(0, 32);
}

/** A small number that changes with the secret: tells which secret made a key, and nothing of the secret. */
export function versionOf(secret: string): number {
  return Buffer.from(hkdfSync('sha256', secret, '', 'sang key version', 2)).readUInt16BE() % 32_768;
}

/** Compares two texts without telling by the time taken where they differ. */
export function equalConstantTime(a: string, b: string): boolean {
  const key = 'length-hiding';
  const left = createHmac('sha256', key).update(a).digest();
  const right = createHmac('sha256', key).update(b).digest();
  return timingSafeEqual(left, right);
}
