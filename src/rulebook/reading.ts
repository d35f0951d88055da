import type { ScreenInput } from '../domain/comment.ts';
import type { Contact } from '../domain/detect/contacts/contact.ts';
import { findContacts } from '../domain/detect/contacts/find.ts';
import { shapeOf, type Shape } from '../domain/detect/shape.ts';
import { targetOf, type Aim } from '../domain/detect/target.ts';
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
import type { Matcher } from '../domain/detect/matcher.ts';
import { Folded } from '../domain/text/fold.ts';
import { languageOf } from '../domain/text/language.ts';
import type { Language } from '../domain/verdict.ts';
import type { Anchor } from './conditions/condition.ts';

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

const NOBODY: ScreenInput = { text: '' };
const NONE: readonly number[] = [];

/**
 * One comment as the conditions see it: folded, matched, and with what else they ask for worked out once, when first
 * asked. A buffer that is used again for every comment, so nothing of it may be kept.
 */
export class Reading {
  input: ScreenInput = NOBODY;
  now = new Date(0);
  /** Set by the canary gate: what depends on the moment or the author counts as possible. */
  probing = false;
  readonly folded = new Folded();
  readonly hits = new Hits();
  language: Language = { code: 'und', accents: 'none' };

  readonly #matcher: Matcher;
  readonly #listsOf: (phrase: number) => readonly number[];
  readonly #lists: (number[] | undefined)[];
  readonly #touched: number[] = [];
  #contacts: readonly Contact[] | undefined;
  #shape: Shape | undefined;
  #lower: string | undefined;
  readonly #post: PostReader;

  constructor(matcher: Matcher, listsOf: (phrase: number) => readonly number[], lists: number) {
    this.#matcher = matcher;
    this.#listsOf = listsOf;
    this.#lists = Array.from({ length: lists }, () => undefined);
    this.#post = new PostReader(matcher, listsOf);
  }

  /** Reads a comment; afterwards `touched` and the lists' hits are its own. */
  read(input: ScreenInput, now: Date): void {
    for (const list of this.#touched) this.#lists[list] = undefined;
    this.#touched.length = 0;
    this.input = input;
    this.now = now;
    this.#contacts = undefined;
    this.#shape = undefined;
    this.#lower = undefined;
    this.folded.read(input.text);
    this.hits.clear();
    this.#matcher.match(this.folded, this.hits);
    for (let hit = 0; hit < this.hits.size; hit++) {
      for (const list of this.#listsOf(this.hits.phrase[hit]!)) {
        const known = this.#lists[list];
        if (known) known.push(hit);
        else {
          this.#lists[list] = [hit];
          this.#touched.push(list);
        }
      }
    }
    this.language = languageOf(this.folded);
  }

  /** The lists that have hits. */
  get touched(): readonly number[] {
    return this.#touched;
  }

  /** Hits of a list, in order of their first token: indexes into `hits`. */
  hitsOf(list: number): readonly number[] {
    return this.#lists[list] ?? NONE;
  }

  get contacts(): readonly Contact[] {
    this.#contacts ??= findContacts(this.folded, this.input.page);
    return this.#contacts;
  }

  get shape(): Shape {
    this.#shape ??= shapeOf(this.folded, this.contacts);
    return this.#shape;
  }

  targetOf({ first, last }: Anchor): Aim {
    return targetOf(this.folded, first, last);
  }

  /** Whether the writer stands so to the words found. */
  stands(stance: Stance, { first, last }: Anchor): boolean {
    if (stance !== 'statement') return STANCE_OF[stance](this.folded, first, last);
    return !Object.values(STANCE_OF).some((holds) => holds(this.folded, first, last));
  }

  /** The text in NFC and small letters, for literals before a pattern. */
  lowerCase(): string {
    this.#lower ??= this.input.text.normalize('NFC').toLowerCase();
    return this.#lower;
  }

  /** Whether the post the comment stands under has a phrase of a list. */
  postSays(list: number): boolean {
    const { post } = this.input;
    return post !== undefined && this.#post.lists(post.text).has(list);
  }
}

/** Matches posts with a buffer of their own; comments of one post come together, so the last one is remembered. */
class PostReader {
  readonly #matcher: Matcher;
  readonly #listsOf: (phrase: number) => readonly number[];
  readonly #folded = new Folded();
  readonly #hits = new Hits();
  #text: string | undefined;
  #lists: ReadonlySet<number> = new Set();

  constructor(matcher: Matcher, listsOf: (phrase: number) => readonly number[]) {
    this.#matcher = matcher;
    this.#listsOf = listsOf;
  }

  lists(text: string): ReadonlySet<number> {
    if (text === this.#text) return this.#lists;
    this.#folded.read(text);
    this.#hits.clear();
    this.#matcher.match(this.#folded, this.#hits);
    const lists = new Set<number>();
    for (let hit = 0; hit < this.#hits.size; hit++) {
      for (const list of this.#listsOf(this.#hits.phrase[hit]!)) lists.add(list);
    }
    this.#text = text;
    this.#lists = lists;
    return lists;
  }
}
