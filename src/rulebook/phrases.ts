import { Folded } from '../domain/text/fold.ts';
import type { Path, YamlFile } from './document.ts';
import { fault, type Fault } from './fault.ts';
import { Packs, type PlacedPhrase } from './packs.ts';

/** Longest phrase, in syllables. */
export const LONGEST_PHRASE = 16;
const INVISIBLE = /[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]/u;
/** Typed as if it belonged to the phrase, and dropped by the matcher: “/ngày” finds every “ngày”. */
const LOST_MARK = /^[/\-+*=<>&([]\s*(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}])\s*[/\-+*=<>&)\]!?]$/u;
const YES_NO = /^(yes|no|on|off|y|n)$/i;

/**
 * Reads the phrase lists of rules: packs expanded, every phrase checked once for what would make it match nothing,
 * everything, or something else than it looks like.
 */
export class PhraseReader {
  readonly #packs: Packs;
  readonly #faults: Fault[];
  readonly #warnings: Fault[];
  /** Phrases of packs already read: a pack in ten rules is checked, and reports its faults, once. */
  readonly #read = new Map<PlacedPhrase, string | undefined>();
  readonly #folded = new Folded();

  constructor(packs: Packs, faults: Fault[], warnings: Fault[]) {
    this.#packs = packs;
    this.#faults = faults;
    this.#warnings = warnings;
  }

  /** The phrases of a list as the file has it at `path`: a text, or several, or packs. */
  read(source: string | readonly string[], yaml: YamlFile, path: Path, rule?: string): PlacedPhrase[] {
    const texts =
      typeof source === 'string'
        ? [{ text: source, at: path }]
        : source.map((text, index) => ({ text, at: [...path, index] }));
    const phrases: PlacedPhrase[] = [];
    for (const { text, at } of texts) {
      const place = yaml.place(at);
      if (Packs.isReference(text)) {
        for (const phrase of this.#packs.phrases(text, place)) phrases.push(phrase);
        continue;
      }
      if (YES_NO.test(text) && yaml.isPlain(at)) {
        this.#warnings.push(fault('yes-no-word', place, { value: text, rule }));
      }
      phrases.push({ text, place });
    }
    const seen = new Map<string, PlacedPhrase>();
    return phrases.filter((phrase) => {
      const same = this.#plain(phrase, rule);
      if (same === undefined) return false;
      const other = seen.get(same);
      if (!other) {
        seen.set(same, phrase);
        return true;
      }
      // Packs may share phrases; within one file it is a slip.
      if (other.place.file !== phrase.place.file) return false;
      this.#warnings.push(fault('phrase-twice', phrase.place, { value: phrase.text, rule }));
      return false;
    });
  }

  /** Number of tokens the matcher sees in a phrase. */
  syllables(text: string): number {
    return this.#folded.read(text).size;
  }

  /** The phrase as it is compared with others; undefined where it is none. */
  #plain(phrase: PlacedPhrase, rule: string | undefined): string | undefined {
    if (this.#read.has(phrase)) return this.#read.get(phrase);
    const { text } = phrase;
    const plain = this.#sound(phrase, rule)
      ? text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
      : undefined;
    this.#read.set(phrase, plain);
    return plain;
  }

  #sound({ text, place }: PlacedPhrase, rule: string | undefined): boolean {
    const report = this.#faults;
    if (text.trim() === '') {
      report.push(fault('phrase-empty', place, { rule }));
      return false;
    }
    const hidden = INVISIBLE.exec(
      text.replaceAll('\t', ' ').replaceAll(/\p{Extended_Pictographic}(?:\u200D|\uFE0F)+/gu, ''),
    );
    if (hidden) {
      const code = hidden[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      report.push(fault('phrase-invisible', place, { value: `U+${code}`, rule }));
      return false;
    }
    const size = this.syllables(text);
    if (size === 0) {
      report.push(fault('phrase-no-letters', place, { value: text, rule }));
      return false;
    }
    if (size > LONGEST_PHRASE) {
      report.push(fault('phrase-long', place, { slots: { limit: LONGEST_PHRASE }, rule }));
      return false;
    }
    if (LOST_MARK.test(text.trim())) {
      this.#warnings.push(fault('phrase-mark-lost', place, { value: text, rule }));
    }
    return true;
  }
}
