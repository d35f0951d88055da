import { CATEGORIES, CEILING, pressure, SEVERITIES } from '../domain/categories.ts';
import type { Category, Severity } from '../domain/categories.ts';
import type { DecisionRow } from '../domain/decide/table.ts';
import { readYaml, type RuleFile } from './document.ts';
import { fault, type Fault, type Place } from './fault.ts';
import { DecisionRow as RowSchema, DecisionRows, type DecisionRowSource } from './schema.ts';
import { readShape } from './shape-faults.ts';

/** The file of the decision table, relative to the rules directory. */
export const DECISIONS_FILE = 'decisions.yaml';

/** Reads the decision table and holds every row against what its categories allow. */
export function readDecisions(file: RuleFile | undefined): { rows: DecisionRow[]; faults: Fault[] } {
  const start: Place = { file: DECISIONS_FILE, line: 0, column: 0 };
  if (!file) return { rows: [], faults: [fault('decisions-missing', start)] };
  const { yaml, faults } = readYaml(file);
  if (!yaml) return { rows: [], faults };
  if (!Array.isArray(yaml.value)) {
    faults.push(...readShape(DecisionRows, yaml, yaml.value, []).faults);
    return { rows: [], faults };
  }
  const rows: DecisionRow[] = [];
  const ids = new Set<string>();
  const open = new Set(
    CATEGORIES.flatMap((category) => SEVERITIES.map((severity) => `${category} ${severity}`)),
  );
  for (const [index, item] of yaml.value.entries()) {
    const read = readShape(RowSchema, yaml, item, [index]);
    faults.push(...read.faults);
    if (!read.value) continue;
    const row = rowOf(read.value);
    const at = (key: string): Place => yaml.place([index, key]);
    if (ids.has(row.id)) faults.push(fault('row-duplicate', at('id'), { value: row.id }));
    ids.add(row.id);
    const caught = [...cells(row)].filter((cell) => open.delete(cell));
    if (caught.length === 0 && index < yaml.value.length - 1) {
      faults.push(fault('row-unreachable', at('id'), { value: row.id }));
    }
    faults.push(...tooStrong(row, new Set(caught), at));
    if (index === yaml.value.length - 1 && (row.categories || row.severities)) {
      faults.push(fault('row-last', at('id')));
    }
    rows.push(row);
  }
  if (rows.length === 0 && faults.length === 0) faults.push(fault('row-last', yaml.place([])));
  return { rows, faults };
}

function rowOf(source: DecisionRowSource): DecisionRow {
  return {
    id: source.id,
    ...(source.category ? { categories: [source.category].flat() } : {}),
    ...(source.severity ? { severities: [source.severity].flat() } : {}),
    decision: source.decision,
    suggest: source.suggest,
  };
}

function* cells(row: DecisionRow): Generator<string> {
  for (const category of row.categories ?? CATEGORIES) {
    for (const severity of row.severities ?? SEVERITIES) yield `${category} ${severity}`;
  }
}

function tooStrong(row: DecisionRow, caught: ReadonlySet<string>, at: (key: string) => Place): Fault[] {
  const faults: Fault[] = [];
  for (const category of row.categories ?? CATEGORIES) {
    if (!catches(caught, category, SEVERITIES)) continue;
    const most = CEILING[category];
    if (pressure(row.decision) > pressure(most.decision)) {
      const slots = { category, limit: most.decision };
      faults.push(fault('row-too-strong', at('decision'), { value: row.decision, slots }));
    }
    if (row.suggest !== 'none' && row.suggest !== most.suggest) {
      const slots = { category, limit: most.suggest };
      faults.push(fault('row-suggestion', at('suggest'), { value: row.suggest, slots }));
    }
  }
  if (row.suggest === 'hide' && pressure(row.decision) < pressure('hide')) {
    faults.push(fault('row-suggestion-alone', at('suggest'), { value: row.suggest }));
  }
  if (row.decision !== 'none' && catches(caught, 'abuse', ['low'])) {
    faults.push(fault('row-profanity', at('decision'), { value: row.decision }));
  }
  return faults;
}

function catches(caught: ReadonlySet<string>, category: Category, severities: readonly Severity[]): boolean {
  return severities.some((severity) => caught.has(`${category} ${severity}`));
}
