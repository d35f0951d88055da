import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDigestFile } from '../../pipeline/digest.ts';

/**
 * Writes the files of one digest into a folder, each first under a side name, so that nobody reads a half one.
 * Resolves to the path of the HTML file. Throws what the file system says (full disk, no permission).
 */
export async function writeDigest(
  folder: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [extension, content] of Object.entries(files)) {
    const target = path.join(folder, `${name}.${extension}`);
    await writeFile(`${target}.part`, content, { mode: 0o600 });
    await rename(`${target}.part`, target);
  }
  return path.join(folder, `${name}.html`);
}

/** Removes the files of digests written before a moment: they hold texts too. Resolves to how many. */
export async function forgetDigests(folder: string, before: Date): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  let removed = 0;
  for (const name of names) {
    if (!isDigestFile(name)) continue;
    const file = path.join(folder, name);
    const { mtime } = await stat(file);
    if (mtime >= before) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}
