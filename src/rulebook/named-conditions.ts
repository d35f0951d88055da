import { readYaml, type Path, type RuleFile, type YamlFile } from './document.ts';
import { fault, type Fault, type Place } from './fault.ts';
import { idOf, type PlacedRule } from './read-rules.ts';
import { NamedCondition, NamedConditionList, type ConditionSource } from './schema.ts';
import { readShape } from './shape-faults.ts';

/** The file of named conditions, relative to the rules directory; a rulebook may do without. */
export const CONDITIONS_FILE = 'conditions.yaml';

interface Named {
  /** Absent where it has a fault of its own, or holds something that has. */
  when: ConditionSource | undefined;
  readonly at: Path;
  readonly place: Place;
  used: boolean;
  /** The condition with the names inside it replaced; made when first asked for. */
  whole?: Written;
}

/** A condition without names, and the parts of it that stand in the conditions file. */
interface Written {
  readonly condition: ConditionSource;
  readonly elsewhere: readonly Elsewhere[];
}

/** What stands at `path` of a condition is written at `at` of the conditions file. */
interface Elsewhere {
  readonly path: Path;
  readonly at: Path;
}

/**
 * Conditions several rules share, each said once under a name. A rule that holds such a name is read as if the condition
 * stood there; faults are told where it was written.
 */
export class NamedConditions {
  /** Names of the conditions that stand in rules, for telling what held one back. */
  readonly names = new Map<ConditionSource, string>();
  readonly #named = new Map<string, Named>();
  readonly #yaml: YamlFile | undefined;
  readonly #faults: Fault[];
  /** Something that was just asked for is not to be had; why is told where it was written. */
  #broken = false;

  constructor(file: RuleFile | undefined, faults: Fault[]) {
    this.#faults = faults;
    if (!file) return;
    const { yaml, faults: own } = readYaml(file);
    for (const found of own) faults.push(found);
    if (!yaml) return;
    this.#yaml = yaml;
    if (!Array.isArray(yaml.value)) {
      for (const found of readShape(NamedConditionList, yaml, yaml.value, []).faults) faults.push(found);
      return;
    }
    for (const [index, item] of yaml.value.entries()) this.#add(yaml, item, index);
    for (const name of this.#named.keys()) this.#whole(name, []);
  }

  #add(yaml: YamlFile, item: unknown, index: number): void {
    const { value, faults } = readShape(NamedCondition, yaml, item, [index]);
    for (const found of faults) this.#faults.push(found);
    const id = idOf(item);
    if (id === undefined) return;
    const place = yaml.place([index, 'id']);
    const known = this.#named.get(id);
    if (known) {
      const slots = { other: `${known.place.file}:${known.place.line}` };
      this.#faults.push(fault('condition-twice', place, { value: id, slots }));
      return;
    }
    this.#named.set(id, { when: value?.when, at: [index, 'when'], place, used: false });
  }

