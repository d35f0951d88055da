import { latestDue } from '../domain/digest/settings.ts';
import type { DigestKind, DigestStore, Subscriber, SubscriberStore } from './ports/digests.ts';
import type { Queues, RingOptions, Rings } from './ports/queue.ts';

/** A case is written a moment after it is dated: a window is closed only when all of it can be seen. */
const SETTLE = 15_000;
const SETTLE_URGENT = 2_000;
/** Urgent digests of one reader are at least this far apart; a storm makes one mail, not a hundred. */
const URGENT_APART = 5 * 60_000;
/** Rung in one sweep; the next sweep takes the rest. */
const MOST = 100;

export interface Due {
  readonly kind: DigestKind;
  readonly to: Date;
}

/** Which digests of a subscriber are due: each with the moment at which its window ends. */
export function dueOf(subscriber: Subscriber, now: Date, urgent: ReadonlyMap<number, Date>): readonly Due[] {
  const due: Due[] = [];
  const { settings, since, regularTo, urgentTo } = subscriber;
  const wanted = sourcesOf(subscriber);
  if (settings.urgent) {
    const to = new Date(now.getTime() - SETTLE_URGENT);
    const last = urgentTo ?? since;
    const fresh = [...urgent].some(
      ([source, at]) => (wanted === undefined || wanted.includes(source)) && at > last && at <= to,
    );
    const apart = urgentTo === undefined || now.getTime() - urgentTo.getTime() >= URGENT_APART;
    if (fresh && apart) due.push({ kind: 'urgent', to });
  }
  const strike = latestDue(settings, new Date(now.getTime() - SETTLE));
  if (strike !== undefined && strike > since && (regularTo === undefined || strike > regularTo)) {
    due.push({ kind: 'regular', to: strike });
  }
  return due;
}

/** The pages of the subscriber's team, narrowed to those wished for; absent = all. */
export function sourcesOf(subscriber: Subscriber): readonly number[] | undefined {
  const { sources: team, settings } = subscriber;
  if (settings.sources === undefined) return team;
  return team === undefined ? settings.sources : team.filter((source) => settings.sources?.includes(source));
}

export interface DigestSweepDeps {
  readonly store: Pick<DigestStore, 'now' | 'stranded'>;
  readonly subscribers: Pick<SubscriberStore, 'all' | 'urgent'>;
  readonly queues: Pick<Queues, 'ringMany'>;
  /** Without a mail server only the installation's digest is written. */
  readonly mailing: boolean;
}

interface Ring {
  readonly payload: Rings['digest'];
  readonly options: RingOptions;
}

/** Regular digests that are due and were not begun: more than none for long means that nobody runs `digest`. */
export async function digestsDue(
  deps: Pick<DigestSweepDeps, 'store' | 'subscribers' | 'mailing'>,
): Promise<number> {
  if (!deps.mailing) return 0;
  const now = await deps.store.now();
  return (await deps.subscribers.all()).flatMap((each) => dueOf(each, now, new Map())).length;
}

/** Rings for subscribers whose digest is due, the longest overdue first, and for digests nobody finished. */
export async function sweepDigests(deps: DigestSweepDeps): Promise<number> {
  const stranded = await deps.store.stranded(MOST);
  const rings: Ring[] = stranded.map((digest) => ({
    payload: { digest },
    options: { dedupe: `digest-${digest}` },
  }));
  if (deps.mailing) rings.push(...(await ringsOfSubscribers(deps)));
  if (rings.length > 0) await deps.queues.ringMany('digest', rings);
  return rings.length;
}

async function ringsOfSubscribers(deps: DigestSweepDeps): Promise<readonly Ring[]> {
  const now = await deps.store.now();
  const urgent = await deps.subscribers.urgent(new Date(now.getTime() - 86_400_000));
  const due = (await deps.subscribers.all()).flatMap((subscriber) =>
    dueOf(subscriber, now, urgent).map((each) => ({ ...each, audience: subscriber.audience })),
  );
  // Urgent ones first: their window ends at the present, so they are sorted before by kind.
  due.sort((a, b) => rank(a.kind) - rank(b.kind) || a.to.getTime() - b.to.getTime());
  return due.slice(0, MOST).map(({ audience }) => ({
    payload: { audience },
    options: { dedupe: `digest-${audience.replace(':', '-')}` },
  }));
}

function rank(kind: DigestKind): number {
  return kind === 'urgent' ? 0 : 1;
}
