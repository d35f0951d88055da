/** How much of a phrase's accents must have been typed: see text compatibility. */
export type AccentMode = 'typed' | 'exact' | 'bare';

export interface PhraseSpec {
  /** The phrase in normal spelling: one or more words, numbers or emoji. */
  readonly text: string;
  /**
   * `exact`: every accent typed. `typed`: accents may be missing where the evidence says they were left out
   * (confidence of 0.5 or more). `bare`: accents may be missing, whatever the evidence.
   * A different accent never matches.
   */
  readonly accents: AccentMode;
  /** Read through disguises (spaced, dotted, masked letters, leet, teencode …). Default true. */
  readonly deobfuscate?: boolean;
  /** Read through repeated letters (vuiiii). Default true. */
  readonly collapse?: boolean;
  /** Match only the capitals as given. Default false. */
  readonly caseSensitive?: boolean;
}

/** A phrase that could match nothing: it has no letter, digit or emoji. */
export class EmptyPhraseError extends Error {
  override readonly name = 'EmptyPhraseError';
  /** Index of the phrase. */
  readonly index: number;

  constructor(index: number) {
    super(`phrase ${index} has no letter, digit or emoji and would match nothing`);
    this.index = index;
  }
}
