import { Phrases } from '../../src/domain/detect/matcher-phrases.ts';
import { Search } from '../../src/domain/detect/matcher-search.ts';
import { Hits } from '../../src/domain/detect/hits.ts';
import { Folded } from '../../src/domain/text/fold.ts';
import { languageOf } from '../../src/domain/text/language.ts';
import { compileRulebook } from '../../src/rulebook/compile.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { type Figure, rates, type Suite } from '../measure.ts';
import { comments, phrases, rulesOver } from '../texts.ts';
import { foldedText } from './folded-text.ts';
import { filters, matchers } from './peers.ts';
import { wordsOf } from './words.ts';

const TEXTS = 20_000;
const COUNTS = [100, 1_000, 10_000, 50_000] as const;
/** Peers that need minutes beyond this many phrases are left out there. */
const FILTERS_UP_TO = 10_000;
/** No comment has more words. */
const LONGEST = 4096;
const NOW = new Date('2026-11-24T00:00:00Z');

const DECISIONS = `- { id: harm, category: [sexual, scam], decision: hide, suggest: hide }
- { id: rest, decision: none, suggest: none }
`;

/** A rulebook whose rules hold all the phrases; examples and canaries are not what is measured. */
function rulebookOf(words: readonly string[]): Rulebook {
  const { rulebook, trial, faults } = compileRulebook(
    [
      { path: 'decisions.yaml', text: DECISIONS },
      { path: 'bench.yaml', text: rulesOver(words) },
      { path: 'packs/bench.txt', text: words.join('\n') },
    ],
    { now: NOW, canaries: [] },
  );
  const made = rulebook ?? trial;
  if (made === undefined) throw new Error(faults.map((fault) => fault.en).join('\n'));
  return made;
}

/** Our own matching: of text that is folded already, tokenising included, like the peers'; and from text as written. */
function matching(words: readonly string[]): {
  match: (text: string) => number;
  foldAndMatch: (text: string) => number;
  bytes: number;
} {
  const phrases = new Phrases(words.map((text) => ({ text, accents: 'typed' })));
  const search = new Search(phrases);
  const folded = new Folded();
  const hits = new Hits();
  const keys = new Int32Array(LONGEST);
  const foldAndMatch = (text: string): number => {
    hits.clear();
    search.run(folded.read(text), hits);
    return hits.size;
  };
  return {
    bytes: phrases.bytes,
    foldAndMatch,
    match(text) {
      const size = wordsOf(text, keys);
      return size >= 0 && phrases.nextStart(keys, size, 0) < 0 ? 0 : foldAndMatch(text);
    },
  };
}

async function run(say: (line: string) => void): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const keep = (name: string, value: number, unit: string): void => {
    figures.push({ name, value, unit });
  };
  const all = phrases(Math.max(...COUNTS));
  const planted = all.slice(0, Math.min(...COUNTS));
  const texts = comments(TEXTS, planted);
  const plain = texts.map(foldedText);
  for (const count of COUNTS) {
    const words = all.slice(0, count);
    const rulebook = rulebookOf(words);
    const ours = matching(words);
    const screened = rates(texts, { screen: (text) => rulebook.screen({ text }, NOW) });
    const matched = rates(plain, { match: ours.match, ...matchers(words) });
    const filtered = count > FILTERS_UP_TO ? {} : rates(texts, filters(words));
    const both = rates(texts, { 'fold and match': ours.foldAndMatch });
    const found = { ...screened, ...both, ...matched, ...filtered };
    for (const [name, rate] of Object.entries(found)) {
      say(
        `${String(count).padStart(6)} phrases  ${name.padEnd(14)} ${Math.round(rate).toLocaleString('en').padStart(12)}/s`,
      );
      keep(`${name.replaceAll(' ', '-')}.rate-at-${count}`, rate, 'texts/s');
    }
    const own = words.reduce((sum, word) => sum + word.length * 2, 0);
    const bytes = (ours.bytes - own) / count;
    say(
      `${String(count).padStart(6)} phrases  memory         ${bytes.toFixed(0).padStart(12)} bytes a phrase beyond its text`,
    );
    keep(`match.bytes-a-phrase-at-${count}`, bytes, 'bytes');
    if (count === 10_000) {
      keep('screen.vs-obscenity', ratio(found, 'screen', 'obscenity'), 'x');
      keep('screen.vs-regexp', ratio(found, 'screen', 'regexp'), 'x');
      keep('match.vs-fastest-npm', ratio(found, 'match', 'aho-corasick'), 'x');
      keep('match.with-folding-vs-fastest-npm', ratio(found, 'fold and match', 'aho-corasick'), 'x');
    }
  }
  growth(texts, plain, all, keep);
  shares(texts, all.slice(0, 10_000), keep);
  longTexts(all.slice(0, 10_000), texts, keep);
  return figures;
}

