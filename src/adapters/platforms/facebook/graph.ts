import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformFailure } from '../../../domain/failure.ts';
import type { PlatformContext } from '../../../pipeline/ports/platform.ts';
import { createHttp, type HttpAnswer, type HttpCall } from '../../http/client.ts';
import { batchItem, type Outcome, type Read, readBatch } from './batch.ts';
import type { FacebookConfig } from './config.ts';
import { failureOf, TOO_HEAVY } from './failures.ts';
import { Meter } from './meter.ts';
import { signed } from './token.ts';
import { Unchanged } from './unchanged.ts';
import { usagesOf } from './usage.ts';

/** A call's surroundings: for whom, with what token. */
export interface Session {
  readonly context: PlatformContext;
  readonly token: string;
  /** The calls belong to an action; see `failureOf`. */
  readonly acting?: true;
}

/** Tells the operator something that is no failure. Fields carry no text, token or address. */
export type Warn = (code: string, fields: Readonly<Record<string, string | number>>) => void;

const ATTEMPTS = 3;

/** The Graph API as calls: signed, budgeted, repeated where harmless, every failure with its meaning. */
export class Graph {
  readonly config: FacebookConfig;
  readonly #http;
  readonly #warn: Warn;
  /** Pause before the first repetition; four times as long before the second. */
  readonly #backOffMs: number;
  readonly #unchanged = new Unchanged();
  readonly #meters = new Map<number, Meter>();
  /** The version that really answered last. */
  answeredBy: string | undefined;

  constructor(config: FacebookConfig, warn: Warn, backOffMs: number) {
    this.config = config;
    this.#warn = warn;
    this.#backOffMs = backOffMs;
    this.#http = createHttp({ baseUrl: `${config.baseUrl}/${config.version}`, timeoutMs: config.timeoutMs });
  }

