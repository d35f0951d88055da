import { compileRulebook } from './compile.ts';
import { readRuleFiles, shippedRules } from './files.ts';
import type { RuleVersion } from './rulebook.ts';

let shipped: ReadonlySet<string> | undefined;

/** Whether a rule is one of those that come with the program, detecting exactly what it does there. */
export function isShipped({ id, fingerprint }: RuleVersion): boolean {
  shipped ??= versions();
  return shipped.has(`${id} ${fingerprint}`);
}

function versions(): ReadonlySet<string> {
  const { files } = readRuleFiles(shippedRules());
  // Held against the canaries where they are published, not here.
  const { trial } = compileRulebook(files, { now: new Date(), canaries: [] });
  if (trial === undefined) throw new Error('the rules shipped with the program have faults');
  return new Set(trial.rules.map(({ id, fingerprint }) => `${id} ${fingerprint}`));
}
