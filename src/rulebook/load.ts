import { loadCanaries } from './canaries.ts';
import { compileRulebook, type Compiled, type Earned } from './compile.ts';
import type { RuleFile } from './document.ts';
import { inReadingOrder } from './fault.ts';
import { readClaimFiles, readRuleFiles } from './files.ts';

export interface ReadOptions {
  /** A claims file or directory, besides the directory's own `claims/`. */
  readonly claims?: string | undefined;
  /** Stages the rules have earned; see `CompileOptions`. */
  readonly stages?: Earned;
  readonly now: Date;
}

/** What a rules directory holds: the files as they are published to the workers, and what they compile to. */
export interface ReadRulebook extends Compiled {
  readonly files: readonly RuleFile[];
}

/** Reads and compiles a rules directory. All faults are reported at once; with any there is no rulebook. */
export function readRulebook(directory: string, options: ReadOptions): ReadRulebook {
  const read = readRuleFiles(directory);
  const extra = options.claims === undefined ? { files: [], faults: [] } : readClaimFiles(options.claims);
  const files = [...read.files, ...extra.files];
  const fileFaults = [...read.faults, ...extra.faults];
  if (files.length === 0 && fileFaults.length > 0)
    return { files, faults: fileFaults, warnings: read.warnings };
  const compiled = compileFiles(files, options);
  const warnings = inReadingOrder([...read.warnings, ...compiled.warnings]);
  if (fileFaults.length === 0) return { files, ...compiled, warnings };
  return { files, faults: inReadingOrder([...fileFaults, ...compiled.faults]), warnings };
}

/** Compiles files that were read before, held against the canaries shipped with the program. */
export function compileFiles(
  files: readonly RuleFile[],
  options: { readonly now: Date; readonly stages?: Earned },
): Compiled {
  return compileRulebook(files, {
    now: options.now,
    canaries: loadCanaries(),
    ...(options.stages ? { stages: options.stages } : {}),
  });
}
