import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../bench/random.ts';
import { Expiry } from './expiry.ts';
import type { Fault, Heal } from './fault.ts';
import { draw, FAULTS } from './faults.ts';
import { earnStages, type House, openHouse } from './house.ts';
import { Life } from './life.ts';
import { compare, compareActions, compareDigests, type Findings, unrest } from './truth.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly faults: number;
  readonly queues: 'redis' | 'postgres';
  /** Faults whose weight lies below this are left out: those take half a minute each. */
  readonly lightest: number;
  /**
   * Time runs so much faster; at 60 a day takes 24 minutes. Leases shrink with it: those of a poll, 20 s, are a third of
   * a second then, which a busy machine cannot keep. A lower rate leaves them more.
   */
  readonly rate: number;
  /** No fault is struck after so many minutes. */
  readonly minutes: number;
  readonly say: (line: string) => void;
}

export interface Line {
  struck: number;
  /** Milliseconds until everything was at rest again, of the rounds it was part of. */
  longest: number;
}

export interface ChaosResult {
  readonly lines: ReadonlyMap<string, Line>;
  /** Faults that really struck. */
  readonly struck: number;
  /** Those of them that ended a process by kill -9. */
  readonly kills: number;
  readonly rounds: number;
  readonly written: number;
  readonly decided: number;
  readonly hides: number;
  readonly unjudged: number;
  readonly simulatedHours: number;
  /** The longest a provisional hide outlived its expiry, in milliseconds of real time. */
  readonly latest: number;
  /** Hides that ended by themselves. */
  readonly expired: number;
  readonly findings: Findings;
}

/** What stands, however many processes set it. */
const SCHEDULES = { sweep: 'regular, retention', digest: 'regular' } as const;

/** The sweep's own interval would be minutes of simulated time; the bell is rung oftener, as time goes. */
const RING = 400;
/** A round that is not at rest after so long has lost something. */
const REST = 120_000;
/** A round this long is told with what it waited for. */
const SLOW = 15_000;
/** The sweep's own interval and the time an action takes. */
const LATEST = 7_000;

/** Strikes faults, several a round, and after each round waits for rest and holds everything against the truth. */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const random = new Random(options.seed);
  const house = await openHouse({ queues: options.queues, rate: options.rate });
  const run = new Run(house, options, random);
  try {
    return await run.all();
  } finally {
    run.stop();
    await house.close();
  }
}

class Run {
  readonly #house: House;
  readonly #options: ChaosOptions;
  readonly #random: Random;
  readonly #life: Life;
  readonly #expiry: Expiry;
  readonly #bell: NodeJS.Timeout;
  readonly #lines = new Map<string, Line>();
  readonly #findings: Findings = { lost: [], doubled: [], broken: [] };
  readonly #faults: readonly Fault[];
  /** What was last not at rest. */
  #why = '';
  /** Something may have been given up in this round. */
  #givenUp = false;
  #kills = 0;
  #struck = 0;
  #rounds = 0;

