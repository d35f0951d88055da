import { type FailureDetail, type FailureKind, PlatformFailure } from '../../../domain/failure.ts';
import type { HttpAnswer } from '../../http/client.ts';
import { errorBody } from './schema.ts';
import { regainAt } from './usage.ts';

type Meaning = FailureDetail & {
  readonly kind: FailureKind;
  /** What it is where a call wanted to change something, when that differs. */
  readonly onWrite?: FailureKind;
  /** For writes that rest: minutes until they may be tried again. */
  readonly minutes?: number;
};

const HOUR = 60;
/** Until the minute the headers name; without one the caller's back-off decides. */
const PAUSE: Meaning = { kind: 'wait' };
const TOKEN: Meaning = { kind: 'stop-source' };
const NEVER: Meaning = { kind: 'give-up' };
const LATER: Meaning = { kind: 'retry', maybeApplied: true };
/**
 * A permission is missing, or the object belongs to another Page: reading gives up that one object or list, writing
 * rests until somebody grants it. Where the feed itself is refused, the poll stops the source.
 */
const PERMISSION: Meaning = { kind: 'give-up', onWrite: 'stop-writes', minutes: HOUR };

/**
 * Every error code of the Graph API we know, and what it means for us. `code/subcode` goes before `code`.
 * Sources: developers.facebook.com/docs/graph-api/guides/error-handling and …/overview/rate-limiting; the rest from
 * the field (see README).
 */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '1': LATER,
  '1/2446079': { kind: 'retry' },
  '2': LATER,
  '3': NEVER,
  '4': { ...PAUSE, scope: 'app' },
  '10': PERMISSION,
  '17': PAUSE,
  '32': PAUSE,
  '33': { kind: 'give-up', gone: true },
  '100': NEVER,
  '100/33': { kind: 'give-up', gone: true },
  '102': TOKEN,
  '104': TOKEN,
  '190': TOKEN,
  '210': NEVER,
  '341': { kind: 'stop-writes', minutes: HOUR },
  '368': { kind: 'stop-writes', minutes: 24 * HOUR },
  '506': { kind: 'give-up', maybeApplied: true },
  '613': PAUSE,
  '1705': { kind: 'give-up', maybeApplied: true },
  '2500': NEVER,
  '80001': PAUSE,
  '80002': PAUSE,
  '80006': PAUSE,
  '1609005': NEVER,
};

/** Heavy answers are refused with code 1 and these words; asking for less is the cure. */
const TOO_MUCH = /reduce the amount of data/i;

/**
 * What an answer that is no success means. `write` tells whether the call wanted to change something, `acting` whether
 * it belongs to an action, were it only to look before or after. The failure carries `facebook.<code>[.<subcode>]` (or `facebook.http.<status>`) and no word of the answer.
 */
export function failureOf(
  answer: Pick<HttpAnswer, 'status' | 'headers' | 'body'>,
  call: { readonly write: boolean; readonly acting?: boolean; readonly now: Date },
): PlatformFailure {
  const read = errorBody.safeParse(answer.body);
  if (!read.success) return unreadable(answer.status, call);
  const { code, error_subcode: subcode, is_transient: transient, message } = read.data.error;
  const name = subcode === undefined ? `facebook.${code}` : `facebook.${code}.${subcode}`;
  if (code === 1 && TOO_MUCH.test(message)) return new PlatformFailure('retry', TOO_HEAVY);
  const meaning = meaningOf(code, subcode, transient ?? false, answer.status);
  const kind = call.acting ? (meaning.onWrite ?? meaning.kind) : meaning.kind;
  const minutes = kind === 'stop-writes' ? meaning.minutes : undefined;
  const until =
    (kind === 'wait' ? regainAt(answer.headers, call.now) : undefined) ??
    (minutes === undefined ? undefined : new Date(call.now.getTime() + minutes * 60_000));
  return new PlatformFailure(kind, name, {
    maybeApplied: call.write && (meaning.maybeApplied ?? false),
    gone: meaning.gone ?? false,
    scope: meaning.scope ?? 'source',
    ...(until && { until }),
  });
}

/** Code of the failure that a smaller page cures. */
export const TOO_HEAVY = 'facebook.1.heavy';

function meaningOf(code: number, subcode: number | undefined, transient: boolean, status: number): Meaning {
  const known = MEANINGS[`${code}/${subcode ?? ''}`] ?? MEANINGS[String(code)];
  if (known) return known;
  if (code >= 200 && code <= 299) return PERMISSION;
  if (transient || status >= 500) return LATER;
  if (status === 429) return PAUSE;
  return NEVER;
}

/** No error envelope: an HTML page, an empty body, a redirect. Counts as code 2. */
function unreadable(status: number, call: { readonly write: boolean }): PlatformFailure {
  const code = `facebook.http.${status}`;
  if (status === 429) return new PlatformFailure('wait', code);
  return new PlatformFailure('retry', code, { maybeApplied: call.write });
}

/** A failure that would meet every other call for this page too. */
export function concernsAll({ kind }: PlatformFailure): boolean {
  return kind === 'wait' || kind === 'stop-source';
}
