import { lapsed, lesserStage, startingStage } from '../domain/decide/stages.ts';
import type { Lang } from '../domain/lang.ts';
import type { Stage } from '../domain/verdict.ts';
import type { Compiled, Earned } from '../rulebook/compile.ts';
import type { RuleFile } from '../rulebook/document.ts';
import { type Fault, renderFault } from '../rulebook/fault.ts';
import type { Rulebook, RuleVersion } from '../rulebook/rulebook.ts';
import type { Log } from './ports/log.ts';
import type { EarnedStages, Published, RulebookStore } from './ports/rulebooks.ts';

/** Compiles rule files with what their rules have earned. */
export type Compile = (
  files: readonly RuleFile[],
  stages: Earned,
) => Pick<Compiled, 'rulebook' | 'trial'> & { readonly faults: readonly Fault[] };

/** What became of an attempt to publish. */
export type Publication =
  | { readonly published: true; readonly hash: string; readonly changed: boolean }
  | { readonly published: false; readonly faults: readonly Fault[] };

/** The rulebook this process compiled last: whoever publishes spares its own workers the same work. */
export interface LastCompiled {
  rulebook?: Rulebook;
}

export interface PublishDeps {
  readonly store: RulebookStore;
  readonly compile: Compile;
  readonly last?: LastCompiled;
  /** Whether a rule is one of those that come with the program, as it is. */
  readonly shipped: (rule: RuleVersion, files?: readonly RuleFile[]) => boolean;
  readonly log: Log;
  readonly lang: Lang;
}

/**
 * Compiles the rule files with what their rules have earned and makes the result the active rulebook of all
 * workers. A rulebook with faults changes nothing: the last good one stays, and the operator can read why.
 */
export async function publishRulebook(
  deps: PublishDeps,
  files: readonly RuleFile[],
  by: string,
): Promise<Publication> {
  const published = await publish(deps, files, by, undefined);
  return published ?? { published: false, faults: [] };
}

/**
 * Publishes the files of a rulebook again with what their rules have earned since, while it is the active one, also
 * where a newer program would refuse them by now: they are in force, and a rule that has to step down must.
 * Resolves to whether anything changed; an edit of the files that comes between wins.
 */
export async function republish(deps: PublishDeps, id: number, by: string): Promise<boolean> {
  const before = await deps.store.read(id);
  if (before === undefined || (await deps.store.active())?.id !== id) return false;
  const published = await publish(deps, before.files, by, id);
  return published?.published === true && published.changed;
}

/** Tells and remembers why rule files were refused. */
export async function refuse(
  deps: Pick<PublishDeps, 'store' | 'log' | 'lang'>,
  faults: readonly Fault[],
  by: string,
): Promise<Publication> {
  await deps.store.refuse(faults, by);
  deps.log.error(
    { step: 'publish', faults: faults.map((found) => renderFault(found, deps.lang)) },
    'rules refused; the last good rulebook stays in force',
  );
  return { published: false, faults };
}

async function publish(
  deps: PublishDeps,
  files: readonly RuleFile[],
  by: string,
  over: number | undefined,
): Promise<Publication | undefined> {
  const earned = await deps.store.earned();
  const starts = new Map<string, Stage>();
  const compiled = deps.compile(files, (rule) => {
    starts.set(rule.id, startOf(deps, earned, rule, files));
    return stageFor(deps, earned, rule, files);
  });
  const rulebook = over === undefined ? compiled.rulebook : (compiled.rulebook ?? compiled.trial);
  if (rulebook === undefined) return refuse(deps, compiled.faults, by);
  // What is refused here is compiled without the rules that are the reason.
  if (deps.last !== undefined && compiled.rulebook !== undefined) deps.last.rulebook = compiled.rulebook;
  const { hash, rules, stages } = rulebook;
  const before = await deps.store.active();
  const changed = before?.hash !== hash;
  // An unchanged one is published too: it may end a refusal.
  const id = await deps.store.publish({ hash, files, stages, versions: rules, starts }, by, over);
  if (id === undefined) return undefined;
  if (changed) {
    // Whoever just wrote a rule wonders why it flags nothing yet.
    const unearned = rules
      .filter(({ asked, stage }) => asked !== stage && stage === 'shadow')
      .map(({ id: rule }) => rule);
    const waiting = unearned.length === 0 ? {} : { shadows: unearned };
    deps.log.info({ step: 'publish', rulebook: hash, rules: rules.length, ...waiting }, 'rules published');
  }
  return { published: true, hash, changed };
}

