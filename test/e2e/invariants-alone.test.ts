import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Pool } from 'pg';
import { createControlStore } from '../../src/adapters/postgres/controls.ts';
import { answerAlone, REPLY_VARIABLES } from '../../src/domain/act/reply.ts';
import { CATEGORIES } from '../../src/domain/categories.ts';
import { type FreshDatabase, freshDatabase } from '../servers/postgres.ts';
import { Ground } from './ground.ts';
import { OFFER } from '../pipeline/world.ts';

describe('what goes out without a person', () => {
  const finding = fc.record({
    rule: fc.constantFrom('q.hours', 'q.price', 'x.other'),
    category: fc.oneof(
      { weight: 6, arbitrary: fc.constant('needs-reply' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...CATEGORIES) },
    ),
    severity: fc.constantFrom('low' as const, 'medium' as const, 'high' as const),
    stage: fc.constantFrom('flag' as const, 'hide' as const),
  });
  const text = fc.constantFrom('{page} mở cửa {hours}', 'gọi 115', '{hotline}', '{correction}', '{hours');

  test('generated templates and verdicts: an answer only to a question, only once asked for, without a gap', () => {
    let answered = 0;
    fc.assert(
      fc.property(
        fc.array(finding, { minLength: 1, maxLength: 3 }),
        fc.array(
          fc.record({ byItself: fc.boolean(), vi: text, rules: fc.subarray(['q.hours', 'q.price']) }),
          { minLength: 1, maxLength: 4 },
        ),
        fc.record({
          mode: fc.constantFrom('observe' as const, 'enforce' as const, 'enforce' as const),
          optedIn: fc.constantFrom(true, true, false),
          stopped: fc.constantFrom(false, false, true),
          settled: fc.constantFrom(false, false, true),
          ageMs: fc.constantFrom(0, 3_600_000, 90_000_000),
          hours: fc.constantFrom('8h–17h', '', '{hotline}'),
          decision: fc.constantFrom('reply' as const, 'reply' as const, 'none' as const, 'urgent' as const),
        }),
        (findings, templates, about) => {
          const verdict = {
            decision: about.decision,
            suggest: 'reply' as const,
            row: 'x',
            findings: findings.map((each) => ({ ...each, spans: [[0, 1]] as const, steps: [], why: 'x' })),
            hideable: [],
            shadow: [],
            language: { code: 'vi', accents: 'full' as const },
            rulebook: 'x',
          };
          const answer = answerAlone(
            verdict,
            templates.map((each, n) => ({
              ...each,
              id: `${n}`,
              title: 'x',
              categories: ['needs-reply' as const],
            })),
            { ...about, language: 'vi', values: { page: 'Trang', hours: about.hours }, longest: 100 },
          );
          if (answer === undefined) return;
          answered += 1;
          expect([about.mode, about.optedIn, about.stopped, about.settled]).toEqual([
            'enforce',
            true,
            false,
            false,
          ]);
          expect(about.ageMs).toBeLessThan(86_400_001);
          expect(about.decision).toBe('reply');
          expect([...new Set(findings.map(({ category }) => category))]).toEqual(['needs-reply']);
          const template = templates[Number(answer.template)];
          expect(template?.byItself).toBe(true);
          expect(findings.every(({ rule }) => template?.rules.includes(rule))).toBe(true);
          // A value is never read as a variable again, and no variable is left over.
          const left = REPLY_VARIABLES.filter((name) => answer.text.includes(`{${name}}`));
          expect(left.filter((name) => about.hours !== `{${name}}`)).toEqual([]);
        },
      ),
      { numRuns: 3_000, seed: 11 },
    );
    expect(answered).toBeGreaterThan(0);
  });
});

describe('what went out without a person', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let ground: Ground;

  beforeAll(async () => {
    database = await freshDatabase();
    pool = database.pool;
    ground = await Ground.open(pool);
  });
  afterAll(async () => {
    await database.drop();
  });

  test('2. a text that is replaced takes its provisional hide along: no complaint stays hidden', async () => {
    const comment = `c${Math.random()}`;
    await ground.say(comment, OFFER);
    const id = await ground.caseOf(comment);
    await ground.hideProvisionally(id);
    await ground.act();
    expect(ground.isHidden(comment)).toBe(true);
    await ground.say(comment, 'cái này bao nhiêu tiền vậy shop');
    await ground.act();
    expect(ground.isHidden(comment)).toBe(false);
    const { rows } = await pool.query<{ state: string; expires: Date | null; reply: boolean }>(
      'select state, expires_at as expires, reply from cases where id = $1',
      [id],
    );
    expect(rows).toEqual([{ state: 'open', expires: null, reply: true }]);
  });

  test('4. a brake does not take back what a person has confirmed', async () => {
    const comment = `c${Math.random()}`;
    await ground.say(comment, OFFER);
    const id = await ground.caseOf(comment);
    await ground.hideProvisionally(id);
    expect(await ground.decide(id, 'hide', await ground.person())).toBe(true);
    await createControlStore(pool).pull({ source: ground.source }, 'test', undefined);
    await ground.act();
    expect(ground.isHidden(comment)).toBe(true);
  });
});
