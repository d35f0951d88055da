import { z } from 'zod';
import { CATEGORIES, DECISIONS, PROTECTED_GROUPS, SEVERITIES, SUGGESTIONS } from '../domain/categories.ts';
import { CONTACT_KINDS } from '../domain/detect/contacts/contact.ts';
import { MONEY_KINDS } from '../domain/detect/money.ts';
import { STANCES } from './reading.ts';
import { STAGES } from '../domain/verdict.ts';

/** A mapping that allows no other keys; its known keys travel in the message, for "did you mean". */
function strict<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  });
}

const oneOrMany = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);
const phrases = oneOrMany(z.string());
/** `< 2`, `>= 10`, `= 0`, also with a unit where one is said. */
const comparison = (unit = '') =>
  z.string().regex(new RegExp(`^(<|<=|>|>=|=) *\\d{1,9}(\\.\\d{1,6})?${unit}$`));
const number = comparison();
const share = comparison('%');
const age = comparison(' ?[hd]');
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const date = z.iso.date();

const contact = z.union([
  oneOrMany(z.enum(CONTACT_KINDS)),
  strict({
    kind: oneOrMany(z.enum(CONTACT_KINDS)).optional().describe('phone, url, bank-account …; default: any'),
    owner: oneOrMany(z.enum(['own', 'page', 'third-party', 'unknown']))
      .optional()
      .describe("whose it is: the author's own, the page's, somebody else's"),
    domain: phrases.optional().describe('only links and mails of these domains, or a pack of them'),
    not_domain: phrases.optional().describe('not links and mails of these domains'),
    at_least: z.int().min(1).max(50).optional().describe('how many different ones; default 1'),
  }),
]);

/** Institutions are no target a rule can name: what is said of them is never harm. */
const TARGETS = ['person', 'group', 'thing', 'situation', 'self', 'none'] as const;
const target = z.union([
  oneOrMany(z.enum(TARGETS)),
  strict({
    is: oneOrMany(z.enum(TARGETS)),
    group: oneOrMany(z.enum(PROTECTED_GROUPS)).optional().describe('only these protected groups'),
  }),
]);

const near = strict({
  a: phrases,
  b: phrases,
  within: z.int().min(0).max(30).describe('at most so many syllables between the two'),
  ordered: z.boolean().optional().describe('a comes before b; default false'),
});

const count = strict({
  of: phrases,
  at_least: z.int().min(2).max(50).describe('so many different phrases of the list'),
});

const pattern = strict({
  regex: z.string().min(1).describe('RE2 syntax (no look-around, no back-references), on the text as typed'),
  literal: phrases.describe('one of these must be in the text (any case) before the regex is tried'),
});

const shape = strict({
  length: number.optional().describe('characters, e.g. "> 500"'),
  syllables: number.optional(),
  emoji: share.optional().describe('share of emoji, e.g. "> 50%"'),
  caps: share.optional().describe('share of capitals among letters, e.g. "> 70%"'),
  only: oneOrMany(z.enum(['mentions', 'link', 'emoji']))
    .optional()
    .describe('nothing else in the comment'),
  question: z.boolean().optional().describe('ends with a question mark'),
});

const author = strict({
  comments_on_page: number.optional(),
  first_seen: age.optional().describe('time since the first comment on this page, e.g. "< 2d", "< 6h"'),
  confirmed: number.optional().describe('earlier comments here that a person hid as harm'),
  overturned: number.optional().describe('earlier comments here that were found and a person cleared'),
});

const post = strict({
  phrase: phrases.optional().describe('the post (not the comment) says one of these'),
  age: age.optional().describe('age of the post, e.g. "> 30d"'),
});

const time = strict({
  from: clock.optional().describe('hour of the day in Vietnam, "22:00"; with `to`, may pass midnight'),
  to: clock.optional(),
  after: date.optional().describe('from this day on'),
  before: date.optional().describe('until the day before'),
});

const velocity = strict({
  similar: number.optional().describe('near-identical comments on this page lately'),
  by_author: number.optional().describe('of them by this author'),
});