  /** Conditions no rule holds. */
  unused(): { readonly id: string; readonly place: Place }[] {
    return [...this.#named].filter(([, { used }]) => !used).map(([id, { place }]) => ({ id, place }));
  }

  /** The rule with every name replaced by what it stands for; none where one of them cannot be. */
  expand(rule: PlacedRule): PlacedRule | undefined {
    const { source, yaml, at } = rule;
    this.#broken = false;
    const elsewhere: Elsewhere[] = [];
    const put = (condition: ConditionSource, path: Path): ConditionSource => {
      const written = this.#written(condition, { yaml, path, rule: source.id, within: [] });
      for (const part of written.elsewhere) elsewhere.push({ ...part, path: [...path, ...part.path] });
      return written.condition;
    };
    const when = put(source.when, [...at, 'when']);
    const unless = source.unless?.map((part, index) => put(part, [...at, 'unless', index]));
    if (this.#broken) return undefined;
    if (elsewhere.length === 0 || this.#yaml === undefined) return rule;
    return {
      ...rule,
      source: { ...source, when, ...(unless && { unless }) },
      yaml: new TwoFiles(yaml, this.#yaml, elsewhere),
    };
  }

  /** `condition` as it stands at `path`; what it names is looked up, what that names in turn as well. */
  #written(condition: ConditionSource, where: Where): Written {
    const { holds, ...rest } = condition;
    const elsewhere: Elsewhere[] = [];
    const inner = (part: ConditionSource, ...keys: (string | number)[]): ConditionSource => {
      const written = this.#written(part, { ...where, path: [...where.path, ...keys] });
      for (const one of written.elsewhere) elsewhere.push({ ...one, path: [...keys, ...one.path] });
      return written.condition;
    };
    const own: ConditionSource = { ...rest };
    for (const key of ['all', 'any'] as const) {
      const parts = rest[key];
      if (parts) own[key] = parts.map((part, index) => inner(part, key, index));
    }
    if (rest.not) own.not = inner(rest.not, 'not');
    if (holds === undefined) return { condition: elsewhere.length === 0 ? condition : own, elsewhere };
    return this.#beside(own, elsewhere, this.#all([holds].flat(), where));
  }

  #all(names: readonly string[], where: Where): Written {
    const wholes = names.map((name, index) => {
      const named = this.#named.get(name);
      const path = [...where.path, 'holds', ...(names.length > 1 ? [index] : [])];
      if (named === undefined) return this.#unknown(name, { ...where, path });
      named.used = true;
      return this.#whole(name, where.within);
    });
    if (wholes.length === 1) return wholes[0]!;
    return {
      condition: { any: wholes.map(({ condition }) => condition) },
      elsewhere: wholes.flatMap((whole, index) =>
        whole.elsewhere.map((part) => ({ ...part, path: ['any', index, ...part.path] })),
      ),
    };
  }

  /** Alone a name stands for its condition; beside other keys it must hold as well. */
  #beside(own: ConditionSource, elsewhere: readonly Elsewhere[], named: Written): Written {
    if (Object.keys(own).length === 0) return named;
    const all = own.all ?? [];
    return {
      condition: { ...own, all: [...all, named.condition] },
      elsewhere: [
        ...elsewhere,
        ...named.elsewhere.map((part) => ({ ...part, path: ['all', all.length, ...part.path] })),
      ],
    };
  }

  #whole(name: string, within: readonly string[]): Written {
    const named = this.#named.get(name)!;
    const yaml = this.#yaml!;
    if (within.includes(name)) {
      const slots = { cycle: [...within, name].join(' → ') };
      this.#faults.push(fault('condition-cycle', named.place, { value: name, slots }));
      return this.#nothing();
    }
    if (named.when === undefined) return this.#nothing();
    if (named.whole) return named.whole;
    const outer = this.#broken;
    this.#broken = false;
    const where = { yaml, path: named.at, within: [...within, name] };
    const { condition, elsewhere } = this.#written(named.when, where);
    if (this.#broken) named.when = undefined;
    this.#broken ||= outer;
    // A condition of its own under this name, also where it does nothing but hold another.
    const own = { ...condition };
    this.names.set(own, name);
    named.whole = { condition: own, elsewhere: [{ path: [], at: named.at }, ...elsewhere] };
    return named.whole;
  }

  #unknown(name: string, { yaml, path, rule }: Where): Written {
    const candidates = [...this.#named.keys()];
    this.#faults.push(fault('condition-unknown', yaml.place(path), { value: name, rule, candidates }));
    return this.#nothing();
  }

  #nothing(): Written {
    this.#broken = true;
    return { condition: {}, elsewhere: [] };
  }
}

/** Where a condition is read: its file and path, the rule it belongs to, the names that led to it. */
interface Where {
  readonly yaml: YamlFile;
  readonly path: Path;
  readonly rule?: string;
  readonly within: readonly string[];
}

/** A rule's file, of which some parts are written in the conditions file. */
class TwoFiles implements YamlFile {
  readonly value: unknown;
  readonly #own: YamlFile;
  readonly #other: YamlFile;
  readonly #elsewhere: readonly Elsewhere[];

  constructor(own: YamlFile, other: YamlFile, elsewhere: readonly Elsewhere[]) {
    this.value = own.value;
    this.#own = own;
    this.#other = other;
    this.#elsewhere = elsewhere;
  }

  place(path: Path): Place {
    const [yaml, at] = this.#find(path);
    return yaml.place(at);
  }

  keyPlace(path: Path, key: string): Place {
    const [yaml, at] = this.#find(path);
    return yaml.keyPlace(at, key);
  }

  written(path: Path): string | undefined {
    const [yaml, at] = this.#find(path);
    return yaml.written(at);
  }

  rest(path: Path): string {
    const [yaml, at] = this.#find(path);
    return yaml.rest(at);
  }

  isPlain(path: Path): boolean {
    const [yaml, at] = this.#find(path);
    return yaml.isPlain(at);
  }

  /** The innermost part that holds the path. */
  #find(path: Path): [YamlFile, Path] {
    let found: Elsewhere | undefined;
    for (const part of this.#elsewhere) {
      const inside = part.path.every((step, index) => step === path[index]);
      if (inside && part.path.length >= (found?.path.length ?? 0)) found = part;
    }
    return found ? [this.#other, [...found.at, ...path.slice(found.path.length)]] : [this.#own, path];
  }
}