function startOf(
  deps: Pick<PublishDeps, 'shipped'>,
  earned: EarnedStages,
  rule: RuleVersion,
  files?: readonly RuleFile[],
): Stage {
  const known = { shipped: deps.shipped(rule, files), flaggedBefore: earned.flaggedBefore(rule.id) };
  return startingStage(rule.category, known);
}

/** What a rule may run at: what its version has earned, a person's ceiling, and no hiding past its review. */
export function stageFor(
  deps: Pick<PublishDeps, 'shipped'>,
  earned: EarnedStages,
  rule: RuleVersion,
  files?: readonly RuleFile[],
): Stage {
  const own = earned.earned(rule.id, rule.fingerprint) ?? startOf(deps, earned, rule, files);
  const held = lesserStage(own, earned.held(rule.id) ?? 'hide');
  return lapsed(rule.reviewBy, earned.now) ? lesserStage(held, 'flag') : held;
}

/**
 * The active rulebook, compiled once per process and followed: asked before each batch, so that a change is in
 * force everywhere with the next batch and no batch sees two. When the active one cannot be compiled here (an
 * older binary), the last good one goes on.
 */
export function followRulebook(
  deps: Pick<PublishDeps, 'store' | 'compile' | 'last' | 'log'>,
): () => Promise<{ readonly id: number; readonly rulebook: Rulebook }> {
  let current: { id: number; rulebook: Rulebook } | undefined;
  let refused: number | undefined;
  let loading: Promise<void> | undefined;

  async function load(id: number): Promise<void> {
    const published = await deps.store.read(id);
    if (published === undefined) return;
    const compiled = compilePublished(deps, published);
    if (compiled === undefined) {
      refused = id;
      deps.log.error({ step: 'publish', rulebook: published.hash }, 'active rulebook does not compile here');
      return;
    }
    current = { id, rulebook: compiled };
    deps.log.info({ step: 'publish', rulebook: published.hash }, 'rulebook in force');
  }

  return async () => {
    const active = await deps.store.active();
    if (active !== undefined && active.id !== current?.id && active.id !== refused) {
      loading ??= load(active.id).finally(() => {
        loading = undefined;
      });
      await loading;
    }
    if (current === undefined) throw new RulebookMissing();
    return current;
  };
}

/**
 * What was published passed the gates of the program that published it. A newer program may hold more canaries: the rules
 * they refuse do not run here, and all others stay in force until an operator has seen to them.
 */
function compilePublished(
  { compile, last, log }: Pick<PublishDeps, 'compile' | 'last' | 'log'>,
  published: Published,
): Rulebook | undefined {
  if (last?.rulebook?.hash === published.hash) return last.rulebook;
  const { rulebook, trial, faults } = compile(published.files, published.stages);
  if (rulebook !== undefined || trial === undefined) return rulebook;
  const aside = refusedRules(trial, faults);
  log.error({ step: 'publish', rulebook: published.hash, rules: aside }, 'rules refused here do not run');
  const stages = new Map([...published.stages, ...aside.map((rule) => [rule, 'draft'] as const)]);
  return compile(published.files, stages).trial;
}

/** Rules a canary refuses; where it is a claim that speaks up, all rules that look for claims. */
function refusedRules(trial: Rulebook, faults: readonly Fault[]): string[] {
  const canary = faults.filter(({ code }) => code === 'canary-hidden' || code === 'canary-flagged');
  const named = new Set(canary.map(({ rule }) => rule));
  return trial.rules
    .filter(({ id, category }) => named.has(id) || (named.has(undefined) && category === 'false-claim'))
    .map(({ id }) => id);
}

/** No rulebook was ever published: nothing can be judged yet, and nothing is lost by waiting. */
export class RulebookMissing extends Error {
  readonly code = 'rulebook.missing';
  constructor() {
    super('rulebook.missing');
    this.name = 'RulebookMissing';
  }
}
