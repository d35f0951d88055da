// Compiles src/ and workers/ to dist/ and copies the data files that stand beside the code.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
if (!existsSync(compiler)) {
  // A production install (npm ci --omit=dev) brings dist/ along; nothing to build there.
  console.error('build: typescript is not installed; run "npm ci" with development packages to build');
  process.exit(existsSync(path.join(root, 'dist')) ? 0 : 1);
}
rmSync(path.join(root, 'dist'), { recursive: true, force: true });
const done = spawnSync(process.execPath, [compiler, '-p', path.join(root, 'tsconfig.build.json')], {
  cwd: root,
  stdio: 'inherit',
});
if (done.status !== 0) process.exit(done.status ?? 1);
cpSync(path.join(root, 'src'), path.join(root, 'dist', 'src'), {
  recursive: true,
  filter: (from) => !from.endsWith('.ts'),
});
const binary = path.join(root, 'dist', 'src', 'cli', 'sang.js');
if (existsSync(binary)) chmodSync(binary, 0o755);
