import { needOf } from '../domain/act/need.ts';
import { provisionalHide } from '../domain/act/provisional.ts';
import { answerAlone } from '../domain/act/reply.ts';
import type { ScreenInput, WaveContext } from '../domain/comment.ts';
import { fingerprint } from '../domain/detect/wave.ts';
import { fold } from '../domain/text/fold.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Log } from './ports/log.ts';
import type { PlatformName } from './ports/platform.ts';
import { pageValues } from './reply-drafts.ts';
import { settingsFrom } from './source-settings.ts';
import type { Claim, Judged, Owed, Pick, Print, ScreenStore, Settled } from './ports/screening.ts';

/** Batch size in quiet times and when behind. */
const BATCH = 100;
const BATCH_BEHIND = 500;
/** After so many failed attempts alone, a person judges instead. */
const MAX_TRIES = 3;
/** More than any rule asks for. */
const FLOOD = 1_000_000;

export interface ScreenDeps {
  readonly store: ScreenStore;
  /** The active rulebook; asked before every batch, so no comment is judged by half a rulebook. */
  readonly rulebook: () => Promise<{ readonly id: number; readonly rulebook: Rulebook }>;
  /** Whether the platform knows hiding at all. */
  readonly canHide: (platform: PlatformName) => boolean;
  /** Longest answer the platform takes, in UTF-16 units; 0 = none. */
  readonly longestReply: (platform: PlatformName) => number;
  readonly log: Log;
  /** Called when cases came to be or actions wait, to ring whoever acts on them. */
  readonly onSettled?: (settled: Settled, judged: readonly Judged[]) => Promise<void>;
}

/**
 * Screens what waits, batch after batch, until nothing is left or `signal` is aborted. Resolves to the number of
 * verdicts stored.
 */
export async function screen(deps: ScreenDeps, signal: AbortSignal): Promise<number> {
  let total = 0;
  let limit = BATCH;
  while (!signal.aborted) {
    const settled = await batch(deps, { kind: 'fresh', limit });
    if (settled === undefined) break;
    total += settled;
    limit = settled >= limit ? BATCH_BEHIND : BATCH;
  }
  while (!signal.aborted) {
    await giveToPeople(deps);
    const settled = await batch(deps, { kind: 'tried' });
    if (settled === undefined) break;
    total += settled;
  }
  return total;
}

/**
 * One batch. When storing it fails, it is split until the one comment that cannot be stored stands alone; that one
 * is noted and tried again later.
 */
async function batch(deps: ScreenDeps, pick: Pick): Promise<number | undefined> {
  let claimed: readonly Owed[] = [];
  let judged: Judged[] = [];
  let settled: Settled | undefined;
  try {
    const { id, rulebook } = await deps.rulebook();
    const count = await deps.store.claim(pick, async (claim) => {
      claimed = claim.owed;
      judged = await judge(deps, rulebook, claim);
      settled = await claim.settle(judged, id);
      return claim.owed.length;
    });
    if (settled !== undefined) await deps.onSettled?.(settled, judged);
    return count;
  } catch (error) {
    if (claimed.length === 0) throw error;
    return await split(deps, claimed, error);
  }
}

async function split(deps: ScreenDeps, claimed: readonly Owed[], error: unknown): Promise<number> {
  const ids = claimed.map((owed) => owed.revisionId);
  if (ids.length === 1) {
    const code = codeOf(error);
    deps.log.warn({ step: 'screen', revision: ids[0], code }, 'comment could not be screened');
    await deps.store.failed(ids, code);
    return 0;
  }
  const middle = Math.ceil(ids.length / 2);
  const first = await batch(deps, { kind: 'these', revisionIds: ids.slice(0, middle) });
  const second = await batch(deps, { kind: 'these', revisionIds: ids.slice(middle) });
  return (first ?? 0) + (second ?? 0);
}

