import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();

process.once('exit', () => {
  for (const child of children) {
    // What stands still does not hear anything else.
    child.kill('SIGKILL');
  }
});

/** Ends the child with this process, however that ends. */
export function adopt(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}