  constructor(house: House, options: ChaosOptions, random: Random) {
    this.#house = house;
    this.#options = options;
    this.#random = random;
    // Its own chance: when moderators come must not change which faults strike.
    this.#life = new Life(house, new Random(options.seed + 1_000));
    this.#expiry = new Expiry(house.pool);
    this.#faults = FAULTS.filter(
      (fault) => fault.weight >= options.lightest && fault.needs?.(house) !== false,
    );
    this.#bell = setInterval(() => {
      house.console.service.queues.ring('sweep', {}, { dedupe: 'sweep-chaos' }).catch(() => undefined);
    }, RING);
  }

  stop(): void {
    clearInterval(this.#bell);
    this.#expiry.stop();
  }

  async all(): Promise<ChaosResult> {
    const started = performance.now();
    this.#expiry.disturbed = true;
    await earnStages(this.#house);
    this.#life.speak(300);
    await this.#rest();
    const latest = started + this.#options.minutes * 60_000;
    while (this.#struck < this.#options.faults && performance.now() < latest && !this.#failed) {
      await this.#round();
    }
    if (!this.#failed) await this.#end();
    const { pool, time } = this.#house;
    const count = async (what: string): Promise<number> =>
      (await pool.query<{ n: number }>(`select count(*)::int as n from ${what}`)).rows[0]?.n ?? 0;
    return {
      lines: this.#lines,
      struck: this.#struck,
      kills: this.#kills,
      rounds: this.#rounds,
      written: this.#life.written,
      decided: this.#life.decided,
      hides: await count(`actions where kind = 'hide' and by = 'rule'`),
      unjudged: await count('verdicts where unjudged is not null'),
      simulatedHours: ((performance.now() - started) * time.rate) / 3_600_000,
      latest: this.#expiry.longest,
      expired: this.#expiry.ended,
      findings: this.#findings,
    };
  }

  get #failed(): boolean {
    return Object.values(this.#findings).some((found: string[]) => found.length > 0);
  }

  async #round(): Promise<void> {
    this.#rounds += 1;
    const picked = this.#pick();
    const struck: Fault[] = [];
    const start = performance.now();
    // Behind a brake hides end in time.
    this.#expiry.disturbed = picked.some(({ place }) => place !== 'brakes');
    const heals: { place: Fault['place']; heal: Heal }[] = [];
    for (const fault of picked) {
      this.#life.speak(4 + this.#random.below(10));
      await sleep(this.#random.below(500));
      try {
        heals.push({ place: fault.place, heal: await fault.strike(this.#house, this.#random) });
        struck.push(fault);
        if (fault.kill === true && fault.place === 'workers') this.#expiry.killed();
        this.#expiry.rests(fault.unnoticed ?? 0);
      } catch {
        // What it should break is broken already, by the fault before.
      }
      this.#life.speak(2 + this.#random.below(6));
    }
    void this.#life.moderate(3);
    await sleep(300 + this.#random.below(1_500));
    // Each must heal, the database first: others are healed through it, and it may only just be coming back.
    heals.sort((a, b) => Number(b.place === 'database') - Number(a.place === 'database'));
    for (const { heal } of heals) await untilDone(heal);
    const pause = Math.max(0, ...struck.map((fault) => fault.pause ?? 0));
    this.#givenUp = pause > 0;
    this.#expiry.rests(pause / this.#house.time.rate);
    await this.#house.postgres.start();
    await this.#life.moderate(3);
    await this.#rest();
    const took = performance.now() - start;
    for (const { name, kill } of struck) {
      const line = this.#lines.get(name) ?? { struck: 0, longest: 0 };
      line.struck += 1;
      line.longest = Math.max(line.longest, took);
      this.#lines.set(name, line);
      if (kill === true) this.#kills += 1;
    }
    this.#struck += struck.length;
    const names = struck.map(({ name }) => name).join(' + ');
    const slow = took > SLOW ? `  (${this.#why})` : '';
    this.#options.say(
      `${this.#struck}/${this.#options.faults} ${(took / 1000).toFixed(1)} s  ${names}${slow}`,
    );
  }

  /** Up to three faults, none of them in the same place. */
  #pick(): Fault[] {
    const left = this.#options.faults - this.#struck;
    const wanted = Math.min(left, 1 + this.#random.below(3));
    const picked: Fault[] = [];
    while (picked.length < wanted) {
      const places = new Set(picked.map(({ place }) => place));
      picked.push(
        draw(
          this.#faults.filter(({ place }) => !places.has(place)),
          this.#random,
        ),
      );
    }
    return picked;
  }

  /** Waits until everything that was going to happen has happened, then looks for what never must. */
  async #rest(): Promise<void> {
    const latest = performance.now() + REST;
    let why: string | undefined = 'not looked yet';
    this.#why = '';
    while (why !== undefined && performance.now() < latest) {
      await sleep(200);
      if (this.#house.services.every(({ up }) => up)) this.#expiry.disturbed = false;
      await this.#consent();
      if (this.#givenUp) await this.#tryAgain();
      why = await unrest(this.#house).catch((error: unknown) => `database: ${String(error)}`);
      if (why !== undefined) this.#why = `${why}; up: ${this.#house.services.map(({ up }) => up).join()}`;
    }
    if (why !== undefined) this.#findings.lost.push(`no rest after ${REST / 1000} s: ${why}`);
    for (const found of [
      await compare(this.#house),
      await compareActions(this.#house),
      await compareDigests(this.#house),
    ]) {
      this.#findings.doubled.push(...found.doubled);
      this.#findings.broken.push(...found.broken);
      if (why === undefined) this.#findings.lost.push(...found.lost);
    }
    for (const service of this.#house.services) {
      if (service.deaths > 0) this.#findings.broken.push(`${service.roles}: ended by itself`);
    }
  }

  /** After a long outage people try again what was given up. */
  async #tryAgain(): Promise<void> {
    const { pool, console, moderators } = this.#house;
    const { rows } = await pool
      .query<{ id: string }>(`select id from actions where state = 'failed' and code not like '%.gone'`)
      .catch(() => ({ rows: [] }));
    for (const { id } of rows)
      await console.service.actions.retry(Number(id), moderators[0]).catch(() => false);
  }

  /** A token renewal that was cut in two needs a person: the refresh token works once. */
  async #consent(): Promise<void> {
    const { pool, console, sources, zalo } = this.#house;
    const { rowCount } = await pool
      .query(
        `select 1 from sources where id = $1 and status = 'stopped' and stopped_code like 'zalo.oauth%'`,
        [sources.zalo],
      )
      .catch(() => ({ rowCount: 0 }));
    if (rowCount === 0) return;
    await console.service.tokens.write(sources.zalo, zalo.issue());
    await console.service.sources.setStatus(sources.zalo, 'active', 'chaos');
  }

  /** The schedules stand once each, and every process ends when told to. */
  async #end(): Promise<void> {
    clearInterval(this.#bell);
    const { queues } = this.#house.console.service;
    for (const [queue, expected] of Object.entries(SCHEDULES)) {
      let standing = '';
      for (let tries = 0; tries < 40 && standing !== expected; tries += 1) {
        if (tries > 0) await sleep(1_000);
        standing = [...(await queues.schedules(queue === 'sweep' ? 'sweep' : 'digest')).keys()]
          .toSorted()
          .join(', ');
      }
      if (standing !== expected) this.#findings.broken.push(`schedules of ${queue}: ${standing}`);
    }
    // A process that is told to end before it has begun has nothing to drain.
    for (let tries = 0; tries < 240 && !this.#house.services.every(({ up }) => up); tries += 1)
      await sleep(500);
    const ends = await Promise.all(this.#house.services.map((service) => service.end()));
    for (const { code, took } of ends) {
      if (code !== 0 || took > 25_000)
        this.#findings.broken.push(`SIGTERM: ended with ${code} after ${Math.round(took)} ms`);
    }
    if (this.#expiry.longest > LATEST)
      this.#findings.broken.push(`a hide outlived its expiry by ${Math.round(this.#expiry.longest)} ms`);
  }
}

async function untilDone(work: Heal): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(100);
    }
  }
}
