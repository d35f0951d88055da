import type { Fault } from '../../src/simulators/facebook/faults.ts';
import type { House } from './house.ts';
import { type Death, POINTS, type Point } from './mortal.ts';

/** What a case goes through; each step is one write at the platform, exactly. */
const SCENARIOS = {
  hide: ['hide'],
  reply: ['reply'],
  'hide, undo': ['hide', 'unhide'],
  'hide, undo, hide': ['hide', 'unhide', 'hide'],
  'provisional, expired': ['provisional', 'unhide'],
} as const;
type Scenario = keyof typeof SCENARIOS;
const SCENARIO_NAMES: readonly Scenario[] = [
  'hide',
  'reply',
  'hide, undo',
  'hide, undo, hide',
  'provisional, expired',
];

/** What the platform does to a write. */
const TROUBLES = {
  none: undefined,
  'error, not applied': { kind: 'error', code: 2, method: 'POST' },
  'error, applied': { kind: 'drop-after', method: 'POST' },
  'line cut before': { kind: 'drop', method: 'POST' },
  'says done, did not': { kind: 'pretend', method: 'POST' },
} as const satisfies Record<string, Fault | undefined>;
type Trouble = keyof typeof TROUBLES;
const TROUBLE_NAMES: readonly Trouble[] = [
  'none',
  'error, not applied',
  'error, applied',
  'line cut before',
  'says done, did not',
];

export interface RunResult {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly trouble: Trouble;
  readonly deaths: readonly Point[];
  /** What is wrong in the end; empty = right. */
  readonly wrong: readonly string[];
}

/** More lives than any plan needs: a run that is not through by then has failed. */
const LIVES = 14;

/** One case under planned deaths and a misbehaving platform, until nothing is open; then everything is compared. */
export async function seededRun(
  house: House,
  seed: number,
  subject: { id: number; comment: string },
): Promise<RunResult> {
  const random = mulberry(seed);
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[Math.floor(random() * list.length)];
    if (chosen === undefined) throw new RangeError('nothing to pick from');
    return chosen;
  };
  const scenario = pick(SCENARIO_NAMES);
  const trouble = pick(TROUBLE_NAMES);
  const writesBefore = house.facebook.log.length;
  const reply = `Chào bạn, trang đã nhận (${seed})`;
  const deaths: Point[] = [];
  const wrong: string[] = [];
  for (const step of SCENARIOS[scenario]) {
    await begin(house, subject.id, step, reply);
    const fault = TROUBLES[trouble];
    if (fault !== undefined && random() < 0.7) house.facebook.faults.add({ ...fault, times: 1 });
    const plan: Death[] = Array.from({ length: Math.floor(random() * 3) }, () => ({
      point: pick(POINTS),
      nth: random() < 0.8 ? 1 : 2,
    }));
    for (let life = 0; life < LIVES && (await house.open(subject.id)) > 0; life += 1) {
      const end = await house.live(plan.shift());
      if (end !== 'done' && end !== 'threw') deaths.push(end);
      await house.later();
    }
    house.facebook.faults.clear();
  }
  wrong.push(...(await compare(house, subject, scenario, reply, writesBefore)));
  return { seed, scenario, trouble, deaths, wrong };
}

async function begin(house: House, id: number, step: string, reply: string): Promise<void> {
  if (step === 'hide') await house.decide(id, 'hide');
  else if (step === 'reply') await house.decide(id, 'reply', reply);
  else if (step === 'provisional') {
    // As screening writes it for a rule that has earned stage hide on an enforcing page.
    await house.pool.query(
      `update cases set expires_at = sang_now() + interval '90 days', decision_number = 1, decided_by = 'rule'
       where id = $1`,
      [id],
    );
    await house.pool.query(
      `insert into actions (case_id, source_id, number, kind, category, by, rule, expires_at)
       values ($1, $2, 1, 'hide', 'sexual', 'rule', 'sexual.test', sang_now() + interval '90 days')`,
      [id, house.source],
    );
  } else {
    const { rowCount } = await house.pool.query(
      'update cases set expires_at = sang_now() where id = $1 and expires_at is not null',
      [id],
    );
    if (rowCount === 1) await house.sweep();
    else await house.decide(id, 'undo');
  }
}

const END: Readonly<Record<Scenario, { state: string; hidden: boolean }>> = {
  hide: { state: 'hidden', hidden: true },
  reply: { state: 'replied', hidden: false },
  'hide, undo': { state: 'open', hidden: false },
  'hide, undo, hide': { state: 'hidden', hidden: true },
  'provisional, expired': { state: 'open', hidden: false },
};

async function compare(
  house: House,
  { id, comment }: { id: number; comment: string },
  scenario: Scenario,
  reply: string,
  writesBefore: number,
): Promise<string[]> {
  const wrong: string[] = [];
  const expect = (what: string, is: unknown, shall: unknown): void => {
    if (JSON.stringify(is) !== JSON.stringify(shall)) {
      wrong.push(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(shall)}`);
    }
  };
  const tail = comment.slice(comment.lastIndexOf('_') + 1);
  const writes = house.facebook.log.slice(writesBefore).filter(({ on }) => on.endsWith(`_${tail}`));
  const verbs = SCENARIOS[scenario].map((step) => (step === 'provisional' ? 'hide' : step));
  expect(
    'writes',
    writes.map(({ verb }) => verb),
    verbs,
  );
  const there = house.facebook.world.comments.get(tail);
  expect('hidden at the platform', there?.hidden, END[scenario].hidden);
  if (scenario === 'reply') {
    const texts = [...house.facebook.world.comments.values()].filter(({ message }) => message === reply);
    expect('replies', texts.length, 1);
  }
  const { rows } = await house.pool.query<{
    state: string;
    hidden: boolean;
    actions: string[];
    audited: number;
  }>(
    `select k.state, c.hidden, (select array_agg(a.state order by a.id) from actions a where a.case_id = k.id) as actions,
       (select count(*)::int from audit u where u.case_id = k.id and u.what = 'action.done') as audited
     from cases k join comments c on c.id = k.comment_id where k.id = $1`,
    [id],
  );
  expect('case', rows[0]?.state, END[scenario].state);
  expect('hidden in the database', rows[0]?.hidden, END[scenario].hidden);
  expect(
    'actions',
    rows[0]?.actions,
    verbs.map(() => 'done'),
  );
  expect('audited', rows[0]?.audited, verbs.length);
  return wrong;
}

/** Mulberry32: the same seed, the same run. */
function mulberry(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
