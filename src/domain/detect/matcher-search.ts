import { Folded, TOKEN } from '../text/fold.ts';
import { compatible, MARK_BITS } from '../text/key.ts';
import { ARC, Lattice, NODE } from '../text/lattice.ts';
import { GAP } from '../text/letters.ts';
import { INFO, infoOf } from '../text/lexicon.ts';
import { addReadings } from '../text/readings.ts';
import { DISGUISES, stepBit } from '../text/steps.ts';
import { Hits, reasonBit } from './hits.ts';
import { type Path, weigh, type Worth } from './matcher-evidence.ts';
import { FLAG, flagsIn, type Phrases, phraseOf } from './matcher-phrases.ts';
import type { Starts } from './starts.ts';
import type { Trie } from './trie.ts';

const TYPED = reasonBit('typed');
const BARE = reasonBit('bare');
const PARTIAL = reasonBit('partial');
const READING = reasonBit('reading');
const MASKED = reasonBit('masked');
const UNACCENTED = stepBit('unaccented');
const TONE_PLACEMENT = stepBit('tone-placement');
const DOTTED = stepBit('dotted');
const EMOJI = stepBit('emoji');
const LEET = stepBit('leet');
/** Steps no innocent typing needs: what was disguised is hardly the innocent homograph. */
const HIDING =
  stepBit('leet') |
  stepBit('masked') |
  stepBit('spaced') |
  stepBit('dotted') |
  stepBit('zero-width') |
  stepBit('look-alike');
/** Letters of which no accented ones exist; and who runs words together leaves out their accents. */
const STYLED = stepBit('width');
const GLUED = stepBit('glued');
const REPEAT = stepBit('repeat');
/** Below this a `typed` phrase is not reported. */
const THRESHOLD = 0.5;
/** Readings followed from one place; keeps the work linear whatever is typed. */
const BUDGET = 200;
const MOST_EMOJI = 3;
const SIGNS = GAP.dot | GAP.mask | GAP.leet;

/**
 * One search through the readings of a text. It holds scratch buffers, so it serves one call at a time.
 */
export class Search {
  private readonly phrases: Phrases;
  private readonly trie: Trie;
  private readonly starts: Starts;
  private readonly lattice = new Lattice();
  private readonly path: Path = { depth: 0, keys: [], typed: [], meant: [], firstToken: 0, lastToken: 0 };
  private readonly pathSteps: number[] = [];
  private readonly pathShare: number[] = [];
  private readonly pathFlags: number[] = [];
  private readonly worth: Worth = { confidence: 0, reasons: 0 };
  private folded = new Folded();
  private hits: Hits = new Hits();
  /** The latest hit of each phrase. */
  private readonly lastHit: Int32Array;
  private since = 0;
  private budget = 0;
  /** Readings added and places looked at in the last text: what its matching cost, whatever the machine. */
  work = 0;
  private start = 0;
  private within = false;

  constructor(phrases: Phrases) {
    this.lastHit = new Int32Array(phrases.size);
    this.phrases = phrases;
    this.trie = phrases.trie;
    this.starts = phrases.starts;
  }

  /** Finds all phrases, see Matcher. */
  run(folded: Folded, hits: Hits): void {
    this.folded = folded;
    this.hits = hits;
    addReadings(folded, this.phrases.vocabulary, this.lattice);
    this.search();
  }

  private search(): void {
    const { folded, hits, lattice } = this;
    this.work = folded.size + lattice.arcs;
    if (lattice.arcs === 0 && (folded.kinds & (1 << TOKEN.emoji)) === 0) {
      this.runPlain();
      return;
    }
    let inner = folded.size + 1;
    for (let token = 0; token < folded.size; token++) {
      this.since = hits.size;
      const leads = this.leads(folded, token);
      if (leads || lattice.head[token] !== 0) this.begin(token, false, leads);
      for (; inner < lattice.nodes && lattice.token[inner] === token; inner++) {
        if (lattice.sort[inner] !== NODE.within) this.begin(inner, lattice.sort[inner] === NODE.seam, false);
      }
    }
  }

  /** A text that can be read in one way only, as most can. */
  private runPlain(): void {
    const { folded, phrases, hits } = this;
    const { key, size } = folded;
    for (
      let token = phrases.nextStart(key, size, 0);
      token >= 0;
      token = phrases.nextStart(key, size, token + 1)
    ) {
      this.since = hits.size;
      this.begin(token, false, true);
    }
  }

  /** Some phrase may begin with this token as it stands. */
  private leads(folded: Folded, token: number): boolean {
    const { starts } = this;
    const word = folded.key[token]!;
    return starts.mayBegin(word) && (starts.mayBeWhole(word) || this.goesOn(word, token + 1));
  }

