import { needOf } from '../domain/act/need.ts';
import { provisionalHide } from '../domain/act/provisional.ts';
import { answerAlone } from '../domain/act/reply.ts';
import type { AuthorContext, ScreenInput, WaveContext } from '../domain/comment.ts';
import { fingerprint } from '../domain/detect/wave.ts';
import { fold } from '../domain/text/fold.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { PlatformName } from './ports/platform.ts';
import type { Claim, Judged, Owed, Past, Print } from './ports/screening.ts';
import { pageValues } from './reply-drafts.ts';
import { settingsFrom } from './source-settings.ts';

/** More than any rule asks for. */
const FLOOD = 1_000_000;
/** Of a comment nobody has to look at, it does not matter. */
const NO_PAST: Past = { decidedByPerson: false, answered: false };

export interface JudgeDeps {
  /** Whether the platform knows hiding at all. */
  readonly canHide: (platform: PlatformName) => boolean;
  /** Longest answer the platform takes, in UTF-16 units; 0 = none. */
  readonly longestReply: (platform: PlatformName) => number;
}

/** One comment on its way to a verdict. */
interface Judging {
  readonly owed: Owed;
  verdict: Verdict;
  /** Set while rules have looked at what only the store can tell. */
  author: boolean;
  wave: boolean;
  past: Past;
  print?: Print;
}

/**
 * Judges a claimed batch: pure, save for what few verdicts depend on and the store is asked for. At first the author is
 * a stranger and everything comes in waves; a verdict for which no rule looked at that is final, the others are made
 * again with what is really so.
 */
export async function judge(deps: JudgeDeps, rulebook: Rulebook, claim: Claim): Promise<Judged[]> {
  const batch = claim.owed.map((owed): Judging => {
    const author = new AuthorProbe(owed.createdAt);
    const wave = new WaveProbe();
    const verdict = screenOne(rulebook, owed, claim.now, owed.authorKey && author, wave);
    return { owed, verdict, author: author.asked, wave: wave.asked, past: NO_PAST };
  });
  await lookBack(claim, batch);
  for (const one of batch) {
    if (!one.author) continue;
    const wave = new WaveProbe();
    one.verdict = screenOne(rulebook, one.owed, claim.now, one.past.author, wave);
    one.wave = wave.asked;
  }
  await lookForWaves(rulebook, claim, batch);
  return batch.map(({ owed, verdict, past, print }) =>
    complete(deps, rulebook, { owed, verdict, past, now: claim.now, ...(print && { print }) }),
  );
}

/** What came before these comments, where a rule or an automatic action depends on it. */
async function lookBack(claim: Claim, batch: readonly Judging[]): Promise<void> {
  const asked = batch.filter(({ author, wave, verdict }) => author || wave || verdict.decision !== 'none');
  const pasts = await claim.past(asked.map(({ owed }) => owed));
  for (const [at, one] of asked.entries()) one.past = pasts[at] ?? NO_PAST;
}

async function lookForWaves(rulebook: Rulebook, claim: Claim, batch: readonly Judging[]): Promise<void> {
  const printed = batch.flatMap((one) => {
    if (!one.wave) return [];
    one.print = fingerprint(fold(one.owed.text));
    return [{ one, owed: one.owed, print: one.print }];
  });
  const waves = await claim.waves(printed);
  for (const [at, { one }] of printed.entries()) {
    const wave = waves[at];
    if (wave !== undefined) one.verdict = screenOne(rulebook, one.owed, claim.now, one.past.author, wave);
  }
}

/** The honest end of texts that could not be judged. */
export async function withoutVerdict(
  deps: JudgeDeps,
  rulebook: Rulebook,
  claim: Claim,
  code: string,
): Promise<Judged[]> {
  const pasts = await claim.past(claim.owed);
  const verdict = unjudged(rulebook.hash, code);
  return claim.owed.map((owed, at) =>
    complete(deps, rulebook, { owed, verdict, past: pasts[at] ?? NO_PAST, now: claim.now }),
  );
}

function unjudged(rulebook: string, code: string): Verdict {
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

/** A stranger who notices whether anybody asks about them. */
class AuthorProbe implements AuthorContext {
  asked = false;
  readonly #since: Date;

  constructor(since: Date) {
    this.#since = since;
  }

  get commentsOnPage(): number {
    this.asked = true;
    return 1;
  }

  get firstSeen(): Date {
    this.asked = true;
    return this.#since;
  }

  get confirmed(): number {
    this.asked = true;
    return 0;
  }

  get overturned(): number {
    this.asked = true;
    return 0;
  }
}

function screenOne(
  rulebook: Rulebook,
  { text, createdAt, source, post }: Owed,
  now: Date,
  author: AuthorContext | undefined,
  wave: WaveContext,
): Verdict {
  const input: ScreenInput = {
    text,
    createdAt,
    page: source.page,
    wave,
    ...(author && { author }),
    ...(post && { post }),
  };
  return rulebook.screen(input, now);
}

function complete(
  deps: JudgeDeps,
  rulebook: Rulebook,
  about: {
    readonly owed: Owed;
    readonly verdict: Verdict;
    readonly past: Past;
    readonly now: Date;
    readonly print?: Print;
  },
): Judged {
  const { owed, verdict, past, now, print } = about;
  const need = needOf(verdict);
  if (need === undefined) return { owed, verdict, ...(print && { print }) };
  const { source } = owed;
  const hide = provisionalHide(verdict, {
    mode: source.mode,
    brakedRules: source.brakedRules,
    stopped: source.stopped,
    canHide: owed.canHide && deps.canHide(source.platform),
    decidedByPerson: past.decidedByPerson,
    expiresAt: new Date(now.getTime() + source.provisionalMinutes * 60_000),
  });
  const answer = answerAlone(verdict, rulebook.replies, {
    mode: source.mode,
    optedIn: settingsFrom(source.settings).answerHours,
    stopped: source.stopped,
    settled: past.decidedByPerson || past.answered,
    ageMs: now.getTime() - owed.createdAt.getTime(),
    language: verdict.language.code,
    values: pageValues(source),
    longest: deps.longestReply(source.platform),
  });
  return {
    owed,
    verdict,
    need,
    ...(hide && { hide }),
    ...(answer && { answer }),
    ...(print && { print }),
  };
}
