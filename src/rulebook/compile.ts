import { createHash } from 'node:crypto';
import { lesserStage } from '../domain/decide/stages.ts';
import type { Stage } from '../domain/verdict.ts';
import { ConditionBuilder, type Building } from './build.ts';
import { checkBook, type CheckedRule } from './check/book.ts';
import { checkCommonPhrases } from './check/frequent-phrases.ts';
import { checkRule } from './check/rule.ts';
import { checkStructure } from './check/structure.ts';
import { Gate } from './conditions/gate.ts';
import { readClaims } from './claims.ts';
import { DECISIONS_FILE, readDecisions } from './decisions.ts';
import type { RuleFile } from './document.ts';
import { explain } from './explain.ts';
import { fault, inReadingOrder, type Fault } from './fault.ts';
import { checkCanaries, checkExamples, type Canary } from './gates.ts';
import { CONDITIONS_FILE, NamedConditions } from './named-conditions.ts';
import { Packs } from './packs.ts';
import { PhraseLists } from './phrase-lists.ts';
import { PhraseReader } from './phrases.ts';
import { readRules, type PlacedRule } from './read-rules.ts';
import { Reading } from './reading.ts';
import { readReplies, REPLIES_FILE } from './replies.ts';
import type { CompiledRule, Rulebook, RuleVersion } from './rulebook.ts';
import { Screener, type RunningRule } from './screener.ts';
import { TABLES_VERSION } from './version.ts';

export interface CompileOptions {
  /** For dates in the files: expiry, review. */
  readonly now: Date;
  /**
   * Stages the rules have earned: by rule id, where one that is not listed has earned `flag`, on its examples; or as
   * whoever publishes a rulebook judges each rule by what it detects.
   */
  readonly stages?: Earned;
  /** The sentences shipped inside the program; the files' own `canaries/*.txt` are added to them. */
  readonly canaries: readonly Canary[];
}

/** What rules have earned. */
export type Earned = ReadonlyMap<string, Stage> | ((rule: RuleVersion) => Stage);

/** A rulebook, or every fault that kept it from being one. Warnings never do. */
export interface Compiled {
  readonly rulebook?: Rulebook;
  /** The rulebook also where its examples or a canary refuse it: for the workbench, never for screening comments. */
  readonly trial?: Rulebook;
  readonly faults: Fault[];
  readonly warnings: Fault[];
}

/** Compiles a rulebook from the texts of its files; pure. Paths are relative to the rules directory, with `/`. */
export function compileRulebook(files: readonly RuleFile[], options: CompileOptions): Compiled {
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  const sorted = sortFiles(files);
  const packs = new Packs(sorted.packs, faults);
  const lists = new PhraseLists();
  const phrases = new PhraseReader(packs, faults, warnings);
  const { rows, faults: rowFaults } = readDecisions(sorted.decisions);
  for (const found of rowFaults) faults.push(found);
  const claims = readClaims(sorted.claims, lists, phrases, options.now, faults, warnings);
  const named = new NamedConditions(sorted.conditions, faults);
  const placed = readRules(sorted.rules, faults).flatMap((rule) => named.expand(rule) ?? []);
  const { replies, faults: replyFaults } = readReplies(
    sorted.replies,
    new Set(placed.map(({ source }) => source.id)),
  );
  for (const found of replyFaults) faults.push(found);
  if (sorted.rules.length === 0) faults.push(fault('no-rules', { file: '.', line: 0, column: 0 }));

  const building: Building = { lists, phrases, claims, names: named.names, faults };
  const running: RunningRule[] = [];
  const checked: CheckedRule[] = [];
  for (const rule of placed) {
    const { source, yaml, at } = rule;
    checkRule(rule, options.now, faults, warnings);
    checkStructure(rule, faults);
    const builder = new ConditionBuilder(building, yaml, source.id);
    const when = builder.build(source.when, [...at, 'when']);
    const unless = (source.unless ?? []).map((part, index) =>
      builder.buildException(part, [...at, 'unless', index]),
    );
    checked.push({ rule, used: builder.used });
    checkCommonPhrases(rule, builder.used, faults, warnings);
    running.push({
      rule: compiledRule(rule, builder, options.stages),
      when,
      unless,
      saving: new Gate(unless),
    });
  }
  checkBook(checked, faults, warnings);
  for (const { path, text } of packs.unused()) {
    warnings.push(
      fault(
        'pack-unused',
        { file: path, line: text === '' ? 0 : 1, column: 1 },
        { value: `@${path.slice(0, -4)}` },
      ),
    );
  }
  for (const { id, place } of named.unused()) warnings.push(fault('condition-unused', place, { value: id }));
  // To comment out the last rule of a file switches it off; without a decision table nothing can run.
  for (const found of faults.filter(
    ({ code, file }) => code === 'file-comments' && file !== DECISIONS_FILE,
  )) {
    faults.splice(faults.indexOf(found), 1);
    warnings.push(found);
  }
  if (faults.length > 0) return { faults: inReadingOrder(faults), warnings: inReadingOrder(warnings) };

  const matched = lists.build();
  const reading = new Reading(matched);
  const stages = new Map(running.map(({ rule }) => [rule.id, rule.stage]));
  const hash = hashOf(files, typeof options.stages === 'function' ? stages : options.stages);
  const screener = new Screener(running, rows, claims, reading, hash);
  checkExamples(placed, screener, reading, faults);
  checkCanaries([...options.canaries, ...sorted.canaries], placed, screener, reading, rows, claims, faults);

  const rulebook: Rulebook = {
    hash,
    rules: running.map(({ rule }) => rule),
    stages,
    claims: claims.map(({ claim }) => claim),
    replies,
    screen: (input, now) => screener.screen(input, now),
    findAll: (input, now) => screener.findAll(input, now),
    explain: (input, now) => explain(screener, reading, rows, matched, input, now),
  };
  return {
    ...(faults.length === 0 ? { rulebook } : {}),
    trial: rulebook,
    faults: inReadingOrder(faults),
    warnings: inReadingOrder(warnings),
  };
}

