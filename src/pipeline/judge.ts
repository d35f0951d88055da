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
  asksAuthor: boolean;
  asksWave: boolean;
  author?: AuthorContext | undefined;
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
    return { owed, verdict, asksAuthor: author.asked, asksWave: wave.asked };
  });
  await lookForAuthors(rulebook, claim, batch);
  await lookForWaves(rulebook, claim, batch);
  return lookBack(deps, rulebook, claim, batch);
}

async function lookForAuthors(rulebook: Rulebook, claim: Claim, batch: readonly Judging[]): Promise<void> {
  const asking = batch.filter(({ asksAuthor }) => asksAuthor);
  const authors = await claim.authors(asking.map(({ owed }) => owed));
  for (const [at, one] of asking.entries()) {
    const wave = new WaveProbe();
    one.author = authors[at];
    one.verdict = screenOne(rulebook, one.owed, claim.now, one.author, wave);
    one.asksWave = wave.asked;
  }
}

async function lookForWaves(rulebook: Rulebook, claim: Claim, batch: readonly Judging[]): Promise<void> {
  const printed = batch.flatMap((one) => {
    if (!one.asksWave) return [];
    one.print = fingerprint(fold(one.owed.text));
    return [{ one, owed: one.owed, print: one.print }];
  });
  const waves = await claim.waves(printed);
  for (const [at, { one }] of printed.entries()) {
    const wave = waves[at];
    if (wave !== undefined) one.verdict = screenOne(rulebook, one.owed, claim.now, one.author, wave);
  }
}

/** What came before matters to comments something was found in. */
async function lookBack(
  deps: JudgeDeps,
  rulebook: Rulebook,
  claim: Claim,
  batch: readonly Judging[],
): Promise<Judged[]> {
  const found = batch.filter(({ verdict }) => needOf(verdict) !== undefined).map(({ owed }) => owed);
  const pasts = await claim.past(found);
  const past = new Map(found.map((owed, at) => [owed, pasts[at]]));
  return batch.map(({ owed, verdict, print }) =>
    complete(deps, rulebook, {
      owed,
      verdict,
      past: past.get(owed) ?? NO_PAST,
      now: claim.now,
      ...(print && { print }),
    }),
  );
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
    hideable: [],
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