/** One condition; several keys beside one another must all hold. */
export const Condition = strict({
  phrase: phrases.optional().describe('one of these words or phrases, or of a pack "@packs/…"'),
  near: near.optional().describe('two phrases close to each other'),
  count: count.optional().describe('several different phrases of a list'),
  whole: phrases.optional().describe('the whole comment is one of these'),
  starts: phrases.optional().describe('the comment begins with one of these'),
  ends: phrases.optional().describe('the comment ends with one of these'),
  pattern: pattern
    .optional()
    .describe('a regular expression behind a literal; for the few cases phrases cannot say'),
  contact: contact.optional().describe('a phone number, link, account … in the comment'),
  money: oneOrMany(z.enum(MONEY_KINDS))
    .optional()
    .describe('sum: an amount of money or a percentage; rate: a sum per time, "300k/ngày"'),
  target: target.optional().describe('whom the words beside it are aimed at'),
  stance: oneOrMany(z.enum(STANCES))
    .optional()
    .describe(
      'how the writer stands to the words: statement, negated, quoted, reported, warning, question, denied, countered',
    ),
  shape: shape.optional().describe('length, emoji, capitals, nothing but a link …'),
  author: author.optional().describe('counts of this author on this page; unknown when screening files'),
  post: post.optional().describe('the post the comment stands under'),
  time: time.optional().describe('when the comment was written'),
  velocity: velocity.optional().describe('repetition; only beside another condition'),
  language: oneOrMany(z.string().regex(/^[a-z]{2,3}$/))
    .optional()
    .describe('vi, en, …'),
  claim: oneOrMany(z.string()).optional().describe('asserts one of these claims by id, or "any"'),
  holds: oneOrMany(z.string())
    .optional()
    .describe('a condition of conditions.yaml by its id; of several, any'),
  get all() {
    return z.array(Condition).min(1).optional().describe('every one of these');
  },
  get any() {
    return z.array(Condition).min(1).optional().describe('at least one of these');
  },
  get not() {
    return Condition.optional().describe('this must not hold');
  },
  accents: z
    .enum(['typed', 'exact', 'bare'])
    .optional()
    .describe(
      'typed: marks may be left out where the writer does so (default); exact: as written; bare: marks never matter',
    ),
  deobfuscate: z.boolean().optional().describe('see through l.ừ.a, 1ừa and the like; default true'),
  collapse: z.boolean().optional().describe('see through luừaaaa; default true'),
  case: z.enum(['any', 'exact']).optional().describe('exact: capitals as written; default any'),
  negated_by: phrases.optional().describe('not when one of these stands just before the phrase'),
  ignore_quoted: z.boolean().optional().describe('not inside a quotation; default false'),
}).meta({ id: 'condition' });

/** A condition several rules share. */
export const NamedCondition = strict({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*$/)
    .max(80)
    .describe('what rules call it by: told-long-ago'),
  title: z.string().min(1).max(120).describe('what it is about, in a few words'),
  when: Condition,
}).meta({ id: 'named-condition' });

export const NamedConditionList = z.array(NamedCondition).min(1);

export const Rule = strict({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$/)
    .max(80)
    .describe('unique, small letters: scam.deposit'),
  title: z.string().min(1).max(120).describe('what moderators read'),
  category: z.enum(CATEGORIES),
  stage: z.enum(STAGES).optional().describe('the stage asked for; default shadow'),
  severity: z.enum(SEVERITIES).optional().describe('default medium'),
  owner: z.string().min(1).optional().describe('who answers for the rule'),
  why: z.string().min(1).max(400).describe('why this is looked for, shown to moderators'),
  review_by: date.optional().describe('after this day automatic hiding by this rule is off'),
  when: Condition,
  unless: z.array(Condition).min(1).optional().describe('any of these holds the rule back'),
  examples: strict({
    match: z.array(z.string()).optional().describe('comments it must find'),
    no_match: z.array(z.string()).optional().describe('comments it must leave alone'),
  }).optional(),
}).meta({ id: 'rule' });

export const Claim = strict({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*$/)
    .max(80),
  claim: z
    .string()
    .min(1)
    .max(300)
    .describe('the false statement as it is spread; "…" stands for up to 8 syllables'),
  variants: z.array(z.string()).optional().describe('other wordings of it'),
  correction: z.string().min(1).max(1000),
  publisher: z.string().min(1).optional().describe("who published the correction; default: the link's host"),
  source_url: z.string().describe('where the correction stands'),
  published: date.describe('when it was published'),
  valid_until: date.optional(),
  about: z.string().min(1).optional().describe('the body the claim speaks about'),
}).meta({ id: 'claim' });

export const DecisionRow = strict({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*$/)
    .max(60),
  category: oneOrMany(z.enum(CATEGORIES)).optional().describe('default: every category'),
  severity: oneOrMany(z.enum(SEVERITIES)).optional().describe('default: every severity'),
  decision: z.enum(DECISIONS),
  suggest: z.enum(SUGGESTIONS),
});

/** Shorter than what any platform takes (Zalo: 2,000 characters), so that filled-in values have room. */
const LONGEST_REPLY = 1_500;

export const Reply = strict({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*$/)
    .max(60),
  title: z.string().min(1).max(80).describe('what moderators choose it by'),
  category: oneOrMany(z.enum(CATEGORIES)).describe('cases it is offered for'),
  rules: oneOrMany(z.string()).optional().describe('only for cases one of these rules found'),
  by_itself: z
    .boolean()
    .optional()
    .describe('an answer about opening hours, which a page may let go out without a person; default false'),
  vi: z
    .string()
    .min(1)
    .max(LONGEST_REPLY)
    .describe('variables: {page}, {hotline}, {hours}; claims: {correction}, {publisher}, {link}'),
  en: z.string().min(1).max(LONGEST_REPLY).optional().describe('for comments in English'),
}).meta({ id: 'reply' });

export const Replies = z.array(Reply).min(1);

export const DecisionRows = z.array(DecisionRow).min(1);

export type ConditionSource = z.infer<typeof Condition>;
export type RuleSource = z.infer<typeof Rule>;
export type ClaimSource = z.infer<typeof Claim>;
export type ReplySource = z.infer<typeof Reply>;
export type DecisionRowSource = z.infer<typeof DecisionRow>;
