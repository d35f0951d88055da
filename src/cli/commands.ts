import type { Command } from 'commander';

/** One module under src/cli/: adds its command (with subcommands and options) to the program. */
export interface CommandModule {
  register(program: Command): void;
}

export interface CommandEntry {
  readonly name: string;
  /** Shown by `sang --help` without loading the module. */
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

/** Every command, in the order `sang --help` shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'screen',
    summary: 'soát một tệp bình luận, không cần mạng hay cơ sở dữ liệu / screen a file of comments offline',
    load: () => import('./screen.ts'),
  },
  {
    name: 'rules',
    summary: 'bàn làm việc với bộ luật: check, test, explain, list, diff / the rulebook workbench',
    load: () => import('./rules/rules.ts'),
  },
];
