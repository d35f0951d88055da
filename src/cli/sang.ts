#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { failureCode, Refusal } from '../domain/failure.ts';
import { describeError } from '../logging/describe-error.ts';
import { COMMANDS } from './commands.ts';
import { language, words } from './language.ts';

// Errors of libraries carry rows, requests and headers, and their messages quote what was read; Node would print it all.
process.on('uncaughtException', (error) => {
  process.stderr.write(`sang: ${JSON.stringify(describeError(error))}\n`, () => process.exit(1));
});

// Only the module of the command asked for is loaded, so that `screen` starts fast and never touches
// database or network code.
const program = new Command('sang')
  .description('Sàng – rà bình luận trên Trang Facebook và Zalo OA; con người quyết định.')
  .showHelpAfterError('(sang --help: danh sách lệnh / list of commands)')
  .exitOverride();

// Whoever read the output has seen enough (`| head`): the command ends as it would, and nothing is wrong.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A command that listens for itself says what went wrong.
  if (error.code !== 'EPIPE' && process.stdout.listenerCount('error') === 1) throw error;
});

const asked = COMMANDS.find(({ name }) => name === process.argv[2]);
if (asked) {
  (await asked.load()).register(program);
} else {
  for (const { name, summary } of COMMANDS) program.command(name).description(summary);
}

try {
  await program.parseAsync();
} catch (error) {
  const said = error instanceof Refusal ? error[language()] : fileFault(error);
  if (said !== undefined) process.stderr.write(`sang: ${said}\n`);
  else if (!(error instanceof CommanderError)) throw error;
  // Usage faults have been printed by commander; 2 says "refused to run".
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
}

/** A file or folder that cannot be used is the operator's to mend, not a bug; undefined for any other error. */
function fileFault(error: unknown): string | undefined {
  if (!(error instanceof Error && 'path' in error && 'syscall' in error)) return undefined;
  const code = failureCode(error);
  return words(
    `không dùng được ${String(error.path)} (${code}); xem lại đường dẫn và quyền`,
    `${String(error.path)} cannot be used (${code}); check the path and its permissions`,
  );
}