interface SortedFiles {
  readonly rules: RuleFile[];
  readonly packs: RuleFile[];
  readonly claims: RuleFile[];
  readonly canaries: Canary[];
  readonly conditions: RuleFile | undefined;
  readonly decisions: RuleFile | undefined;
  readonly replies: RuleFile | undefined;
}

function sortFiles(files: readonly RuleFile[]): SortedFiles {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const under = (folder: string): RuleFile[] => sorted.filter(({ path }) => path.startsWith(`${folder}/`));
  return {
    rules: sorted.filter(
      ({ path }) =>
        /\.ya?ml$/.test(path) &&
        path !== CONDITIONS_FILE &&
        path !== DECISIONS_FILE &&
        path !== REPLIES_FILE &&
        !/^(packs|claims|canaries)\//.test(path),
    ),
    packs: under('packs').filter(({ path }) => path.endsWith('.txt')),
    claims: under('claims'),
    canaries: under('canaries').flatMap(({ text }) => canariesIn(text)),
    conditions: sorted.find(({ path }) => path === CONDITIONS_FILE),
    decisions: sorted.find(({ path }) => path === DECISIONS_FILE),
    replies: sorted.find(({ path }) => path === REPLIES_FILE),
  };
}

/** Canaries are plain text: one sentence a line, `#` begins a comment line. */
function canariesIn(text: string): Canary[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ text: line }));
}

function compiledRule(
  { source, place }: PlacedRule,
  { texts }: ConditionBuilder,
  stages: Earned | undefined,
): CompiledRule {
  const asked = source.stage ?? 'shadow';
  const detects = [source.category, source.when, source.unless, texts];
  const version: RuleVersion = {
    id: source.id,
    category: source.category,
    fingerprint: createHash('sha256').update(JSON.stringify(detects)).digest('hex').slice(0, 16),
    ...(source.review_by === undefined ? {} : { reviewBy: source.review_by }),
  };
  const earned = typeof stages === 'function' ? stages(version) : (stages?.get(source.id) ?? 'flag');
  return {
    ...version,
    title: source.title,
    severity: source.severity ?? 'medium',
    asked,
    stage: lesserStage(asked, earned),
    ...(source.owner === undefined ? {} : { owner: source.owner }),
    why: source.why,
    examples: { match: source.examples?.match ?? [], noMatch: source.examples?.no_match ?? [] },
    file: place.file,
    line: place.line,
  };
}

function hashOf(files: readonly RuleFile[], stages: ReadonlyMap<string, Stage> | undefined): string {
  const parts = [
    TABLES_VERSION,
    files.map(({ path, text }) => [path, text]).sort(([a], [b]) => (a! < b! ? -1 : 1)),
    [...(stages ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return `sha256${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}
