import type { WaveContext } from '../domain/comment.ts';
import { type Fingerprint, fingerprint, similar } from '../domain/detect/wave.ts';
import { fold } from '../domain/text/fold.ts';

/** As far back as the running service looks, in milliseconds, and most texts remembered on one page. */
const WINDOW = 24 * 3_600_000;
const REMEMBERED = 20_000;

interface Seen {
  readonly print: Fingerprint;
  readonly author: string | undefined;
  readonly at: number;
}

/** Near-identical texts among comments that come in order of time: what the running service counts in its database. */
export class PastWaves {
  readonly #pages = new Map<string, Page>();

  /** Counted when first asked for, as only comments whose verdict depends on it are remembered. */
  of(source: string, author: string | undefined, text: string, at: Date): WaveContext {
    let counted: WaveContext | undefined;
    const count = (): WaveContext => {
      const page = this.#pages.get(source) ?? new Page();
      this.#pages.set(source, page);
      counted ??= page.count({ print: fingerprint(fold(text)), author, at: at.getTime() });
      return counted;
    };
    return {
      get similar() {
        return count().similar;
      },
      get byAuthor() {
        return count().byAuthor;
      },
    };
  }
}

class Page {
  readonly #seen: Seen[] = [];
  #first = 0;
  readonly #byMark = new Map<string, Set<Seen>>();

  count(own: Seen): WaveContext {
    this.#forget(own.at - WINDOW);
    const near = new Set<Seen>();
    for (const mark of marks(own.print)) {
      for (const other of this.#byMark.get(mark) ?? []) {
        if (similar(other.print, own.print)) near.add(other);
      }
    }
    this.#remember(own);
    const same =
      own.author === undefined ? 0 : [...near].filter(({ author }) => author === own.author).length;
    return { similar: near.size, byAuthor: same };
  }

  #remember(own: Seen): void {
    this.#seen.push(own);
    for (const mark of marks(own.print)) {
      const known = this.#byMark.get(mark);
      if (known) known.add(own);
      else this.#byMark.set(mark, new Set([own]));
    }
  }

  #forget(before: number): void {
    while (this.#first < this.#seen.length) {
      const oldest = this.#seen[this.#first]!;
      if (oldest.at > before && this.#seen.length - this.#first < REMEMBERED) break;
      for (const mark of marks(oldest.print)) {
        const known = this.#byMark.get(mark);
        known?.delete(oldest);
        if (known?.size === 0) this.#byMark.delete(mark);
      }
      this.#first += 1;
    }
    if (this.#first > REMEMBERED) {
      this.#seen.splice(0, this.#first);
      this.#first = 0;
    }
  }
}

const marks = ({ exact, bands }: Fingerprint): string[] => [
  `e${exact}`,
  ...bands.map((band, index) => `${index} ${band}`),
];
