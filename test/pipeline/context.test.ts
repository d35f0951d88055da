import { beforeEach, describe, expect, test } from '@jest/globals';
import { createRescreenStore } from '../../src/adapters/postgres/rescreen.ts';
import type { CommentSeen } from '../../src/pipeline/ports/platform.ts';
import { rescreen } from '../../src/pipeline/rescreen.ts';
import { review } from '../../src/pipeline/review.ts';
import { Ground } from '../e2e/ground.ts';
import { batchOf, RULES, seen, type World } from './world.ts';
import { eachGround } from './each-ground.ts';

const word = (id: string, when: string, category = 'sexual') => `- id: t.${id}
  title: ${id}
  category: ${category}
  stage: flag
  why: thử
  when: ${when}
  examples: { match: ["xin việc ${id}"], no_match: ["đẹp quá"] }
`;

/** Each rule asks for one thing beside its word that only the running service knows. */
const FILES = [
  RULES[0]!,
  {
    path: 'context.yaml',
    text: [
      word('mot', '{ phrase: [xin việc mot], author: { comments_on_page: "< 2" } }'),
      word('hai', '{ phrase: [xin việc hai], author: { confirmed: ">= 1" } }'),
      word('ba', '{ phrase: [xin việc ba], author: { overturned: ">= 1" } }'),
      word('bon', '{ phrase: [xin việc bon], author: { first_seen: "> 2d" } }'),
      word('nam', '{ phrase: [xin việc nam], velocity: { similar: ">= 2" } }'),
      word('sau', '{ phrase: [xin việc sau], velocity: { similar: "< 2" } }', 'needs-reply'),
      word('bay', '{ phrase: [xin việc bay], post: { phrase: [tuyển dụng] } }'),
      word('tam', '{ phrase: [xin việc tam], post: { age: "> 30d" } }'),
      word('chin', '{ phrase: [xin việc chin], time: { from: "22:00", to: "05:00" } }'),
      word('muoi', '{ phrase: [xin việc muoi], language: [vi] }'),
      word(
        'sang',
        '{ phrase: [xin việc sang], author: { comments_on_page: ">= 2" }, velocity: { similar: ">= 2" } }',
      ),
      word(
        'toi',
        '{ phrase: [xin việc toi], velocity: { similar: "< 2" }, author: { comments_on_page: "< 2" } }',
      ),
    ].join(''),
  },
];

const ground = eachGround((pool) => Ground.open(pool, FILES));
let world: World;
let source: number;
beforeEach(() => {
  ({ world, source } = ground);
});

/** Screens these comments and resolves to the rules found in each, by external id. */
async function found(
  comments: readonly CommentSeen[],
  post?: { text: string; createdAt: Date },
): Promise<Record<string, string[]>> {
  const batch = batchOf(comments);
  world.platform.batches.push(
    post === undefined ? batch : { ...batch, posts: [{ externalId: 'p1', kind: 'post', ...post }] },
  );
  await world.poll(source);
  await world.screen();
  const { rows } = await ground.pool.query<{ external_id: string; rules: string[] }>(
    `select c.external_id, coalesce(array_agg(f.rule order by f.ordinal) filter (where f.rule is not null), '{}') as rules
     from comments c join verdicts v on v.revision_id = c.current_revision
     left join findings f on f.verdict_id = v.id
     where c.source_id = $1 and c.external_id = any($2) group by c.external_id`,
    [source, comments.map(({ externalId }) => externalId)],
  );
  return Object.fromEntries(rows.map((row) => [row.external_id, row.rules]));
}

const at = (day: number): Date => new Date(Date.UTC(2026, 10, day));

