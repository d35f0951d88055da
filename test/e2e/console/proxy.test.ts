import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type House, openHouse } from './house.ts';

const PASSWORD = 'một câu dài không ai đoán ra';

describe('signing in', () => {
  let behind: House;
  let alone: House;
  beforeAll(async () => {
    behind = await openHouse({ workers: false, proxies: '127.0.0.1, 10.0.0.0/8' });
    alone = await openHouse({ workers: false });
  }, 120_000);
  afterAll(async () => {
    await behind.close();
    await alone.close();
  });

  /** Tries to sign in at a house; resolves to the status. */
  async function tries(house: House, forwarded: string, email: string, password: string): Promise<number> {
    const answer = await fetch(new URL('/sign-in', house.url), {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: new URL(house.url).origin, 'x-forwarded-for': forwarded },
      body: new URLSearchParams({ email, password }),
    });
    await answer.text();
    return answer.status;
  }

  async function owner(house: House): Promise<string> {
    const { id, email } = await house.person('Lan', 'moderator');
    await house.access.setPassword(id, PASSWORD, 'test');
    return email;
  }

  async function guess(house: House, forwarded: string, email: string): Promise<number> {
    let last = 0;
    for (let nth = 0; nth < 11; nth += 1) last = await tries(house, forwarded, email, 'sai');
    return last;
  }

  test('through a proxy: who guesses is stopped, and the owner comes in from elsewhere', async () => {
    const email = await owner(behind);
    expect(await guess(behind, '203.0.113.7', email)).toBe(429);
    expect(await tries(behind, '203.0.113.7', email, PASSWORD)).toBe(429);
    // Written by the guesser before the proxy added where they are; another proxy of ours behind it.
    expect(await tries(behind, '198.51.100.1, 203.0.113.7, 10.2.3.4', email, PASSWORD)).toBe(429);
    expect(await tries(behind, '198.51.100.1', email, PASSWORD)).toBe(303);
  }, 60_000);

  test('whoever is no proxy of ours cannot say who they are', async () => {
    const email = await owner(alone);
    expect(await guess(alone, '203.0.113.7', email)).toBe(429);
    expect(await tries(alone, '198.51.100.1', email, PASSWORD)).toBe(429);
  }, 60_000);
});
