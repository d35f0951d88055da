// Prints "N passed, N failed" from jest's report and the number of other steps that failed; exit 1 on any failure.
// A test file that could not run at all, and a missing report, count as failures. The files that failed among all the
// others were run once more alone (the second report): a test that fails there too has failed; one that passes is
// named, since it wants mending all the same.
import { existsSync, readFileSync } from 'node:fs';

const [all, alone, steps] = process.argv.slice(2);
const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);
/** The full names of a report's tests with this status, each with its file. */
const names = (report, wanted) =>
  new Set(
    report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.filter(({ status }) => status === wanted).map(({ fullName }) => `${name}: ${fullName}`),
    ),
  );

const first = read(all) ?? { numRuntimeErrorTestSuites: 1, testResults: [] };
const last = read(alone) ?? first;
const failing = names(last, 'failed');
const passing = new Set([...names(first, 'passed'), ...names(last, 'passed')].filter((test) => !failing.has(test)));
for (const test of names(first, 'failed')) if (passing.has(test)) console.log(`unsteady, passed only alone: ${test}`);

const failed = failing.size + last.numRuntimeErrorTestSuites + Number(steps);
console.log(`${passing.size} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