describe('what the running service knows beside the text', () => {
  test('how much an author wrote here before', async () => {
    const said = 'xin việc mot';
    expect(await found([seen('1', said, { createdAt: at(1) })])).toEqual({ '1': ['t.mot'] });
    expect(await found([seen('2', said, { createdAt: at(2) })])).toEqual({ '2': [] });
    expect(await found([seen('3', said, { createdAt: at(3), authorId: 'u2' })])).toEqual({ '3': ['t.mot'] });
    // Judged as of when it was written, whatever came later.
    await world.publish([...FILES, { path: 'packs/more.txt', text: 'gì đó' }]);
    await rescreen({ store: createRescreenStore(ground.pool), ring: async () => undefined }, at(1));
    await world.screen();
    const { rows } = await ground.pool.query<{ external_id: string }>(
      `select c.external_id from comments c join verdicts v on v.revision_id = c.current_revision
       join rulebooks b on b.id = v.rulebook_id and b.active join findings f on f.verdict_id = v.id
       where c.source_id = $1 order by 1`,
      [source],
    );
    expect(rows.map((row) => row.external_id)).toEqual(['1', '3']);
  });

  test('what people decided about the author’s earlier comments', async () => {
    const { rows } = await ground.pool.query<{ id: string }>(
      `insert into moderators (email, name) values ('truc@example.vn', 'Trúc') returning id`,
    );
    const actor = { kind: 'person', moderatorId: Number(rows[0]?.id) } as const;
    const decide = async (externalId: string, event: 'hide' | 'keep'): Promise<void> => {
      const found = await ground.pool.query<{ id: string }>(
        'select k.id from cases k join comments c on c.id = k.comment_id where c.source_id = $1 and c.external_id = $2',
        [source, externalId],
      );
      const { platforms, queues } = world;
      const done = await review(
        { store: world.cases, platforms, queues },
        { caseId: Number(found.rows[0]?.id), event, actor, category: 'sexual' },
      );
      expect(done.kind).toBe('done');
    };
    await found([
      seen('1', 'xin việc muoi', { createdAt: at(1) }),
      seen('2', 'xin việc muoi', { createdAt: at(1), authorId: 'u2' }),
    ]);
    expect(await found([seen('3', 'xin việc hai', { createdAt: at(2) })])).toEqual({ '3': [] });
    await decide('1', 'hide');
    await decide('2', 'keep');
    expect(
      await found([
        seen('4', 'xin việc hai', { createdAt: at(3) }),
        seen('5', 'xin việc hai', { createdAt: at(3), authorId: 'u2' }),
        seen('6', 'xin việc ba', { createdAt: at(3) }),
        seen('7', 'xin việc ba', { createdAt: at(3), authorId: 'u2' }),
        seen('8', 'xin việc ba', { createdAt: at(3), authorId: 'u3' }),
      ]),
    ).toEqual({ '4': ['t.hai'], '5': [], '6': [], '7': ['t.ba'], '8': [] });
  });

  test('since when an author writes here, told at the time of the comment', async () => {
    const fresh = new Date();
    const before = new Date(fresh.getTime() - 3 * 86_400_000);
    expect(
      await found([
        seen('1', 'xin việc bon', { createdAt: before }),
        seen('2', 'xin việc bon', { createdAt: fresh, authorId: 'u2' }),
        seen('3', 'xin việc bon', { createdAt: fresh }),
      ]),
    ).toEqual({ '1': [], '2': [], '3': ['t.bon'] });
  });

  test('how often the same is said, for rules of every category', async () => {
    expect(await found([seen('1', 'xin việc nam'), seen('2', 'xin việc sau')])).toEqual({
      '1': [],
      '2': ['t.sau'],
    });
    expect(await found([seen('3', 'xin việc nam'), seen('4', 'xin việc sau')])).toEqual({
      '3': [],
      '4': ['t.sau'],
    });
    expect(await found([seen('5', 'xin việc nam!'), seen('6', 'xin việc sau!')])).toEqual({
      '5': ['t.nam'],
      '6': [],
    });
  });

  test('both at once: the author and how often it is said', async () => {
    const by = (authorId: string) => ({ createdAt: at(5), authorId });
    await found([seen('0', 'đẹp quá', { createdAt: at(4), authorId: 'known' })]);
    expect(
      await found([
        seen('1', 'xin việc sang', by('known')),
        seen('2', 'xin việc sang', by('known')),
        seen('3', 'xin việc sang', by('known')),
        seen('4', 'xin việc sang', by('new-1')),
        seen('5', 'xin việc toi', by('known')),
        seen('6', 'xin việc toi', by('new-2')),
      ]),
    ).toEqual({ '1': ['t.sang'], '2': ['t.sang'], '3': ['t.sang'], '4': [], '5': [], '6': ['t.toi'] });
    expect(
      await found([
        seen('7', 'xin việc toi!', by('new-3')),
        seen('8', 'xin việc toi!', by('new-4')),
        seen('9', 'xin việc toi!', by('new-5')),
      ]),
    ).toEqual({ '7': [], '8': [], '9': [] });
  });

  test('the post, the hour and the language', async () => {
    const night = new Date('2026-11-20T23:30:00+07:00');
    const post = { text: 'Tuyển dụng nhân viên', createdAt: new Date('2026-09-01T00:00:00Z') };
    expect(
      await found(
        [
          seen('1', 'xin việc bay'),
          seen('2', 'xin việc tam', { createdAt: night }),
          seen('3', 'xin việc chin', { createdAt: night }),
          seen('4', 'xin việc chin', { createdAt: new Date('2026-11-20T12:00:00+07:00') }),
          seen('5', 'xin việc muoi'),
        ],
        post,
      ),
    ).toEqual({ '1': ['t.bay'], '2': ['t.tam'], '3': ['t.chin'], '4': [], '5': ['t.muoi'] });
  });
});
