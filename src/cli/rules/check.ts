import type { Command } from 'commander';
import type { Lang } from '../../domain/lang.ts';
import { renderFaults } from '../faults.ts';
import { openRulebook, printJson, withWorkbenchOptions, type WorkbenchOptions } from './options.ts';

/** `rules check`: every fault at once; exit 1 with any. */
export function addCheck(rules: Command): void {
  withWorkbenchOptions(rules.command('check'))
    .description('đọc cả bộ luật, báo mọi lỗi một lần / read the rulebook, report every fault at once')
    .action((options: WorkbenchOptions) => {
      const { rulebook, faults, warnings, directory } = openRulebook(options);
      process.exitCode = faults.length === 0 ? 0 : 1;
      if (options.json) {
        printJson({ ok: faults.length === 0, rulebook: rulebook?.hash ?? null, faults, warnings });
        return;
      }
      process.stdout.write(renderFaults(faults, directory, options.lang));
      if (warnings.length > 0) {
        process.stdout.write(options.lang === 'vi' ? 'Nên xem lại:\n' : 'Worth a look:\n');
        process.stdout.write(renderFaults(warnings, directory, options.lang));
      }
      process.stdout.write(
        `${summary(rulebook?.rules.length, faults.length, warnings.length, options.lang)}\n`,
      );
    });
}

function summary(rules: number | undefined, faults: number, warnings: number, lang: Lang): string {
  if (rules === undefined) {
    return lang === 'vi'
      ? `${faults} lỗi, ${warnings} điều nên xem lại. Bộ luật chưa dùng được.`
      : `${faults} faults, ${warnings} worth a look. The rulebook is refused.`;
  }
  return lang === 'vi'
    ? `Bộ luật dùng được: ${rules} luật, ${warnings} điều nên xem lại.`
    : `The rulebook is sound: ${rules} rules, ${warnings} worth a look.`;
}
