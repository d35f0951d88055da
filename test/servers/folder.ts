import { chmodSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Folder of this jest run, made by setup and removed by teardown. Short: sockets lie in it. */
export function testFolder(): string {
  const folder = process.env['TEST_FOLDER'];
  if (folder === undefined) throw new Error('start the tests with `npm test` (jest, test/servers/setup.ts)');
  return folder;
}

/** Open for walking through: where the tests run as root, the server has an account of its own. */
export function makeTestFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sang-t-'));
  chmodSync(folder, 0o711);
  return folder;
}

/** A new folder in it for one test. */
export const freshFolder = (name: string): string => mkdtempSync(path.join(testFolder(), `${name}-`));
