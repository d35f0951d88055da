// Prints the test files that failed in jest's report, one a line.
import { existsSync, readFileSync } from 'node:fs';

const [report] = process.argv.slice(2);
const { testResults } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { testResults: [] };
for (const { status, name } of testResults) if (status === 'failed') console.log(name);
