import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Stage } from '../domain/verdict.ts';
import type { Log } from './ports/log.ts';
import type { Published, RuleFile, RulebookStore } from './ports/rulebooks.ts';

/** Compiles rule files; `faults` are told to the operator in words, with file, line and column. */
export type Compile = (
  files: readonly RuleFile[],
  stages: ReadonlyMap<string, Stage>,
) => { readonly rulebook?: Rulebook; readonly faults: readonly string[] };

/** What became of an attempt to publish. */
export type Publication =
  | { readonly published: true; readonly hash: string; readonly changed: boolean }
  | { readonly published: false; readonly faults: readonly string[] };

/**
 * Compiles the rule files with what their rules have earned and makes the result the active rulebook of all
 * workers. A rulebook with faults changes nothing: the last good one stays.
 */
export async function publishRulebook(
  deps: { readonly store: RulebookStore; readonly compile: Compile; readonly log: Log },
  files: readonly RuleFile[],
  by: string,
): Promise<Publication> {
  const stages = await deps.store.earned();
  const { rulebook, faults } = deps.compile(files, stages);
  if (rulebook === undefined) {
    deps.log.error({ step: 'publish', faults }, 'rules refused; the last good rulebook stays in force');
    return { published: false, faults };
  }
  const before = await deps.store.active();
  if (before?.hash === rulebook.hash) return { published: true, hash: rulebook.hash, changed: false };
  await deps.store.publish({ hash: rulebook.hash, files, stages }, by);
  deps.log.info(
    { step: 'publish', rulebook: rulebook.hash, rules: rulebook.rules.length },
    'rules published',
  );
  return { published: true, hash: rulebook.hash, changed: true };
}

/**
 * The active rulebook, compiled once per process and followed: asked before each batch, so that a change is in
 * force everywhere with the next batch and no batch sees two. When the active one cannot be compiled here (an
 * older binary), the last good one goes on.
 */
export function followRulebook(deps: {
  readonly store: RulebookStore;
  readonly compile: Compile;
  readonly log: Log;
}): () => Promise<{ readonly id: number; readonly rulebook: Rulebook }> {
  let current: { id: number; rulebook: Rulebook } | undefined;
  let refused: number | undefined;
  let loading: Promise<void> | undefined;

  async function load(id: number): Promise<void> {
    const published = await deps.store.read(id);
    if (published === undefined) return;
    const compiled = compilePublished(deps.compile, published);
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

function compilePublished(compile: Compile, published: Published): Rulebook | undefined {
  return compile(published.files, published.stages).rulebook;
}

/** No rulebook was ever published: nothing can be judged yet, and nothing is lost by waiting. */
export class RulebookMissing extends Error {
  readonly code = 'rulebook.missing';
  constructor() {
    super('rulebook.missing');
    this.name = 'RulebookMissing';
  }
}
