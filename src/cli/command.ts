import os from 'node:os';
import { openRuntime, type Runtime } from './runtime.ts';

/** Says why a command does not run; exit code 2. */
export function refuse(command: string, why: string): void {
  process.stderr.write(`sang ${command}: ${why}\n`);
  process.exitCode = 2;
}

/** Opens the service for one command and closes it again. */
export async function withRuntime(work: (runtime: Runtime) => Promise<void>): Promise<void> {
  const runtime = await openRuntime({ roles: ['cli'], logLevel: 'warn' });
  try {
    await work(runtime);
  } finally {
    await runtime.close(0);
  }
}

/** Who the audit names for what is done at the command line. */
export function operator(): string {
  try {
    return os.userInfo().username;
  } catch {
    return 'operator';
  }
}
