import type { ScreenInput } from '../domain/comment.ts';
import type { Aim } from '../domain/detect/aim.ts';
import type { Contact } from '../domain/detect/contacts/contact.ts';
import { findContacts } from '../domain/detect/contacts/find.ts';
import { needsOf } from '../domain/detect/contacts/gate.ts';
import { findMoney, type MoneyKind } from '../domain/detect/money.ts';
import { shapeOf, type Shape } from '../domain/detect/shape.ts';
import { targetOf } from '../domain/detect/target.ts';
import {
  isCountered,
  isDenied,
  isNegated,
  isQuestion,
  isQuoted,
  isReported,
  isWarning,
} from '../domain/detect/stance.ts';
import { Hits } from '../domain/detect/hits.ts';
import { compose, type Composed } from '../domain/text/composed.ts';
import { Folded } from '../domain/text/fold.ts';
import { languageOf } from '../domain/text/language.ts';
import type { Language, Span } from '../domain/verdict.ts';
import type { Anchor } from './conditions/condition.ts';
import { HitsByList } from './hits-by-list.ts';
import type { MatchedLists } from './phrase-lists.ts';

/** How a writer can stand to words they use; `statement` is none of the others. */
export const STANCES = [
  'statement',
  'negated',
  'quoted',
  'reported',
  'warning',
  'question',
  'denied',
  'countered',
] as const;
export type Stance = (typeof STANCES)[number];

const STANCE_OF: Readonly<
  Record<Exclude<Stance, 'statement'>, (folded: Folded, first: number, last: number) => boolean>
> = {
  negated: isNegated,
  quoted: isQuoted,
  reported: isReported,
  warning: isWarning,
  question: isQuestion,
  denied: isDenied,
  countered: isCountered,
};

const OTHER_STANCES = STANCES.filter((stance) => stance !== 'statement');
/** More than a text has tokens: two places make one number. */
const PLACES = 2 ** 24;

const NOBODY: ScreenInput = { text: '' };

/**
 * One comment as the conditions see it: folded, matched, and with what else they ask for worked out once, when first
 * asked. A buffer that is used again for every comment, so nothing of it may be kept.
 */
export class Reading {
  input: ScreenInput = NOBODY;
  now = new Date(0);
  /**
   * Set by the gates: what an example leaves open (the moment, the author) counts as possible, and of a canary also how
   * it is put, as the same may be said longer, louder or with emoji.
   */
  probing: 'example' | 'canary' | undefined;
  readonly folded = new Folded();
  readonly hits = new Hits();
  language: Language = { code: 'und', accents: 'none' };

  readonly #matched: MatchedLists;
  readonly #byList: HitsByList;
  #contactNeeds: number | undefined;
  #contacts: readonly Contact[] | undefined;
  #shape: Shape | undefined;
  #composed: Composed | undefined;
  #lower: string | undefined;
  readonly #aims = new Map<number, Aim>();
  readonly #stances = new Map<number, boolean>();
  readonly #patterns = new Map<string, readonly Span[]>();
  readonly #money = new Map<MoneyKind, readonly Span[]>();
  readonly #post: PostReader;

  constructor(matched: MatchedLists) {
    this.#matched = matched;
    this.#byList = new HitsByList(matched.size, matched.groups);
    this.#post = new PostReader(matched);
  }

  /** Reads a comment. */
  read(input: ScreenInput, now: Date): void {
    this.#forget();
    this.input = input;
    this.now = now;
    const { folded, hits } = this;
    folded.read(input.text);
    hits.clear();
    this.#matched.matcher.match(folded, hits);
    this.#byList.read(hits);
    this.language = languageOf(folded);
  }

  /** The lists that have hits, one bit each. */
  get present(): Int32Array {
    return this.#byList.present;
  }

  /** Whether a list has hits. */
  has(list: number): boolean {
    return this.#byList.has(list);
  }

  /** Hits of a list, in order of their first token: indexes into `hits`. */
  hitsOf(list: number): readonly number[] {
    return this.#byList.of(list);
  }

