/** Why a match is worth what it is worth; a set of bits. */
const REASONS = [
  'typed', // every accent of the phrase was typed, or it has none
  'partial', // some accents of a syllable were typed, others left out
  'bare', // a syllable was typed without any of its accents
  'writer-bare', // the rest of the comment is typed without accents
  'writer-accented', // the rest of the comment is typed with accents
  'common-bare', // the bare form is a common innocent word or phrase
  'reading', // read through an abbreviation that has other readings
  'masked', // letters were masked
] as const;
export type Reason = (typeof REASONS)[number];

export function reasonBit(reason: Reason): number {
  return 1 << REASONS.indexOf(reason);
}

export function reasonNames(bits: number): Reason[] {
  return REASONS.filter((_, index) => (bits & (1 << index)) !== 0);
}

/**
 * Matches found in one text, in parallel arrays of which the first `size` entries count. A buffer to be reused:
 * `clear` it, then match into it. Matches of one phrase at one place appear once, with their best confidence.
 */
export class Hits {
  size = 0;
  /** Index of the phrase as given to `buildMatcher`. */
  phrase = new Int32Array(64);
  /** [start, end) in UTF-16 units of the original text. */
  start = new Int32Array(64);
  end = new Int32Array(64);
  /** First and last token of the match (inclusive), for gaps, negation, quotes and sentences. */
  firstToken = new Int32Array(64);
  lastToken = new Int32Array(64);
  /** Step bits, see steps.ts. */
  steps = new Int32Array(64);
  /** 0 to 1: the estimated chance that the phrase is what was meant. */
  confidence = new Float32Array(64);
  /** Reason bits. */
  reasons = new Int32Array(64);

  clear(): void {
    this.size = 0;
  }

  /**
   * Adds a match, or improves hit `known`, found for the same phrase at the same start; `known` is -1 when there is
   * none. Gives the number of the hit.
   */
  add(
    known: number,
    phrase: number,
    start: number,
    end: number,
    firstToken: number,
    lastToken: number,
    steps: number,
    confidence: number,
    reasons: number,
  ): number {
    if (known < 0) {
      if (this.size === this.phrase.length) this.grow();
    } else if (!this.improves(known, end, confidence)) return known;
    const at = known < 0 ? this.size++ : known;
    this.phrase[at] = phrase;
    this.start[at] = start;
    this.end[at] = end;
    this.firstToken[at] = firstToken;
    this.lastToken[at] = lastToken;
    this.steps[at] = steps;
    this.confidence[at] = confidence;
    this.reasons[at] = reasons;
    return at;
  }

  private improves(at: number, end: number, confidence: number): boolean {
    const difference = Math.fround(confidence) - this.confidence[at]!;
    return difference > 0 || (difference === 0 && end > this.end[at]!);
  }

  private grow(): void {
    const room = this.phrase.length * 2;
    for (const name of ['phrase', 'start', 'end', 'firstToken', 'lastToken', 'steps', 'reasons'] as const) {
      const larger = new Int32Array(room);
      larger.set(this[name]);
      this[name] = larger;
    }
    const larger = new Float32Array(room);
    larger.set(this.confidence);
    this.confidence = larger;
  }
}
