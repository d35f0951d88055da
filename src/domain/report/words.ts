import type { Lang } from '../lang.ts';
import type { HideEnd } from './report.ts';
import { en } from './words-en.ts';
import { vi } from './words-vi.ts';

/** What readers of the report see. Vietnamese is the original. */
export interface ReportWords {
  readonly title: (period: string) => string;
  readonly lead: string;
  readonly alarm: (subject: string) => string;
  readonly noAlarm: string;
  readonly tables: Readonly<Record<TableKey, { readonly title: string; readonly note?: string }>>;
  readonly columns: Readonly<Record<ColumnKey, string>>;
  /** Titles of charts that are of no single column, and the word before the tallest bar's value. */
  readonly charts: Readonly<Record<'categories' | 'overturned' | 'highest', string>>;
  readonly totals: Readonly<Record<TotalKey, string>>;
  readonly end: Readonly<Record<HideEnd, string>>;
  readonly by: Readonly<Record<'person' | 'rule', string>>;
  readonly mode: Readonly<Record<'observe' | 'enforce', string>>;
  readonly event: Readonly<Record<string, string>>;
  readonly decision: Readonly<Record<'none' | 'reply' | 'flag' | 'hide' | 'urgent', string>>;
  readonly allRules: string;
  readonly noRule: string;
  readonly empty: string;
  /** So many rows are folded away. */
  readonly more: (rows: number) => string;
  readonly seconds: (seconds: number) => string;
}

export type TableKey =
  | 'totals'
  | 'verdicts'
  | 'categories'
  | 'decisions'
  | 'hides'
  | 'parity'
  | 'rules'
  | 'days';
export type ColumnKey =
  | 'what'
  | 'value'
  | 'page'
  | 'decision'
  | 'category'
  | 'event'
  | 'rule'
  | 'by'
  | 'mode'
  | 'end'
  | 'count'
  | 'hits'
  | 'judged'
  | 'precision'
  | 'atLeast'
  | 'day'
  | 'screened'
  | 'cases'
  | 'hidden'
  | 'overturned'
  | 'deciding'
  | 'critical'
  | 'criticalHidden'
  | 'rest'
  | 'restHidden'
  | 'gap';
export type TotalKey =
  | 'screened'
  | 'cases'
  | 'hiddenByRule'
  | 'hiddenByPerson'
  | 'notHidden'
  | 'overturnRate'
  | 'secondPerson'
  | 'appeals'
  | 'appealsOverturned'
  | 'medianHidden'
  | 'medianDeciding'
  | 'medianUrgent';

export const REPORT_WORDS: Readonly<Record<Lang, ReportWords>> = { vi, en };
