import { readYaml, type Path, type RuleFile, type YamlFile } from './document.ts';
import { fault, type Fault, type Place } from './fault.ts';
import { Rule, type RuleSource } from './schema.ts';
import { readShape } from './shape-faults.ts';

/** A rule as its file says it, and where. */
export interface PlacedRule {
  readonly source: RuleSource;
  readonly yaml: YamlFile;
  /** Path of the rule inside its file. */
  readonly at: Path;
  readonly place: Place;
}

/** Reads rule files: each holds one rule or a list of rules. Ids are unique over all files. */
export function readRules(files: readonly RuleFile[], faults: Fault[]): PlacedRule[] {
  const rules: PlacedRule[] = [];
  const known = new Map<string, Place>();
  for (const file of files) {
    const { yaml, faults: own } = readYaml(file);
    for (const found of own) faults.push(found);
    if (!yaml) continue;
    const items: [unknown, Path][] = Array.isArray(yaml.value)
      ? yaml.value.map((item: unknown, index) => [item, [index]])
      : [[yaml.value, []]];
    for (const [item, at] of items) {
      const read = readShape(Rule, yaml, item, at);
      const id = idOf(item);
      for (const found of read.faults) faults.push(id === undefined ? found : { ...found, rule: id });
      const place = yaml.place([...at, 'id']);
      const other = id === undefined ? undefined : known.get(id);
      if (id !== undefined && other) {
        faults.push(
          fault('duplicate-id', place, { value: id, slots: { other: `${other.file}:${other.line}` } }),
        );
        continue;
      }
      if (id !== undefined) known.set(id, place);
      if (read.value) rules.push({ source: read.value, yaml, at, place });
    }
  }
  return rules;
}

/** The id an item of a file gives itself, whatever else is wrong with it. */
export function idOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('id' in item)) return undefined;
  return typeof item.id === 'string' ? item.id : undefined;
}
