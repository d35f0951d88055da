import { compileRulebook } from './compile.ts';
import type { RuleFile } from './document.ts';
import { readRuleFiles, shippedRules } from './files.ts';
import type { RuleVersion } from './rulebook.ts';

let shipped: ReadonlySet<string> | undefined;

let asked: { readonly files: readonly RuleFile[]; readonly same: boolean } | undefined;

/**
 * Whether a rule is one of those that come with the program, detecting exactly what it does there.
 * @param files where the rule stands: when they are the program's own, nothing has to be compiled to know
 */
export function isShipped({ id, fingerprint }: RuleVersion, files?: readonly RuleFile[]): boolean {
  if (files !== undefined && areShipped(files)) return true;
  shipped ??= versions();
  return shipped.has(`${id} ${fingerprint}`);
}

function areShipped(files: readonly RuleFile[]): boolean {
  if (asked?.files !== files) {
    const own = new Map(readRuleFiles(shippedRules()).files.map(({ path, text }) => [path, text]));
    const same = files.length === own.size && files.every(({ path, text }) => own.get(path) === text);
    asked = { files, same };
  }
  return asked.same;
}

function versions(): ReadonlySet<string> {
  const { files } = readRuleFiles(shippedRules());
  // Held against the canaries where they are published, not here.
  const { trial } = compileRulebook(files, { now: new Date(), canaries: [] });
  if (trial === undefined) throw new Error('the rules shipped with the program have faults');
  return new Set(trial.rules.map(({ id, fingerprint }) => `${id} ${fingerprint}`));
}
