import { CATEGORIES, DECISIONS, isHarm, pressure, SUGGESTIONS } from '../domain/categories.ts';
import { Refusal } from '../domain/failure.ts';
import type { Verdict } from '../domain/verdict.ts';
import { z } from 'zod';
import type { Rulebook } from './rulebook.ts';

const Case = z.object({
  id: z.string(),
  function: z.string(),
  text: z.string(),
  half: z.string(),
  expect: z.union([
    z.object({ leave: z.literal(true) }),
    z.object({
      categories: z.array(z.enum(CATEGORIES)).min(1),
      decision: z.enum(DECISIONS).optional(),
      suggest: z.enum(SUGGESTIONS).optional(),
    }),
  ]),
});

/** One case of a functional suite: a comment and what must be seen in it, or that it must be left alone. */
export type SuiteCase = z.infer<typeof Case>;

export interface SuiteResult {
  readonly half: string;
  readonly function: string;
  readonly passed: number;
  readonly failed: readonly { readonly id: string; readonly text: string; readonly verdict: Verdict }[];
}

/** Reads the cases of a JSONL file. Throws `Refusal` naming the line that is not a case. */
export function readSuite(file: string, text: string): SuiteCase[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const read = Case.safeParse(parsed(line));
    if (!read.success) {
      throw new Refusal({
        vi: `${file}:${index + 1}: không phải một câu của bộ kiểm thử (id, function, text, half, expect)`,
        en: `${file}:${index + 1}: not a case of a functional suite (id, function, text, half, expect)`,
      });
    }
    return [read.data];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Runs a suite: results by half and function, in order of first appearance. */
export function runSuite(rulebook: Rulebook, cases: readonly SuiteCase[], now: Date): SuiteResult[] {
  const groups = new Map<string, SuiteResult & { passed: number; failed: SuiteResult['failed'][number][] }>();
  for (const one of cases) {
    const key = `${one.half} ${one.function}`;
    const group = groups.get(key) ?? { half: one.half, function: one.function, passed: 0, failed: [] };
    groups.set(key, group);
    const verdict = rulebook.screen({ text: one.text }, now);
    if (meets(verdict, one.expect)) group.passed++;
    else group.failed.push({ id: one.id, text: one.text, verdict });
  }
  return [...groups.values()];
}

/**
 * Whether a verdict is what a case asks for: every category found, the decision at least as pressing, the suggestion
 * the same; or, of a case to be left alone, no harm that leads to `flag` or more.
 */
export function meets(verdict: Verdict, expected: SuiteCase['expect']): boolean {
  if ('leave' in expected) {
    const harm = verdict.findings.some(({ category }) => isHarm(category));
    return !(harm && pressure(verdict.decision) >= pressure('flag'));
  }
  const found = new Set(verdict.findings.map(({ category }) => category));
  return (
    expected.categories.every((category) => found.has(category)) &&
    (expected.decision === undefined || pressure(verdict.decision) >= pressure(expected.decision)) &&
    (expected.suggest === undefined || verdict.suggest === expected.suggest)
  );
}
