import type { z } from 'zod';
import type { Path, YamlFile } from './document.ts';
import { fault, type Fault, type FaultDetails } from './fault.ts';
import type { FaultCode } from './messages.ts';

type Issue = z.core.$ZodIssue;

/** Checks a value of a YAML file against a schema: the typed value, or every fault of its shape. */
export function readShape<T extends z.ZodType>(
  schema: T,
  yaml: YamlFile,
  value: unknown,
  at: Path,
): { value?: z.infer<T>; faults: Fault[] } {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { value: result.data, faults: [] };
  return { faults: result.error.issues.flatMap((issue) => faultsOf(issue, yaml, at)) };
}

function faultsOf(issue: Issue, yaml: YamlFile, base: Path): Fault[] {
  const path = [...base, ...issue.path];
  const say = (code: FaultCode, details: FaultDetails = {}): Fault[] => [
    fault(code, yaml.place(path), { value: short(issue.input), ...details }),
  ];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = issue.message.split(' ');
      return issue.keys.map((key) =>
        fault(ODD_SPACE.test(key) ? 'odd-space' : 'unknown-key', yaml.keyPlace(path, key), {
          value: ODD_SPACE.test(key) ? key.trim() : key,
          slots: { known: known.join(', ') },
          ...(ODD_SPACE.test(key) ? {} : { candidates: known }),
        }),
      );
    }
    case 'invalid_union':
      return faultsOfUnion(issue, yaml, path);
    case 'invalid_type':
      return typeFault(issue, yaml, path);
    case 'invalid_value': {
      if (typeof issue.input !== 'string') return typeFault({ ...issue, expected: 'string' }, yaml, path);
      const known = issue.values.map(String);
      const code =
        path.at(-1) === 'category' || known.includes('false-claim') ? 'category-unknown' : 'not-in-list';
      return say(code, { slots: { known: known.join(', ') }, candidates: known });
    }
    case 'invalid_format':
      return say(formatCode(path, issue.format));
    case 'too_small':
      if (issue.origin === 'array') return say('list-empty');
      if (issue.origin === 'string') return say('text-empty');
      return say('number-range', { slots: { limit: `≥ ${issue.minimum}` } });
    case 'too_big':
      if (issue.origin === 'string') return say('text-too-long', { slots: { limit: String(issue.maximum) } });
      return say('number-range', { slots: { limit: `≤ ${issue.maximum}` } });
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
    default:
      return say('mapping-needed');
  }
}

/** A value that fits no branch is told what is wrong with the branch it comes closest to. */
function faultsOfUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  yaml: YamlFile,
  path: Path,
): Fault[] {
  const branches = issue.errors.filter((issues) => issues.length > 0);
  const chosen = branches.find((issues) => fits(issues)) ?? branches[0];
  if (!chosen) return [fault('text-needed', yaml.place(path))];
  return chosen.flatMap((inner) => faultsOf(inner, yaml, path));
}

/** Whether the value is at least of the kind the branch wants: its faults lie inside it. */
function fits(issues: readonly Issue[]): boolean {
  return issues.every((issue) => {
    if (issue.path.length > 0) return true;
    if (issue.code === 'invalid_union') return issue.errors.some((inner) => fits(inner));
    return issue.code === 'invalid_value' ? typeof issue.input === 'string' : issue.code !== 'invalid_type';
  });
}

function typeFault(issue: Issue & { expected?: string }, yaml: YamlFile, path: Path): Fault[] {
  const { input, expected } = issue;
  const place = yaml.place(path);
  const key = String(path.at(-1) ?? '');
  if (input === undefined) return [fault('missing-key', yaml.place(path.slice(0, -1)), { value: key })];
  if (input === null) {
    const code = yaml.rest(path).startsWith('#') ? 'value-commented' : 'empty-value';
    return [fault(code, place, { value: /^\d+$/.test(key) ? `#${Number(key) + 1}` : key })];
  }
  const written = yaml.written(path)?.trim() ?? short(input);
  if (expected === 'string') {
    if (typeof input === 'number') {
      return [fault(/^0\d/.test(written) ? 'lost-zero' : 'number-as-text', place, { value: written })];
    }
    if (typeof input === 'boolean') return [fault('boolean-as-text', place, { value: written })];
    // A mapping nobody put braces around is a text with a colon in it.
    const colon = typeof input === 'object' && typeof path.at(-1) === 'number' && /^[^[{-]/.test(written);
    return [fault(colon ? 'colon-in-text' : 'text-needed', place, colon ? { value: short(written) } : {})];
  }
  const code: FaultCode =
    expected === 'array'
      ? 'list-needed'
      : expected === 'boolean'
        ? 'boolean-needed'
        : expected === 'number' || expected === 'int'
          ? 'number-not-text'
          : Array.isArray(input)
            ? 'mapping-not-list'
            : 'mapping-needed';
  return [fault(code, place, { value: typeof input === 'object' ? short(yaml.rest(path)) : short(input) })];
}

/** A space that is none to YAML, before a key. */
const ODD_SPACE = /^[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/;

function formatCode(path: Path, format: string): FaultCode {
  if (format === 'date') return 'bad-date';
  const key = path.findLast((step) => typeof step === 'string');
  if (key === 'id') return 'bad-id';
  if (key === 'from' || key === 'to') return 'bad-clock';
  if (key === 'language') return 'bad-language';
  return 'bad-comparison';
}

function short(input: unknown): string {
  const text = typeof input === 'string' ? input : (JSON.stringify(input) ?? '');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
