// Prints "N passed, N failed" from jest's report and the number of steps that failed; exit 1 on any failure.
// A test file that could not run at all, and a missing report, count as failures.
import { existsSync, readFileSync } from 'node:fs';

const [report, steps] = process.argv.slice(2);
const jest = existsSync(report)
  ? JSON.parse(readFileSync(report, 'utf8'))
  : { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 };
const failedTests = jest.numFailedTests + jest.numRuntimeErrorTestSuites;
// The step "tests" fails whenever a test does; it is not counted twice.
const failed = failedTests + Math.max(0, Number(steps) - (failedTests > 0 ? 1 : 0));
console.log(`${jest.numPassedTests} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