  /** Reads once, repeating what failed for no reason of ours. */
  async get(session: Session, read: Read, options: { readonly etag?: boolean } = {}): Promise<unknown> {
    return this.#persist(session, async () => {
      const key = `${session.context.access.id} ${read.path} ${JSON.stringify(read.query ?? {})}`;
      const known = options.etag ? this.#unchanged.get(key) : undefined;
      const answer = await this.#call(session, {
        method: 'GET',
        path: read.path,
        query: { ...read.query, ...signed(this.config, session.token) },
        ...(known && { headers: { 'if-none-match': known.etag } }),
      });
      if (known && answer.status === 304) return known.body;
      const body = await this.#accept(answer, false, session);
      if (options.etag) this.#unchanged.keep(key, answer.headers['etag'], body);
      return body;
    });
  }

  /** Up to `batchSize` reads in one request, each counted as a call; outcomes in the order asked. */
  async getAll(session: Session, reads: readonly Read[]): Promise<Outcome[]> {
    const outcomes: (Outcome | undefined)[] = reads.map(() => undefined);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const open = [...reads.keys()].filter((at) => isOpen(outcomes[at]));
      if (open.length === 0) break;
      if (attempt > 1) await this.#rest(session, attempt - 1);
      const answers = await this.#batch(
        session,
        open.map((at) => reads[at]),
      );
      for (const [position, at] of open.entries()) outcomes[at] = answers[position];
    }
    return outcomes.map((outcome) => outcome ?? { failure: new PlatformFailure('retry', 'facebook.batch') });
  }

  /** How many calls to put into the next batch, so that it does not run into the limit half way. */
  roomFor(session: Session, most: number): number {
    return this.#meterOf(session).room(most);
  }

  /** Changes something, once: what becomes of a failed attempt is for the caller to find out. */
  async post(session: Session, path: string, form: Readonly<Record<string, string>>): Promise<unknown> {
    const answer = await this.#call(session, {
      method: 'POST',
      path,
      form: { ...form, ...signed(this.config, session.token) },
    });
    return this.#accept(answer, true, session);
  }

  async #batch(session: Session, reads: readonly (Read | undefined)[]): Promise<Outcome[]> {
    const items = reads.map(batchItem);
    const answer = await this.#persist(session, async () => {
      const made = await this.#call(
        session,
        {
          method: 'POST',
          path: '',
          form: { batch: JSON.stringify(items), ...signed(this.config, session.token) },
          write: false,
        },
        items.length,
      );
      await this.#accept(made, false, session);
      return made;
    });
    const { outcomes, headers } = readBatch(answer.body, items.length, session.context.now());
    await this.#observe(session, headers);
    return this.#told(session, outcomes);
  }

  /** However many items of a batch were throttled, it is one throttling. */
  async #told(session: Session, outcomes: readonly Outcome[]): Promise<Outcome[]> {
    const first = outcomes.find((each) => 'failure' in each && each.failure.kind === 'wait');
    if (!first || !('failure' in first)) return [...outcomes];
    const failure = await this.#throttled(session, first.failure);
    return outcomes.map((each) => ('failure' in each && each.failure.kind === 'wait' ? { failure } : each));
  }

  async #persist<T>(session: Session, call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        const again = error instanceof PlatformFailure && isPassing(error) && attempt < ATTEMPTS;
        if (!again) throw error;
        await this.#rest(session, attempt);
      }
    }
  }

  /** Every call goes through here: booked before, headers read after. */
  async #call(session: Session, call: HttpCall, calls = 1): Promise<HttpAnswer> {
    const { context } = session;
    await context.budget.spend(calls);
    this.#meterOf(session).made(calls);
    const answer = await this.#http.call({ ...call, ...(context.signal && { signal: context.signal }) });
    this.#noteVersion(answer.headers['facebook-api-version']);
    await this.#observe(session, answer.headers);
    return answer;
  }

  /** The body of a success; anything else is thrown as what it means. */
  async #accept(answer: HttpAnswer, write: boolean, session: Session): Promise<unknown> {
    const { status, body } = answer;
    const refused = typeof body === 'object' && body !== null && 'error' in body;
    if (status >= 200 && status < 300 && body !== undefined && !refused) {
      this.#meterOf(session).passed();
      return body;
    }
    throw await this.#throttled(
      session,
      failureOf(answer, { write, acting: session.acting ?? write, now: session.context.now() }),
    );
  }

  async #observe(session: Session, headers: Readonly<Record<string, string>>): Promise<void> {
    const { budget, now } = session.context;
    for (const usage of usagesOf(headers, now())) {
      if (usage.scope === 'source') this.#meterOf(session).heard(usage.percent);
      await budget.observe(usage);
    }
  }

  #meterOf({ context }: Session): Meter {
    const meter = this.#meters.get(context.access.id) ?? new Meter();
    this.#meters.set(context.access.id, meter);
    return meter;
  }

  /** Tells the budget of a throttling; one without a time gets one, longer from time to time. */
  async #throttled(session: Session, failure: PlatformFailure): Promise<PlatformFailure> {
    if (failure.kind !== 'wait') return failure;
    const { budget, now } = session.context;
    const until = failure.until ?? new Date(now().getTime() + this.#meterOf(session).rest());
    await budget.observe({ percent: 100, regainAt: until, scope: failure.scope });
    return new PlatformFailure('wait', failure.code, { until, scope: failure.scope });
  }

  async #rest(session: Session, attempt: number): Promise<void> {
    const { signal } = session.context;
    const pause = this.#backOffMs * 4 ** (attempt - 1) * (0.5 + Math.random());
    await sleep(pause, undefined, signal ? { signal } : {}).catch(() => {
      throw new PlatformFailure('retry', 'http.aborted');
    });
  }

  /** An expired version is answered by the oldest usable one, without a word but this header. */
  #noteVersion(answered: string | undefined): void {
    if (answered === undefined || answered === this.answeredBy) return;
    this.answeredBy = answered;
    if (answered !== this.config.version) {
      this.#warn('facebook.version', { asked: this.config.version, answered });
    }
  }
}

function isOpen(outcome: Outcome | undefined): boolean {
  return outcome === undefined || ('failure' in outcome && isPassing(outcome.failure));
}

/** Worth repeating at once and unchanged. */
function isPassing(failure: PlatformFailure): boolean {
  return failure.kind === 'retry' && failure.code !== TOO_HEAVY && failure.code !== 'http.aborted';
}
