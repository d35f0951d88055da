import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { People } from '../../pipeline/ports/people.ts';
import { createSealer } from './sealer.ts';

/** Under which keys the hashes of forgotten texts are kept; see `openBlinding`. */
export interface Blinding {
  /** The first one is used, all are compared under. */
  readonly keys: readonly Buffer[];
  /** See `People`. */
  readonly lostBefore?: Date;
}

/** The key there was before it became one of its own: made of the secret. */
export function blindingBefore(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'sang forgotten texts', 32));
}

/**
 * Keyed hashes and sealed ids of people. The hash covers source and platform id under the installation's secret,
 * so the same person has unrelated keys on two pages and none outside this installation. 16 bytes: collisions on
 * one page are out of reach, and the index stays small.
 */
export function createPeople(
  secret: string,
  previous?: string,
  blinding: Blinding = { keys: [blindingBefore(secret)] },
): People {
  const sealer = createSealer(secret, previous);
  const hash = keyedHash(secret);
  const names = [secret, ...(previous === undefined ? [] : [previous])].map(conversationKey);
  const blinds = (value: Buffer): Buffer[] =>
    blinding.keys.map((key) => createHmac('sha256', key).update(value).digest().subarray(0, 16));
  return {
    key: hash,
    conversations: (personId, accountId) => names.map((name) => name(personId, accountId)),
    version: versionOf(secret),
    blinds,
    ...(blinding.lostBefore === undefined ? {} : { lostBefore: blinding.lostBefore }),
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
