import { type FailureDetail, type FailureKind, PlatformFailure } from '../../../domain/failure.ts';
import { type Explained, FAILURES, type Reaction, type Row, TWINS } from './failure-table.ts';

/** What a failure code of this adapter (`zalo.-216`) means, in words; `undefined` for an unknown one. */
export function explain(code: string): Explained | undefined {
  return lookup(code.replace(/^zalo\./, ''));
}

function lookup(key: string): Row | undefined {
  return FAILURES[TWINS[key] ?? key] ?? (/^http\.5\d\d$/.test(key) ? FAILURES['http.5xx'] : undefined);
}

/** True when renewing the access token may cure it. */
export function isTokenFailure(failure: PlatformFailure): boolean {
  return lookup(failure.code.replace(/^zalo\./, ''))?.react === 'token';
}

/** True when this part of the API is closed to the app or OA, while others may be open. */
export function isConfigFailure(failure: PlatformFailure): boolean {
  return lookup(failure.code.replace(/^zalo\./, ''))?.react === 'config';
}

export interface Circumstance {
  readonly write: boolean;
  readonly now: Date;
  /** Zalo's own text; only looked at to tell two meanings of one code apart, never kept. */
  readonly message?: string;
  /** Where an HTTP header named the time to wait, in seconds. */
  readonly retryAfter?: number;
}

/** The failure a code means. An unknown code is given up, with the code told. */
export function failureOf(code: string, at: Circumstance): PlatformFailure {
  const quota = code === '-223' && /quota/i.test(at.message ?? '');
  const key = quota ? '-223.quota' : code;
  const row = lookup(key);
  const scope = /your oa/i.test(at.message ?? '') ? 'source' : 'app';
  const detail: FailureDetail = {
    ...(row?.react === 'rate' && { until: nextMinute(at), scope }),
    ...(at.write && row?.maybeApplied === true && { maybeApplied: true }),
    ...(at.write && row?.byHand === true && { byHand: true }),
  };
  return new PlatformFailure(kindOf(row?.react, at.write), `zalo.${key}`, detail);
}

function kindOf(react: Reaction | undefined, write: boolean): FailureKind {
  switch (react) {
    case 'rate':
      return 'wait';
    case 'config':
      return write ? 'give-up' : 'stop-source';
    case 'token':
    case 'stop':
      return 'stop-source';
    case 'retry':
    case 'stop-writes':
    case 'give-up':
      return react;
    case undefined:
    default:
      return 'give-up';
  }
}

const MINUTE = 60_000;

/** Budgets begin anew with each full minute; the spread keeps processes from all coming back in one moment. */
function nextMinute({ now, retryAfter }: Circumstance): Date {
  const next =
    retryAfter === undefined
      ? (Math.floor(now.getTime() / MINUTE) + 1) * MINUTE
      : now.getTime() + retryAfter * 1000;
  return new Date(next + 500 + Math.random() * 3_000);
}