function ratio(found: Readonly<Record<string, number>>, one: string, other: string): number {
  return (found[one] ?? Number.NaN) / (found[other] ?? Number.NaN);
}

/** What the same texts cost with fewest and with most phrases, measured in turn. */
function growth(
  texts: readonly string[],
  plain: readonly string[],
  all: readonly string[],
  keep: Keep,
): void {
  const [few, many] = [all.slice(0, COUNTS[0]), all];
  const [small, large] = [rulebookOf(few), rulebookOf(many)];
  const screened = rates(texts, {
    few: (text) => small.screen({ text }, NOW),
    many: (text) => large.screen({ text }, NOW),
  });
  keep('screen.growth-100-to-50000', ratio(screened, 'few', 'many'), 'x');
  const matched = rates(plain, { few: matching(few).match, many: matching(many).match });
  keep('match.growth-100-to-50000', ratio(matched, 'few', 'many'), 'x');
}

type Keep = (name: string, value: number, unit: string) => void;

/** What part of the whole call goes where. */
function shares(texts: readonly string[], words: readonly string[], keep: Keep): void {
  const rulebook = rulebookOf(words);
  const matcher = matching(words);
  const folded = new Folded();
  const found = rates(texts, {
    whole: (text) => rulebook.screen({ text }, NOW),
    folding: (text) => folded.read(text),
    'folding and language': (text) => languageOf(folded.read(text)),
    'folding and matching': matcher.foldAndMatch,
  });
  const cost = (name: string): number => 1 / (found[name] ?? Number.NaN);
  const fold = cost('folding');
  keep('screen.share-folding', fold / cost('whole'), 'of whole');
  keep('screen.share-language', (cost('folding and language') - fold) / cost('whole'), 'of whole');
  keep('screen.share-matching', (cost('folding and matching') - fold) / cost('whole'), 'of whole');
}

/** Cost per character of a very long and of hostile texts, against short ones: 1 is linear. */
function longTexts(words: readonly string[], short: readonly string[], keep: Keep): void {
  const rulebook = rulebookOf(words);
  const screen = (text: string): unknown => rulebook.screen({ text }, NOW);
  const perCharacter = (texts: readonly string[]): number => {
    const length = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
    return 1 / ((rates(texts, { screen })['screen'] ?? Number.NaN) * length);
  };
  const normal = perCharacter(short);
  const size = 100_000;
  const first = words.find((word) => word.split(' ').length > 3) ?? '';
  const half = `${first.split(' ').slice(0, -1).join(' ')} `;
  for (const [name, unit] of [
    ['talk', `${short.slice(0, 200).join(' ')} `],
    ['letters', 'a'],
    ['dots', 'a.'],
    ['spaces', 'a b '],
    ['half-matches', half],
  ] as const) {
    const text = unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
    keep(`screen.linear-${name}`, perCharacter([text]) / normal, 'x of a short text, per character');
  }
}

export const screening: Suite = { name: 'screening', run };
