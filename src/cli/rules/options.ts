import { Option, type Command } from 'commander';
import type { Lang } from '../../domain/lang.ts';
import { shippedRules } from '../../rulebook/files.ts';
import { readRulebook, type ReadRulebook } from '../../rulebook/load.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { renderFaults } from '../faults.ts';
import { language } from '../language.ts';
import { moment } from '../moment.ts';

/** What every command of the workbench takes. */
export interface WorkbenchOptions {
  readonly rules?: string;
  readonly claims?: string;
  readonly lang: Lang;
  readonly json?: boolean;
  readonly now?: Date;
}

/** The language of what a command prints, and whether a machine reads it. */
export function withLang(command: Command): Command {
  return command
    .addOption(
      new Option('--lang <lang>', 'tiếng Việt hoặc tiếng Anh / language')
        .choices(['vi', 'en'])
        .default(language()),
    )
    .option('--json', 'in JSON cho máy đọc / print JSON');
}

export function withWorkbenchOptions(command: Command): Command {
  return withLang(command)
    .option('--rules <dir>', 'thư mục luật; mặc định: bộ luật đi kèm / rules directory')
    .option('--claims <path>', 'tệp hoặc thư mục tin sai đã đính chính / claims file or directory')
    .option('--now <iso>', 'thời điểm, ISO 8601 / the moment', moment);
}

export interface Opened extends ReadRulebook {
  readonly directory: string;
}

export function openRulebook(options: WorkbenchOptions, directory = options.rules ?? shippedRules()): Opened {
  return {
    directory,
    ...readRulebook(directory, { claims: options.claims, now: options.now ?? new Date() }),
  };
}

/**
 * The rulebook as its files have it, also where its examples or a canary refuse it; undefined, with the faults
 * printed and exit code 1, where there is none.
 */
export function openTrial(
  options: WorkbenchOptions,
  directory?: string,
): { trial: Rulebook; opened: Opened } | undefined {
  const opened = openRulebook(options, directory);
  if (opened.trial) return { trial: opened.trial, opened };
  printFaults(opened, options);
  process.exitCode = 1;
  return undefined;
}

function printFaults({ faults, warnings, directory }: Opened, options: WorkbenchOptions): void {
  if (options.json) printJson({ ok: faults.length === 0, faults, warnings });
  else process.stdout.write(renderFaults([...faults, ...warnings], directory, options.lang));
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
