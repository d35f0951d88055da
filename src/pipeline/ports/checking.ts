import type { Category } from '../../domain/categories.ts';
import type { Span } from '../../domain/verdict.ts';

/** One finding of a shadow rule, to be answered yes or no. Nothing is ever done about the comment, and it is no case. */
export interface Sample {
  readonly id: number;
  readonly rule: string;
  readonly category: Category;
  /** Why the rule looks for this, in its owner's words. */
  readonly why: string;
  readonly source: { readonly id: number; readonly name: string };
  readonly text: string;
  readonly spans: readonly Span[];
  readonly writtenAt: Date;
}

/** `unsure` puts the sample aside and judges nothing. */
export type CheckAnswer = 'yes' | 'no' | 'unsure';

/** The check lane, limited to `sources` where given. Texts that were purged or withdrawn are not in it. */
export interface CheckStore {
  /** Open samples of rules that still run at stage `shadow` as they were when they found it, newest first. */
  next(limit: number, sources: readonly number[] | undefined): Promise<readonly Sample[]>;
  /** How many are open, counted up to `most`. */
  count(sources: readonly number[] | undefined, most: number): Promise<number>;
  /**
   * A person's answer: a judgement on the rule. Answering again corrects it. False where there is no such sample on
   * the person's pages.
   */
  answer(
    sampleId: number,
    answer: CheckAnswer,
    moderatorId: number,
    sources: readonly number[] | undefined,
  ): Promise<boolean>;
}
