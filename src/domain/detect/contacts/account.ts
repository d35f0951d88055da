import type { Folded } from '../../text/fold.ts';
import type { Found } from './contact.ts';
import provinces from './data/provinces.json' with { type: 'json' };
import type { DigitGroup, DigitRun } from './digits.ts';
import { type LabelTag, labelAfter, labelBefore } from './labels.ts';

const PROVINCES: ReadonlySet<string> = new Set(provinces.identity);
const MOBILE = /^0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}$/u;
const MAX_ACCOUNT = 19;
const MIN_ACCOUNT = 6;
/** Without `stk` or a bank's name a number must be at least this long to be an account. */
const MIN_WEAK = 8;

/**
 * The identity number (CCCD 12 digits with a province code, CMND 9 digits) or bank account a run starts with, told by
 * the words beside it; undefined where they name neither.
 */
export function accountFrom(
  folded: Folded,
  run: DigitRun,
  from: number,
): { found: Found; next: number } | undefined {
  const first = run[from]!;
  if (first.digits.length < MIN_ACCOUNT && from > 0 && first.separator === run[from + 1]?.separator)
    return undefined;
  const next = endOfNumber(run, from);
  const last = run[next - 1]!;
  const digits = run
    .slice(from, next)
    .map((group) => group.digits)
    .join('');
  if (digits.length < MIN_ACCOUNT) return undefined;
  const before = labelBefore(folded, first.start);
  const span = [first.start, last.end] as const;
  if (last.gluedAfter && /^[\p{L}]+\d/u.test(folded.text.slice(last.end, last.end + 12))) return undefined;
  if (first.gluedBefore && before === undefined) return undefined;
  const after =
    before === undefined || before === 'transfer' || before === 'bank-word' || before === 'phone'
      ? labelAfter(folded, last.end)
      : undefined;
  if (before === 'identity' || after === 'identity') {
    return isIdentity(digits) ? { found: { kind: 'national-id', span, value: digits }, next } : undefined;
  }
  if (digits.length > MAX_ACCOUNT) return undefined;
  if (!namesAccount(before, after, digits) || isPrice(run.slice(from, next))) return undefined;
  return { found: { kind: 'bank-account', span, value: digits }, next };
}

const isIdentity = (digits: string) =>
  (digits.length === 12 && PROVINCES.has(digits.slice(0, 3))) || digits.length === 9;

function namesAccount(before: LabelTag | undefined, after: LabelTag | undefined, digits: string): boolean {
  if (before === 'bank' || before === 'bank-name') return true;
  if (before === 'code' || before === 'plate') return false;
  if (before === 'bank-short') return digits.length >= MIN_WEAK;
  if (after === 'bank-name' || after === 'bank-short' || after === 'bank-word') {
    return before !== 'phone' && digits.length >= MIN_WEAK;
  }
  return (
    (before === 'transfer' || before === 'bank-word') && digits.length >= MIN_WEAK && !MOBILE.test(digits)
  );
}

/** `1.500.000` and round sums are money, never an account. */
function isPrice(groups: readonly DigitGroup[]): boolean {
  const first = groups[0]!;
  const rest = groups.slice(1);
  if (first.digits.startsWith('0')) return false;
  const thousands =
    rest.length > 0 && first.digits.length <= 3 && rest.every((group) => group.digits.length === 3);
  if (thousands && rest.every((group) => /^[.,]$/u.test(group.separator))) return true;
  return groups.at(-1)?.digits.endsWith('000') === true && (groups.length === 1 || thousands);
}

/** Index after the groups that are joined to `from` in one style, as people write one long number. */
function endOfNumber(run: DigitRun, from: number): number {
  const style = run[from + 1]?.separator;
  let next = from + 1;
  let length = run[from]!.digits.length;
  while (next < run.length) {
    const group = run[next]!;
    length += group.digits.length;
    if (
      group.separator !== style ||
      !/^[ .-]$/u.test(group.separator) ||
      length > MAX_ACCOUNT ||
      group.gluedAfter
    )
      break;
    next++;
  }
  return next;
}
