// Checks what the documents say against the repository: every relative link leads to a file (and heading), every
// `npm run …` is a script, every `sang …` is a command and its `--options` are options of some command. Prints each fault with file and line; exit 1 on any.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const SKIPPED = new Set(['node_modules', 'dist', '.git', '.sang', 'artifacts', 'coverage']);

const scripts = new Set(
  Object.keys(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).scripts),
);
const commandTable = readFileSync(path.join(ROOT, 'src', 'cli', 'commands.ts'), 'utf8');
const commands = new Set([...commandTable.matchAll(/^\s*name: '([a-z-]+)'/gm)].map(([, name]) => name));
const options = new Set(['help', 'version']);
for (const file of readdirSync(path.join(ROOT, 'src', 'cli'), { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.ts')) continue;
  const text = readFileSync(path.join(ROOT, 'src', 'cli', file), 'utf8');
  for (const [, name] of text.matchAll(/['\s]--([a-z][a-z-]*)(?=['\s=])/g)) options.add(name);
}
const faults = [];
const documents = find(ROOT);

for (const file of documents) checkDocument(file, readFileSync(file, 'utf8'));
for (const fault of faults) console.error(fault);
console.log(`${documents.length} documents, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

function find(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return find(at);
    return entry.name.endsWith('.md') ? [at] : [];
  });
}

function checkDocument(file, text) {
  let fenced = false;
  for (const [index, line] of text.split('\n').entries()) {
    const say = (what) => faults.push(`${path.relative(ROOT, file)}:${index + 1}: ${what}`);
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    else if (fenced) checkCode(line, say, /^\s*(?:\$ )?/);
    else {
      for (const [, code] of line.matchAll(/`([^`]+)`/g)) checkCode(code, say, /^/);
      for (const [, target] of line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g))
        checkLink(file, target, say);
    }
  }
}

function checkCode(code, say, before) {
  for (const [, name] of code.matchAll(/npm run ([\w:-]+)/g))
    if (!scripts.has(name)) say(`no npm script "${name}"`);
  // A command at the start of a line or after a pipe, `&&`, `sudo` or `exec …`; not the name in a sentence.
  const start = new RegExp(
    `(?:${before.source}|[|&;] |exec -- |exec console |sudo )(?:npx )?sang ([a-z][a-z-]*)((?:"[^"]*"|[^|&;#])*)`,
    'g',
  );
  for (const [, name, rest] of code.matchAll(start)) {
    if (!commands.has(name)) say(`no command "sang ${name}"`);
    for (const [, option] of rest.matchAll(/(?:^|\s)--([a-z][a-z-]*)/g))
      if (!options.has(option)) say(`no command has an option --${option}`);
  }
}

function checkLink(file, target, say) {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return; // other sites are not visited
  const [place, heading] = target.split('#');
  const at = place === '' ? file : path.resolve(path.dirname(file), decodeURIComponent(place));
  if (!existsSync(at)) say(`the link ${target} leads nowhere`);
  else if (heading && at.endsWith('.md') && !headings(at).has(decodeURIComponent(heading)))
    say(`the link ${target} leads to no heading`);
}

/** Anchors as code hosts make them: lower case, blanks to hyphens, punctuation dropped. */
function headings(file) {
  const found = readFileSync(file, 'utf8').matchAll(/^#{1,6}\s+(.+?)\s*$/gm);
  return new Set(
    [...found].map(([, title]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-'),
    ),
  );
}
