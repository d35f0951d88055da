import type { Reading } from '../reading.ts';
import type { Needs, Question } from './needs.ts';

const OPEN = 0;
const LISTS = 1;
const QUESTION = 2;
const ALL = 3;
const ANY = 4;

/**
 * Tells which of several conditions are possibly true. What they need is written out in one flat array, as hundreds are
 * asked of every comment, nearly all say no, and looking them up all over the memory would cost more than asking: each
 * part is its kind, its length and then, of lists, by turns the number of a word of `Reading.present` and the bits asked
 * for in it; of a question its number; else its parts, the cheapest first.
 */
export class Gate {
  readonly #starts: Int32Array;
  readonly #code: Int32Array;
  readonly #questions: Question[] = [];

  constructor(conditions: readonly { readonly needs?: Needs | undefined }[]) {
    const code: number[] = [];
    this.#starts = Int32Array.from(conditions, ({ needs }) => {
      const start = code.length;
      if (needs === undefined) code.push(OPEN, 2);
      else this.#write(needs, code);
      return start;
    });
    this.#code = Int32Array.from(code);
  }

  /** False only where the condition, by its number, would say NO. */
  lets(condition: number, reading: Reading): boolean {
    return this.#isMet(this.#starts[condition]!, reading);
  }

  #isMet(at: number, reading: Reading): boolean {
    const code = this.#code;
    const end = at + code[at + 1]!;
    let part = at + 2;
    switch (code[at]!) {
      case LISTS: {
        const { present } = reading;
        for (; part < end; part += 2) if ((present[code[part]!]! & code[part + 1]!) !== 0) return true;
        return false;
      }
      case ALL:
        for (; part < end; part += code[part + 1]!) if (!this.#isMet(part, reading)) return false;
        return true;
      case ANY:
        for (; part < end; part += code[part + 1]!) if (this.#isMet(part, reading)) return true;
        return false;
      case QUESTION:
        return this.#questions[code[part]!]!(reading);
      default:
        return true;
    }
  }

  #write(needs: Needs, code: number[]): void {
    const begin = code.length;
    if ('lists' in needs) {
      code.push(LISTS, 0);
      for (const [word, bits] of bitsByWord(needs.lists)) code.push(word, bits);
    } else if ('question' in needs) {
      code.push(QUESTION, 0, this.#questions.length);
      this.#questions.push(needs.question);
    } else {
      code.push('all' in needs ? ALL : ANY, 0);
      const parts = 'all' in needs ? needs.all : needs.any;
      for (const part of [...parts].sort((a, b) => cost(a) - cost(b))) this.#write(part, code);
    }
    code[begin + 1] = code.length - begin;
  }
}

function bitsByWord(lists: readonly number[]): ReadonlyMap<number, number> {
  const bits = new Map<number, number>();
  for (const list of lists) bits.set(list >>> 5, (bits.get(list >>> 5) ?? 0) | (1 << list));
  return bits;
}

/** Lists are bits to look at; a question may have the whole text read. */
function cost(needs: Needs): number {
  if ('lists' in needs) return 0;
  return isQuestioning(needs) ? 2 : 1;
}

function isQuestioning(needs: Needs): boolean {
  if ('question' in needs) return true;
  if ('lists' in needs) return false;
  return ('all' in needs ? needs.all : needs.any).some(isQuestioning);
}
