// Screens made-up comments with the shipped rules for three seconds and prints how many a second.
import { compileFiles } from '../../src/rulebook/load.ts';
import { readRuleFiles, shippedRules } from '../../src/rulebook/files.ts';
import { comments } from '../texts.ts';
import { planted } from './rules.ts';

const FOR_MS = 3_000;
const now = new Date();
const { rulebook } = compileFiles(readRuleFiles(shippedRules()).files, { now, stages: () => 'flag' });
if (rulebook === undefined) throw new Error('bench: the shipped rules have faults');
const texts = comments(10_000, planted('shipped'), 5);
for (const text of texts.slice(0, 3_000)) rulebook.screen({ text }, now);
const start = performance.now();
let done = 0;
for (; performance.now() - start < FOR_MS; done += 1)
  rulebook.screen({ text: texts[done % texts.length]! }, now);
process.stdout.write(`${(done / (performance.now() - start)) * 1000}\n`);
