import type { Command } from 'commander';
import { openTrial, printJson, withWorkbenchOptions, type WorkbenchOptions } from './options.ts';

/** `rules list`: every rule on a line. */
export function addList(rules: Command): void {
  withWorkbenchOptions(rules.command('list'))
    .description('danh sách luật / list the rules')
    .action((options: WorkbenchOptions) => {
      const open = openTrial(options);
      if (!open) return;
      const { trial } = open;
      if (options.json) {
        printJson({ rulebook: trial.hash, rules: trial.rules, claims: trial.claims });
        return;
      }
      const rows = trial.rules.map((rule) => [
        rule.id,
        rule.category,
        rule.severity,
        rule.asked === rule.stage ? rule.stage : `${rule.asked} → ${rule.stage}`,
        rule.owner ?? '–',
        rule.reviewBy ?? '–',
        rule.title,
      ]);
      const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
      for (const row of rows) {
        const cells = row.map((cell, column) =>
          column === row.length - 1 ? cell : cell.padEnd(widths[column]!),
        );
        process.stdout.write(`${cells.join('  ')}\n`);
      }
    });
}