  /** Some phrase may begin with this word and one that leaves `node`. */
  private goesOn(word: number, node: number): boolean {
    const { folded, starts, lattice } = this;
    const { size } = folded;
    if (node === size) return false;
    if (node < size && (starts.mayGoOn(word, folded.key[node]!) || folded.kind[node] === TOKEN.emoji))
      return true;
    for (let arc = lattice.head[node]!; arc !== 0; arc = lattice.next[arc]!)
      if (starts.mayGoOn(word, lattice.key[arc]!)) return true;
    return false;
  }

  private begin(node: number, within: boolean, leads: boolean): void {
    this.budget = BUDGET;
    this.within = within;
    this.explore(0, node, 0, leads);
  }

  /** Follows every arc that leaves `node` and that some phrase goes on with, and its token where one may. */
  private explore(state: number, node: number, depth: number, asToken: boolean): void {
    const { folded, lattice, trie } = this;
    this.work++;
    if (node < folded.size) {
      const child = asToken ? trie.child(state, folded.key[node]!) : 0;
      if (child !== 0) {
        const steps = folded.steps[node]! | (depth > 0 ? gapSteps(folded.gap[node]!) : 0);
        if (depth === 0) this.start = folded.start[node]!;
        this.enter(
          child,
          node + 1,
          depth,
          folded.key[node]!,
          folded.marks[node]!,
          steps,
          1,
          0,
          folded.end[node]!,
          node,
          node,
        );
      }
      if (depth > 0 && folded.kind[node] === TOKEN.emoji) this.skipEmoji(state, node, depth);
    }
    for (let arc = lattice.head[node]!; arc !== 0; arc = lattice.next[arc]!) {
      if (depth === 0 && !this.mayStart(arc)) continue;
      const child = trie.child(state, lattice.key[arc]!);
      if (child === 0 || this.budget-- <= 0) continue;
      if (depth === 0) this.start = lattice.start[arc]!;
      this.enter(
        child,
        lattice.to[arc]!,
        depth,
        lattice.key[arc]!,
        lattice.marks[arc]!,
        lattice.steps[arc]!,
        lattice.share[arc]!,
        lattice.flags[arc]!,
        lattice.end[arc]!,
        lattice.firstToken[arc]!,
        lattice.lastToken[arc]!,
      );
    }
  }

  /** Some phrase may begin with the arc, as far as one look at what follows it can tell. */
  private mayStart(arc: number): boolean {
    const { starts, lattice } = this;
    const word = lattice.key[arc]!;
    return starts.mayBegin(word) && (starts.mayBeWhole(word) || this.goesOn(word, lattice.to[arc]!));
  }

  private enter(
    state: number,
    node: number,
    depth: number,
    key: number,
    marks: number,
    steps: number,
    share: number,
    flags: number,
    end: number,
    firstToken: number,
    lastToken: number,
  ): void {
    const { path, folded } = this;
    path.keys[depth] = key;
    path.typed[depth] = marks;
    this.pathSteps[depth] = depth === 0 ? steps : this.pathSteps[depth - 1]! | steps;
    this.pathShare[depth] = depth === 0 ? share : Math.min(this.pathShare[depth - 1]!, share);
    this.pathFlags[depth] = flags;
    if (depth === 0) path.firstToken = firstToken;
    const inside = node > folded.size;
    const sort = inside ? this.lattice.sort[node]! : NODE.edge;
    if (this.trie.value(state) !== 0 && sort !== NODE.within) {
      path.depth = depth + 1;
      path.lastToken = lastToken;
      this.report(state, end, this.within || sort === NODE.seam);
    }
    if (inside || (node < folded.size && !breaksBefore(folded, node)))
      this.explore(state, node, depth + 1, true);
  }

  private skipEmoji(state: number, node: number, depth: number): void {
    const { folded } = this;
    const before = this.pathSteps[depth - 1]!;
    this.pathSteps[depth - 1] = before | EMOJI;
    let next = node + 1;
    while (next < folded.size && folded.kind[next] === TOKEN.emoji && next - node < MOST_EMOJI) next++;
    if (next < folded.size && !breaksBefore(folded, next) && this.budget-- > 0)
      this.explore(state, next, depth, true);
    this.pathSteps[depth - 1] = before;
  }

