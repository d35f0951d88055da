import { describe, expect, test } from '@jest/globals';
import { createPeople, equalConstantTime } from '../../../src/adapters/secrets/people.ts';
import { createSealer, SealBroken } from '../../../src/adapters/secrets/sealer.ts';

const OLD = 'o'.repeat(40);
const NEW = 'n'.repeat(40);

describe('people', () => {
  test('the same person has unrelated keys on two pages', () => {
    const people = createPeople(NEW);
    expect(people.key(1, '77')).toEqual(people.key(1, '77'));
    expect(people.key(1, '77')).not.toEqual(people.key(2, '77'));
    expect(people.key(1, '77').toString('hex')).not.toContain('77'.repeat(4));
  });

  test('a key says nothing without the secret and changes with it', () => {
    expect(createPeople(NEW).key(1, '77')).not.toEqual(createPeople(OLD).key(1, '77'));
    const rotated = createPeople(NEW, OLD);
    expect(rotated.previousKey?.(1, '77')).toEqual(createPeople(OLD).key(1, '77'));
    expect(rotated.version).not.toBe(createPeople(OLD).version);
  });

  test('sealed ids open under the present and the previous secret and no other', () => {
    const sealed = createPeople(OLD).seal('3700646744485476903');
    expect(createPeople(NEW, OLD).open(sealed)).toBe('3700646744485476903');
    expect(() => createPeople(NEW).open(sealed)).toThrow(SealBroken);
    const sealer = createSealer(NEW);
    expect(sealer.seal('a')).not.toEqual(sealer.seal('a'));
    const broken = sealer.seal('a');
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    expect(() => sealer.open(broken)).toThrow(SealBroken);
  });

  test('constant-time comparison is a comparison', () => {
    expect(equalConstantTime('abc', 'abc')).toBe(true);
    expect(equalConstantTime('abc', 'abcd')).toBe(false);
    expect(equalConstantTime('', '')).toBe(true);
  });
});
