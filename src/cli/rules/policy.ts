import type { Command } from 'commander';
import { renderPolicy } from '../../domain/report/policy.ts';
import { openTrial, printJson, withWorkbenchOptions, type WorkbenchOptions } from './options.ts';

/** `rules policy`: the page that tells the public what is looked for and why. */
export function addPolicy(rules: Command): void {
  withWorkbenchOptions(rules.command('policy'))
    .description('trang chính sách công khai, từ tên và lý do của luật / the public policy page')
    .action((options: WorkbenchOptions) => {
      const open = openTrial(options);
      if (!open) return;
      const published = open.trial.rules.map(({ title, category, why, stage }) => ({
        title,
        category,
        why,
        active: stage === 'flag' || stage === 'hide',
      }));
      if (options.json) printJson({ rules: published.filter(({ active }) => active) });
      else process.stdout.write(renderPolicy(published, options.lang));
    });
}
