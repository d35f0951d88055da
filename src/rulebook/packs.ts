import type { RuleFile } from './document.ts';
import { fault, type Fault, type Place } from './fault.ts';

/** Where one phrase of a list was written. */
export interface PlacedPhrase {
  readonly text: string;
  readonly place: Place;
}

const REFERENCE = /^@packs(\/[a-z0-9][a-z0-9-]*)+$/;

/**
 * Word packs: plain text, one phrase a line, `#` begins a comment line, `@packs/…` takes in another pack.
 * Each pack is read once, when first asked for.
 */
export class Packs {
  readonly #files: ReadonlyMap<string, RuleFile>;
  readonly #read = new Map<string, readonly PlacedPhrase[]>();
  readonly #faults: Fault[];

  constructor(files: readonly RuleFile[], faults: Fault[]) {
    this.#files = new Map(files.map((file) => [file.path, file]));
    this.#faults = faults;
  }

  static isReference(text: string): boolean {
    return text.startsWith('@packs');
  }

  /** Packs no rule has asked for. */
  unused(): RuleFile[] {
    return [...this.#files.values()].filter((file) => !this.#read.has(file.path));
  }

  /** All phrases of the pack a reference names; faults are reported at `asked`. */
  phrases(reference: string, asked: Place, within: readonly string[] = []): readonly PlacedPhrase[] {
    if (!REFERENCE.test(reference)) {
      this.#faults.push(fault('pack-path', asked, { value: reference }));
      return [];
    }
    const path = `${reference.slice(1)}.txt`;
    if (within.includes(path)) {
      this.#faults.push(
        fault('pack-cycle', asked, { value: reference, slots: { cycle: [...within, path].join(' → ') } }),
      );
      return [];
    }
    const known = this.#read.get(path);
    if (known) return known;
    const file = this.#files.get(path);
    if (!file) {
      const candidates = [...this.#files.keys()].map((name) => `@${name.slice(0, -'.txt'.length)}`);
      this.#faults.push(fault('pack-missing', asked, { value: reference, slots: { path }, candidates }));
      return [];
    }
    const before = this.#faults.length;
    const phrases = this.#readPack(file, [...within, path]);
    this.#read.set(path, phrases);
    if (phrases.length === 0 && this.#faults.length === before)
      this.#faults.push(fault('pack-empty', asked, { value: reference }));
    return phrases;
  }

  #readPack(file: RuleFile, within: readonly string[]): PlacedPhrase[] {
    const phrases: PlacedPhrase[] = [];
    const lines = file.text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
    for (const [index, line] of lines.entries()) {
      const text = line.trim();
      if (text === '' || text.startsWith('#')) continue;
      const place = { file: file.path, line: index + 1, column: line.length - line.trimStart().length + 1 };
      // One by one: a pack may hold more phrases than a call takes arguments.
      if (Packs.isReference(text)) for (const inner of this.phrases(text, place, within)) phrases.push(inner);
      else phrases.push({ text, place });
    }
    return phrases;
  }
}
