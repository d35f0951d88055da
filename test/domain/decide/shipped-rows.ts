import { readFileSync } from 'node:fs';
import type { DecisionRow } from '../../../src/domain/decide/table.ts';
import { DECISIONS_FILE, readDecisions } from '../../../src/rulebook/decisions.ts';

/** The decision table shipped with the program; throws when it has faults. */
export function readShippedRows(): DecisionRow[] {
  const text = readFileSync(new URL('../../../rules/decisions.yaml', import.meta.url), 'utf8');
  const { rows, faults } = readDecisions({ path: DECISIONS_FILE, text });
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return rows;
}
