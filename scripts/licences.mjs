// Lists the licence of every package that is installed with the program (`--all`: also those for development), as a
// table sorted by licence. Exit 1 when one is not on the list of licences this project may be shipped with.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** Permissive ones; each can be met by keeping the notice. */
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'PostgreSQL',
  'Python-2.0',
]);
/** What a package's own files say where its package.json does not, each looked at by hand. */
const READ_BY_HAND = { sylvester: 'MIT' };
/** Binaries of other platforms, which are not installed here and bear the licence of their package. */
const FAMILIES = [[/^@msgpackr-extract\//, 'MIT']];

const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
const all = process.argv.includes('--all');
const rows = Object.entries(lock.packages)
  .filter(([place, entry]) => place !== '' && (all || !entry.dev))
  .map(([place, entry]) => {
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return { name, version: entry.version, licence: READ_BY_HAND[name] ?? licenceOf(place, entry, name) };
  })
  .sort((a, b) => a.licence.localeCompare(b.licence) || a.name.localeCompare(b.name));

for (const { name, version, licence } of rows) console.log(`${licence}\t${name}@${version}`);
const refused = all ? [] : rows.filter(({ licence }) => !allowed(licence));
for (const { name, licence } of refused)
  console.error(`not among the licences allowed: ${name} (${licence})`);
process.exitCode = refused.length === 0 ? 0 : 1;

/** The package's own word; the lock file's where it is not installed here (another platform's binaries). */
function licenceOf(place, entry, name) {
  try {
    const { license, licenses } = JSON.parse(readFileSync(path.join(ROOT, place, 'package.json'), 'utf8'));
    const said = license?.type ?? license ?? licenses?.map((one) => one.type ?? one).join(' OR ');
    if (said) return said;
  } catch {
    // not installed on this machine
  }
  return entry.license ?? FAMILIES.find(([of]) => of.test(name))?.[1] ?? 'unknown';
}

/** `(MIT OR GPL-2.0)` needs one of them, `MIT AND Apache-2.0` all. */
function allowed(expression) {
  const bare = expression.replaceAll(/[()]/g, '');
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((one) => ALLOWED.has(one.trim())));
}
