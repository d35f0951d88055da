import { Option, type Command } from 'commander';
import { shippedRules } from '../rulebook/files.ts';
import { readRulebook } from '../rulebook/load.ts';
import { renderFaults } from './faults.ts';

interface CheckOptions {
  readonly rules?: string;
  readonly claims?: string;
  readonly lang: 'vi' | 'en';
  readonly json?: boolean;
}

/** `sang rules`: the operator's workbench. */
export function register(program: Command): void {
  const rules = program.command('rules').description('Bàn làm việc với bộ luật / the rulebook workbench');
  rules
    .command('check')
    .description('đọc cả bộ luật, báo mọi lỗi một lần / read the rulebook, report every fault at once')
    .option('--rules <dir>', 'thư mục luật / rules directory')
    .option('--claims <path>', 'tệp hoặc thư mục tin / claims file or directory')
    .addOption(new Option('--lang <lang>', 'vi | en').choices(['vi', 'en']).default('vi'))
    .option('--json', 'in JSON')
    .action((options: CheckOptions) => {
      const directory = options.rules ?? shippedRules();
      const { rulebook, faults, warnings } = readRulebook(directory, {
        claims: options.claims,
        now: new Date(),
      });
      if (options.json) {
        process.stdout.write(
          `${JSON.stringify({ ok: faults.length === 0, rulebook: rulebook?.hash, faults, warnings })}\n`,
        );
      } else {
        process.stdout.write(renderFaults([...faults, ...warnings], directory, options.lang));
      }
      process.exitCode = faults.length === 0 ? 0 : 1;
    });
}
