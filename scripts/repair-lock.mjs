// Completes package-lock.json after a change of dependencies: `npm run lock:repair`.
//
// A registry that does not serve the packages of every platform makes npm leave their entries out of the lock file,
// and `npm ci` elsewhere then refuses it ("Missing … from lock file"). Every optional dependency that is named with
// an exact version and has no entry gets one here, limited to the platform its name tells. npm fetches such an entry
// only on that platform. What is shipped gets its checksum from the registry as well; an entry for development alone goes
// without: npm takes what the registry has under that exact version.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FILE = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'package-lock.json');
const SYSTEMS = ['android', 'darwin', 'linux', 'freebsd', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix'];
const PROCESSORS = [
  'arm64',
  'x64',
  'ia32',
  'ppc64',
  's390x',
  'riscv64',
  'loong64',
  'mips64el',
  'wasm32',
  'arm',
];

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const added = [];
for (const [folder, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(folder, name)) continue;
    const version = range.replace(/^[~^]/, '');
    if (!/^\d+\.\d+\.\d+/.test(version)) {
      console.warn(`left out: ${name}@${range} names no exact version`);
      continue;
    }
    lock.packages[`node_modules/${name}`] = platformEntry(name, version, entry.dev === true);
    added.push(`${name}@${version}`);
  }
}
const sealed = [];
for (const [folder, entry] of Object.entries(lock.packages)) {
  if (folder === '' || entry.dev === true || entry.link === true || entry.integrity !== undefined) continue;
  const asked = `${folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${entry.version}`;
  entry.integrity = JSON.parse(
    execFileSync('npm', ['view', '--json', asked, 'dist.integrity'], { encoding: 'utf8' }),
  );
  sealed.push(asked);
}
if (added.length + sealed.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byName));
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
}
for (const [what, names] of Object.entries({ added, 'given a checksum': sealed }))
  console.log([`${names.length} ${what}`, ...names].join(' '));

/** Looks a package up as Node would: in the folder's own node_modules, then in those above it. */
function isLocked(folder, name) {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in lock.packages) return true;
    if (!at.includes('/node_modules/')) return `node_modules/${name}` in lock.packages;
  }
}

function platformEntry(name, version, dev) {
  const system =
    SYSTEMS.find((one) => name.includes(one)) ?? (/win(dows|32)/.test(name) ? 'win32' : undefined);
  const processor = PROCESSORS.find((one) => name.includes(one));
  const libc = name.includes('musl') ? 'musl' : /gnu|glibc/.test(name) ? 'glibc' : undefined;
  return {
    version,
    ...(processor === undefined ? {} : { cpu: [processor] }),
    ...(dev ? { dev: true } : {}),
    optional: true,
    ...(libc === undefined ? {} : { libc: [libc] }),
    ...(system === undefined ? {} : { os: [system] }),
  };
}

function byName([a], [b]) {
  return a < b ? -1 : a > b ? 1 : 0;
}