  #forget(): void {
    this.#contactNeeds = undefined;
    this.#contacts = undefined;
    this.#shape = undefined;
    this.#composed = undefined;
    this.#lower = undefined;
    if (this.#aims.size > 0) this.#aims.clear();
    if (this.#stances.size > 0) this.#stances.clear();
    if (this.#patterns.size > 0) this.#patterns.clear();
    if (this.#money.size > 0) this.#money.clear();
  }

  /** Detectors of contacts the comment needs (`NEEDS`): much cheaper to tell than the contacts themselves. */
  get contactNeeds(): number {
    this.#contactNeeds ??= needsOf(this.folded);
    return this.#contactNeeds;
  }

  get contacts(): readonly Contact[] {
    this.#contacts ??= findContacts(this.folded, this.input.page, this.contactNeeds);
    return this.#contacts;
  }

  get shape(): Shape {
    this.#shape ??= shapeOf(this.folded, this.contacts);
    return this.#shape;
  }

  /** Where money of a kind is named; most rules about offers ask. */
  money(kind: MoneyKind): readonly Span[] {
    let spans = this.#money.get(kind);
    if (spans === undefined) this.#money.set(kind, (spans = findMoney(this.input.text, kind)));
    return spans;
  }

  /** Whom the words found are aimed at; many rules ask it of the same words. */
  targetOf({ first, last }: Anchor): Aim {
    const place = first * PLACES + last;
    let aim = this.#aims.get(place);
    if (aim === undefined) {
      aim = targetOf(this.folded, first, last);
      this.#aims.set(place, aim);
    }
    return aim;
  }

  /** Whether the writer stands so to the words found. */
  stands(stance: Stance, anchor: Anchor): boolean {
    if (stance === 'statement') return OTHER_STANCES.every((other) => !this.stands(other, anchor));
    const { first, last } = anchor;
    const place = (first * PLACES + last) * STANCES.length + STANCES.indexOf(stance);
    let holds = this.#stances.get(place);
    if (holds === undefined) {
      holds = STANCE_OF[stance](this.folded, first, last);
      this.#stances.set(place, holds);
    }
    return holds;
  }

  /** The text as patterns read it: whoever types decomposed letters wrote the same. */
  get composed(): Composed {
    this.#composed ??= compose(this.input.text);
    return this.#composed;
  }

  /** The same in small letters, for literals before a pattern. */
  lowerCase(): string {
    this.#lower ??= this.composed.text.toLowerCase();
    return this.#lower;
  }

  /** Where an expression matches; several rules ask for the same. */
  matchesOf(expression: string, search: () => readonly Span[]): readonly Span[] {
    let matches = this.#patterns.get(expression);
    if (matches === undefined) this.#patterns.set(expression, (matches = search()));
    return matches;
  }

  /** Whether the post the comment stands under has a phrase of a list. */
  postSays(list: number): boolean {
    const { post } = this.input;
    return post !== undefined && this.#post.lists(post.text).has(list);
  }
}

/** Matches posts with a buffer of their own; comments of one post come together, so the last one is remembered. */
class PostReader {
  readonly #matched: MatchedLists;
  readonly #folded = new Folded();
  readonly #hits = new Hits();
  #text: string | undefined;
  #lists: ReadonlySet<number> = new Set();

  constructor(matched: MatchedLists) {
    this.#matched = matched;
  }

  lists(text: string): ReadonlySet<number> {
    if (text === this.#text) return this.#lists;
    this.#folded.read(text);
    this.#hits.clear();
    this.#matched.matcher.match(this.#folded, this.#hits);
    const lists = new Set<number>();
    const { of, from, lists: own } = this.#matched.groups;
    for (let hit = 0; hit < this.#hits.size; hit++) {
      const group = of[this.#hits.phrase[hit]!]!;
      for (let at = from[group]!; at < from[group + 1]!; at++) lists.add(own[at]!);
    }
    this.#text = text;
    this.#lists = lists;
    return lists;
  }
}
