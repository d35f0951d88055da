import { RE2JS, RE2Set } from 're2js';
import type { Composed } from '../../domain/text/composed.ts';
import type { Span } from '../../domain/verdict.ts';
import type { Reading } from '../reading.ts';
import { NO, YES, type Condition } from './condition.ts';

/** Longest expression, and greatest automaton, that is taken on. */
export const LONGEST_REGEX = 500;
const LARGEST_PROGRAM = 2_000;
/** A pattern looks at this much of a comment, in UTF-16 units: the engine is linear but slow. */
const READS = 20_000;
const MOST_MATCHES = 100;
const NOWHERE: readonly Span[] = [];
/** What the automaton of one pattern may keep in mind, in bytes; it begins anew when that is full. */
const AUTOMATON = 4_000_000;

export type RegexFault = {
  readonly code: 'regex-syntax' | 'regex-not-linear' | 'regex-empty' | 'regex-long';
  readonly detail: string;
};

/** Compiles an expression for the linear-time engine, or says why it is refused. */
export function compileRegex(source: string): { regex: RE2JS } | { fault: RegexFault } {
  if (source.length > LONGEST_REGEX) return { fault: { code: 'regex-long', detail: '' } };
  let regex: RE2JS;
  try {
    regex = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const code = /\(\?<?[=!]|\\[1-9]|\\k</.test(source) ? 'regex-not-linear' : 'regex-syntax';
    return { fault: { code, detail } };
  }
  if (regex.programSize() > LARGEST_PROGRAM) return { fault: { code: 'regex-long', detail: '' } };
  if (matchesNothing(regex)) return { fault: { code: 'regex-empty', detail: '' } };
  return { regex };
}

/** An expression that can match the empty text would match every comment. */
function matchesNothing(regex: RE2JS): boolean {
  for (const text of ['', '0 a']) {
    const matcher = regex.matcher(text);
    while (matcher.find()) if (matcher.end() === matcher.start()) return true;
  }
  return false;
}

/** A regular expression on the composed text, tried only where one of the literals stands. */
export function pattern(says: string, regex: RE2JS, literals: readonly string[]): Condition {
  const automaton = new RE2Set(RE2Set.UNANCHORED, RE2JS.CASE_INSENSITIVE, AUTOMATON);
  automaton.add(regex.pattern());
  const small = literals.map((literal) => literal.normalize('NFC').toLowerCase());
  const hasLiteral = (reading: Reading): boolean => {
    const lower = reading.lowerCase();
    return small.some((literal) => lower.includes(literal));
  };
  return {
    kind: 'pattern',
    says,
    needs: { question: hasLiteral },
    test(reading, found) {
      if (!hasLiteral(reading)) return NO;
      const matches = reading.matchesOf(regex.pattern(), () => matchesIn(reading.composed, regex, automaton));
      for (const [start, end] of matches) found.push({ start, end, first: -1, last: -1, steps: 0 });
      return matches.length > 0 ? YES : NO;
    },
  };
}

function matchesIn({ text, typed }: Composed, regex: RE2JS, automaton: RE2Set): readonly Span[] {
  const read = text.slice(0, READS);
  // Whether it matches at all its automaton tells, ten times as fast as the engine tells where.
  if (automaton.match(read).length === 0) return NOWHERE;
  const matcher = regex.matcher(read);
  const matches: Span[] = [];
  while (matches.length < MOST_MATCHES && matcher.find()) {
    matches.push(typed(...withoutBlanks(text, matcher.start(), matcher.end())));
  }
  return matches;
}

/** An expression that looks at what stands around a word takes the blank with it; a reader would not underline that. */
function withoutBlanks(text: string, start: number, end: number): Span {
  const matched = text.slice(start, end);
  const kept = matched.trim();
  if (kept === '') return [start, end];
  const from = start + matched.indexOf(kept);
  return [from, from + kept.length];
}
