import { beforeEach, describe, expect, test } from '@jest/globals';
import { eachGround } from './each-ground.ts';
import { OFFER } from './world.ts';

const ground = eachGround();
let person: number;
let comment: string;
let id: number;
beforeEach(async () => {
  person = await ground.person();
  comment = `c${Math.random()}`;
  await ground.say(comment, OFFER);
  id = await ground.caseOf(comment);
});

const standing = async () =>
  (
    await ground.pool.query<{ state: string; by: string | null; expires: Date | null; appealed: boolean }>(
      `select state, decided_by as by, expires_at as expires, appealed_at is not null as appealed
       from cases where id = $1`,
      [id],
    )
  ).rows[0];

describe('handed up and taken back', () => {
  test('what is hidden for now stays so until its end', async () => {
    await ground.hideProvisionally(id);
    await ground.act();
    const before = await standing();
    for (const event of ['escalate', 'undo'] as const) {
      expect(await ground.decide(id, event, person)).toBe(true);
      await ground.act();
      expect(ground.isHidden(comment)).toBe(true);
    }
    expect(await standing()).toEqual(before);
    await ground.expire(id);
    await ground.act();
    expect(ground.isHidden(comment)).toBe(false);
  });

  test('the command line, which takes back a rule’s work, shows it at once', async () => {
    await ground.hideProvisionally(id);
    await ground.act();
    expect(await ground.decide(id, 'escalate', person)).toBe(true);
    expect(await ground.undo(id)).toBe(true);
    await ground.act();
    expect(ground.isHidden(comment)).toBe(false);
    expect(await standing()).toEqual({ state: 'open', by: null, expires: null, appealed: false });
  });

  test('what is under appeal stays hidden while the appeal is heard', async () => {
    expect(await ground.decide(id, 'hide', person)).toBe(true);
    expect(await ground.decide(id, 'appeal', person)).toBe(true);
    await ground.act();
    const other = await ground.person();
    for (const event of ['escalate', 'undo'] as const) {
      expect(await ground.decide(id, event, other)).toBe(true);
      await ground.act();
      expect(ground.isHidden(comment)).toBe(true);
    }
    expect(await standing()).toMatchObject({ state: 'open', appealed: true });
  });
});
