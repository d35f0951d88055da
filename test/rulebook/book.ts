import type { Stage } from '../../src/domain/verdict.ts';
import { compileRulebook } from '../../src/rulebook/compile.ts';
import type { Canary } from '../../src/rulebook/gates.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';

export const NOW = new Date('2026-03-02T09:00:00+07:00');

const DECISIONS = `
- { id: harm, category: [scam, spam, sexual, hate, personal-data], severity: [medium, high], decision: hide, suggest: hide }
- { id: insult, category: abuse, severity: [medium, high], decision: flag, suggest: none }
- { id: claim, category: false-claim, decision: flag, suggest: reply }
- { id: reply, category: needs-reply, decision: reply, suggest: reply }
- { id: rest, decision: none, suggest: none }
`;

export interface BookOptions {
  /** More files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly canaries?: readonly Canary[];
  readonly stages?: ReadonlyMap<string, Stage>;
}

/** A rulebook of one rule with these conditions (YAML) and no examples; throws with the faults of one that is refused. */
export function bookOf(conditions: string, options: BookOptions & { category?: string } = {}): Rulebook {
  const indented = conditions.trim().replaceAll('\n', '\n  ');
  const head = `id: x.rule\ntitle: x\nwhy: x\ncategory: ${options.category ?? 'needs-reply'}\nstage: flag\n`;
  const examples = 'examples: { match: [xin chào], no_match: [xin chào ạ] }\n';
  return compiled({ 'x.yaml': `${head}when:\n  ${indented}\n${examples}`, ...options.files }, options);
}

/** A rulebook of these files, with a small decision table unless one is given. The examples of `bookOf` do not count. */
export function compiled(files: Readonly<Record<string, string>>, options: BookOptions = {}): Rulebook {
  const all = { 'decisions.yaml': DECISIONS, ...files };
  const { trial, faults } = compileRulebook(
    Object.entries(all).map(([path, text]) => ({ path, text })),
    { now: NOW, canaries: options.canaries ?? [], ...(options.stages ? { stages: options.stages } : {}) },
  );
  if (!trial) throw new Error(faults.map((found) => `${found.line}:${found.column} ${found.en}`).join('\n'));
  return trial;
}

/** The parts of a text that a rulebook's findings point at. */
export function foundIn(book: Rulebook, text: string): string[] {
  return book
    .screen({ text }, NOW)
    .findings.flatMap(({ spans }) => spans.map(([start, end]) => text.slice(start, end)));
}
