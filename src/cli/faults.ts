import path from 'node:path';
import type { Lang } from '../domain/lang.ts';
import { renderFault, type Fault } from '../rulebook/fault.ts';

export type CliLanguage = Lang | 'both';

/** Faults as lines for a terminal, their files named from where the operator stands. */
export function renderFaults(faults: readonly Fault[], directory: string, language: CliLanguage): string {
  const lines = faults.map((found) => {
    const file =
      found.code === 'directory-missing' || found.file === directory
        ? found.file
        : path.join(directory, found.file);
    const placed = { ...found, file };
    if (language !== 'both') return renderFault(placed, language);
    return `${renderFault(placed, 'vi')}\n    ${found.en}${found.hint ? `; ${found.hint.en}` : ''}`;
  });
  return lines.map((line) => `${line}\n`).join('');
}