/** Judges a claimed batch: pure, save for the look-up of waves where a verdict depends on them. */
async function judge(deps: ScreenDeps, rulebook: Rulebook, claim: Claim): Promise<Judged[]> {
  // At first as if everything came in waves: only where that was asked for is the real count worth looking up.
  const first = claim.owed.map((owed) => {
    const wave = new WaveProbe();
    return { owed, wave, verdict: rulebook.screen({ ...inputOf(owed), wave }, claim.now) };
  });
  const printed = first.flatMap(({ owed, wave }) =>
    wave.asked ? [{ owed, print: fingerprint(fold(owed.text)) }] : [],
  );
  const waves = await claim.waves(printed);
  const known = new Map(printed.map(({ owed, print }, index) => [owed, { print, wave: waves[index] }]));
  return first.map(({ owed, verdict }) => {
    const seen = known.get(owed);
    const final =
      seen?.wave === undefined ? verdict : rulebook.screen({ ...inputOf(owed), wave: seen.wave }, claim.now);
    return complete(deps, rulebook, owed, final, claim.now, seen?.print);
  });
}

/** A flood that notices whether anybody looks at it. */
class WaveProbe implements WaveContext {
  asked = false;

  get similar(): number {
    this.asked = true;
    return FLOOD;
  }

  get byAuthor(): number {
    this.asked = true;
    return FLOOD;
  }
}

function inputOf(owed: Owed): ScreenInput {
  return {
    text: owed.text,
    createdAt: owed.createdAt,
    page: owed.source.page,
    ...(owed.author === undefined ? {} : { author: owed.author }),
    ...(owed.post === undefined ? {} : { post: owed.post }),
  };
}

function complete(
  deps: ScreenDeps,
  rulebook: Rulebook,
  owed: Owed,
  verdict: Verdict,
  now: Date,
  print: Print | undefined,
): Judged {
  const need = needOf(verdict);
  const hide = provisionalHide(verdict, {
    mode: owed.source.mode,
    brakedRules: owed.source.brakedRules,
    stopped: owed.source.stopped,
    canHide: owed.canHide && deps.canHide(owed.source.platform),
    decidedByPerson: owed.decidedByPerson,
    expiresAt: new Date(now.getTime() + owed.source.provisionalMinutes * 60_000),
  });
  const { source } = owed;
  const answer = answerAlone(verdict, rulebook.replies, {
    mode: source.mode,
    optedIn: settingsFrom(source.settings).answerHours,
    stopped: source.stopped,
    settled: owed.decidedByPerson || owed.answered,
    ageMs: now.getTime() - owed.createdAt.getTime(),
    language: verdict.language.code,
    values: pageValues(source),
    longest: deps.longestReply(source.platform),
  });
  return {
    owed,
    verdict,
    ...(need === undefined ? {} : { need }),
    ...(hide === undefined ? {} : { hide }),
    ...(answer === undefined ? {} : { answer }),
    ...(print === undefined ? {} : { print }),
  };
}

/** Revisions that failed too often stay visible and go to a person as `unjudged`. */
async function giveToPeople(deps: ScreenDeps): Promise<void> {
  const exhausted = await deps.store.exhausted(MAX_TRIES, BATCH);
  for (const { revisionId, code } of exhausted) {
    const { id, rulebook } = await deps.rulebook();
    await deps.store.claim({ kind: 'these', revisionIds: [revisionId] }, (claim) =>
      claim.settle(
        claim.owed.map((owed) =>
          complete(deps, rulebook, owed, unjudged(rulebook.hash, code), claim.now, undefined),
        ),
        id,
      ),
    );
  }
}

/** The honest end of a text that could not be judged. */
export function unjudged(rulebook: string, code: string): Verdict {
  return {
    decision: 'flag',
    suggest: 'none',
    row: 'unjudged',
    findings: [],
    shadow: [],
    language: { code: 'und', accents: 'none' },
    rulebook,
    unjudged: code,
  };
}

/** SQLSTATE of a database error or the error's own name; never its message, which may quote the text. */
function codeOf(error: unknown): string {
  if (error instanceof Error) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    return `screen.${code}`;
  }
  return 'screen.failed';
}
