import { type BacktestReport, backtest, type PastComment } from '../rulebook/backtest.ts';
import type { RuleFile } from '../rulebook/document.ts';
import type { Fault } from '../rulebook/fault.ts';
import { CONDITIONS_FILE } from '../rulebook/named-conditions.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { PastStore } from './ports/past.ts';
import type { RulebookStore } from './ports/rulebooks.ts';

/** Compiles files as of now; `trial` also where only examples or canaries refuse the rulebook. */
export type Try = (files: readonly RuleFile[]) => {
  readonly trial?: Rulebook;
  readonly faults: readonly Fault[];
};

export interface BacktestWish {
  readonly since: Date;
  /** Only comments of these sources. */
  readonly sources?: readonly number[];
  /** Stop after so many comments. */
  readonly most?: number;
}

/** What rules would have done, or why they cannot be tried. */
export interface Backtested {
  readonly report?: BacktestReport;
  readonly faults: readonly Fault[];
}

/** Tries all the rules of a rulebook, or `only` some, on stored comments. */
export async function backtestFiles(
  deps: { readonly past: PastStore; readonly compile: Try },
  files: readonly RuleFile[],
  wish: BacktestWish & { readonly only?: readonly string[] },
): Promise<Backtested> {
  const { trial, faults } = deps.compile(files);
  if (trial === undefined) return { faults };
  const { since, sources, most = Number.POSITIVE_INFINITY } = wish;
  return {
    faults,
    report: await backtest(trial, first(deps.past.comments(since, sources), most), wish.only),
  };
}

/**
 * Tries the rules of a draft file before it is saved: with the packs, named conditions, claims, canaries and decisions of
 * the active rulebook, and none of its other rules.
 */
export async function backtestDraft(
  deps: { readonly past: PastStore; readonly compile: Try; readonly store: RulebookStore },
  draft: RuleFile,
  wish: BacktestWish,
): Promise<Backtested> {
  const active = await deps.store.active();
  const files = active === undefined ? [] : ((await deps.store.read(active.id))?.files ?? []);
  return backtestBeside(deps, files, draft, wish);
}

/** Tries the rules of a draft file with everything but the rules of `files`. */
export async function backtestBeside(
  deps: { readonly past: PastStore; readonly compile: Try },
  files: readonly RuleFile[],
  draft: RuleFile,
  wish: BacktestWish,
): Promise<Backtested> {
  const beside = files.filter(
    ({ path }) =>
      path === 'decisions.yaml' || path === CONDITIONS_FILE || /^(packs|claims|canaries)\//u.test(path),
  );
  const { trial, faults } = deps.compile([...beside, draft]);
  // What the draft leaves unused is no fault of the draft.
  const own = faults.filter(({ file }) => file === draft.path || file === '.');
  if (trial === undefined) return { faults: own.length > 0 ? own : faults };
  const { since, sources, most = Number.POSITIVE_INFINITY } = wish;
  const only = trial.rules.map(({ id }) => id);
  const report = await backtest(trial, first(deps.past.comments(since, sources), most), only);
  return { faults: own, report };
}

async function* first(comments: AsyncIterable<PastComment>, most: number): AsyncGenerator<PastComment> {
  let count = 0;
  for await (const comment of comments) {
    if (count >= most) return;
    count += 1;
    yield comment;
  }
}