  private report(state: number, end: number, partOfToken: boolean): void {
    const { path, folded, worth } = this;
    const { depth } = path;
    if (depth === 1 && (this.pathFlags[0]! & ARC.unsupported) !== 0) return;
    let judged = -1;
    let weighed = false;
    let missing = 0;
    let steps = 0;
    let accents = 0;
    let fits = true;
    const { ending } = this.phrases;
    const block = this.trie.value(state);
    const stop = block + 1 + ending[block]! * (depth + 1);
    for (let entry = block + 1; entry < stop; entry += depth + 1) {
      const phrase = phraseOf(ending[entry]!);
      const flags = flagsIn(ending[entry]!);
      // The same words with other modifiers are judged alike.
      if (judged < 0 || !this.phrases.sameMarks(entry, judged, depth)) {
        judged = entry;
        weighed = false;
        missing = accents = 0;
        steps = this.pathSteps[depth - 1]!;
        fits = true;
        for (let at = 0; at < depth && fits; at++) {
          const typed = path.typed[at]!;
          const meant = ending[entry + 1 + at]!;
          const arc = this.pathFlags[at]!;
          path.meant[at] = meant;
          accents |= typed & MARK_BITS;
          fits = compatible(typed, meant);
          if ((typed & MARK_BITS) !== (meant & MARK_BITS)) {
            if (arc & ARC.exact) fits = false;
            missing |= arc & ARC.masked ? MASKED : (typed & MARK_BITS) === 0 ? BARE : PARTIAL;
          } else if (typed !== meant && arc === 0 && typed >>> 27 !== meant >>> 27) steps |= TONE_PLACEMENT;
        }
      }
      if (!fits || (missing !== 0 && flags & FLAG.exact)) continue;
      const dropped = (missing & (BARE | PARTIAL)) !== 0;
      // A syllable cut out of a longer run is chance, unless its accents say otherwise.
      if (partOfToken && depth === 1 && (dropped || accents === 0)) continue;
      if ((flags & FLAG.noDisguise && steps & DISGUISES) || (flags & FLAG.noCollapse && steps & REPEAT))
        continue;
      if (
        flags & FLAG.caseSensitive &&
        !sameCase(folded.text.slice(this.start, end), this.phrases.texts.get(phrase) ?? '')
      )
        continue;
      let confidence = this.pathShare[depth - 1]!;
      let reasons = missing === 0 ? TYPED : missing;
      if (confidence < 1) reasons |= READING;
      if (dropped || (accents === 0 && missing === 0 && this.isSyllables())) {
        const bare = (flags & FLAG.bare) !== 0;
        if (!weighed || bare) {
          weigh(
            folded,
            path,
            dropped,
            (steps & HIDING) !== 0,
            (steps & LEET) !== 0,
            accents === 0 && (steps & (STYLED | GLUED)) !== 0,
            bare ? 0 : THRESHOLD / confidence,
            worth,
          );
          weighed = !bare;
        }
        confidence *= worth.confidence;
        reasons |= worth.reasons;
      }
      if (confidence < THRESHOLD && !(flags & FLAG.bare)) continue;
      this.lastHit[phrase] = this.hits.add(
        this.knownHit(phrase),
        phrase,
        this.start,
        end,
        path.firstToken,
        path.lastToken,
        dropped ? steps | UNACCENTED : steps,
        confidence,
        reasons,
      );
    }
  }

  /** The hit of this phrase with the same start, or -1. */
  private knownHit(phrase: number): number {
    const { hits } = this;
    const last = this.lastHit[phrase]!;
    const known = last >= this.since && last < hits.size && hits.phrase[last] === phrase;
    return known && hits.start[last] === this.start ? last : -1;
  }

  /** Every word of the match could be a Vietnamese syllable that lost its accents. */
  private isSyllables(): boolean {
    const { depth, keys } = this.path;
    for (let at = 0; at < depth; at++) if ((infoOf(keys[at]!) & INFO.syllable) === 0) return false;
    return true;
  }
}

const gapSteps = (gap: number) => ((gap & SIGNS) === 0 ? 0 : DOTTED);

/** A comma or the end of a sentence stands before the token, so no phrase goes on there, but letters spelt out may. */
function breaksBefore(folded: Folded, token: number): boolean {
  const gap = folded.gap[token]!;
  if ((gap & (GAP.comma | GAP.sentence)) === 0) return false;
  if ((gap & GAP.comma) !== 0 || (gap & GAP.dot) === 0) return true;
  // đ. m, but not "con của mẹ. m ạ"
  return !isOneLetter(folded, token - 1) || !isOneLetter(folded, token);
}

const isOneLetter = ({ from }: Folded, token: number) => from[token]! + 1 === from[token + 1];

function sameCase(typed: string, phrase: string): boolean {
  const letters = (text: string) => text.normalize('NFD').replace(/\P{L}/gu, '');
  return letters(typed) === letters(phrase);
}
