// Asks the registry for known vulnerabilities of the packages installed with the program. Exit 1 on one that is not
// explained below, 3 where the registry cannot be asked (mirrors often have no such service): then nothing was checked.
import { spawnSync } from 'node:child_process';

/** Advisories that do not concern this program, each with the reason: `'GHSA-…': 'only …, which is not used'`. */
const EXPLAINED = {};

const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
  maxBuffer: 64 * 1024 * 1024,
});
const report = read(stdout);
if (error !== undefined || report?.vulnerabilities === undefined) {
  console.error(
    `not checked: the registry cannot be asked for vulnerabilities (${error?.code ?? report?.message ?? 'no answer'});` +
      ' run it where one can be reached, or name it: npm run audit --registry=https://…',
  );
  process.exit(3);
}
const found = new Map();
for (const [name, { via }] of Object.entries(report.vulnerabilities)) {
  for (const advisory of via.filter((each) => typeof each === 'object')) {
    const id = advisory.url?.split('/').at(-1) ?? String(advisory.source);
    found.set(`${id} ${name}`, { id, name, ...advisory });
  }
}
let refused = 0;
for (const { id, name, severity, title } of found.values()) {
  const why = EXPLAINED[id];
  if (why === undefined) refused += 1;
  console.log(
    `${why === undefined ? 'VULNERABLE' : 'explained'}\t${severity}\t${name}\t${id}\t${why ?? title}`,
  );
}
console.log(`${found.size} advisories, ${refused} not explained`);
process.exitCode = refused === 0 ? 0 : 1;

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
