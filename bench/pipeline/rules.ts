import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Runtime } from '../../src/cli/runtime.ts';
import { publishRulebook } from '../../src/pipeline/publish-rulebook.ts';
import { loadCanaries } from '../../src/rulebook/canaries.ts';
import { compileRulebook } from '../../src/rulebook/compile.ts';
import type { RuleFile } from '../../src/rulebook/document.ts';
import { readRuleFiles, shippedRules } from '../../src/rulebook/files.ts';
import { PLANTED, phrases, rulesOver } from '../texts.ts';

/** Which rules judge: two of 2,000 phrases with contacts, or the ones that come with the program. */
export type RuleSet = 'phrases' | 'shipped';

const COUNT = 2_000;

/** What is planted among the talk, so that some of it is found. */
export const planted = (rules: RuleSet): readonly string[] =>
  rules === 'shipped' ? PLANTED : words().slice(0, 100);

/** Made-up phrases may by chance be what an innocent sentence says, and canaries would refuse the rules: those are left out. */
function words(): readonly string[] {
  if (made === undefined) {
    const all = phrases(COUNT);
    const now = new Date();
    const { rulebook } = compileRulebook(filesOf(all), { now, canaries: [] });
    const innocent = new Set(
      loadCanaries().flatMap(({ text }) =>
        rulebook?.findAll({ text }, now).found.length === 0
          ? []
          : (rulebook?.explain({ text }, now).matches.map(({ phrase }) => phrase) ?? []),
      ),
    );
    made = all.filter((phrase) => !innocent.has(phrase));
  }
  return made;
}
let made: readonly string[] | undefined;

const filesOf = (pack: readonly string[]): RuleFile[] => [
  { path: 'decisions.yaml', text: readFileSync(path.join(shippedRules(), 'decisions.yaml'), 'utf8') },
  { path: 'bench.yaml', text: rulesOver(pack) },
  { path: 'packs/bench.txt', text: pack.join('\n') },
];

/** The folder of a rule set; made where there is none. */
export function rulesFolder(rules: RuleSet, within: string): string {
  if (rules === 'shipped') return shippedRules();
  const folder = path.join(within, 'rules');
  mkdirSync(path.join(folder, 'packs'), { recursive: true });
  for (const file of filesOf(words())) writeFileSync(path.join(folder, file.path), file.text);
  return folder;
}

/** Publishes a folder with every rule at the stage it asks for, as after months of people's judgement. */
export async function publish({ service }: Runtime, folder: string): Promise<void> {
  const { files, faults } = readRuleFiles(folder);
  for (let round = 0; round < 2; round += 1) {
    const published = await publishRulebook(service.publishing, files, 'bench');
    if (!published.published)
      throw new Error([...faults, ...published.faults].map((fault) => fault.en).join('\n'));
    await service.pool.query(`update stages set earned = 'flag' where earned = 'shadow'`);
  }
}
