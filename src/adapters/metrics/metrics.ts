import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Decision } from '../../domain/categories.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { QueueName } from '../../pipeline/ports/queue.ts';
import type { Swept } from '../../pipeline/sweep.ts';

/** Seconds: platform calls take tenths, jobs with a backlog minutes. */
const SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
/** From a decision until it is carried out: a moment, or as long as a budget or a platform that is away makes it. */
const WAITS = [1, 2, 5, 10, 30, 60, 300, 900, 3_600, 6 * 3_600, 86_400];

/**
 * What one process counts. Labels are numbers of sources, ids of rules and words of closed lists: never a text, a
 * name or anything of an author.
 */
export interface Metrics {
  readonly registry: Registry;
  job(queue: QueueName, outcome: 'done' | 'failed', seconds: number): void;
  polled(source: number, what: { fresh: number; edited: number; refused: number }): void;
  /** Verdicts as they were stored. */
  judged(source: number, verdict: Verdict): void;
  acted(
    kind: string,
    outcome: 'done' | 'retry' | 'wait' | 'failed' | 'cancelled' | 'stopped',
    seconds: number,
  ): void;
  /** An action is done, so many seconds after it was decided, pauses and tries that failed included. */
  carriedOut(kind: string, by: 'person' | 'rule' | 'sweep', seconds: number): void;
  swept(swept: Swept): void;
  /** The sweep found digests due, or begun and not finished. */
  digestsRung(count: number): void;
  /** Schedules the queues' server had lost were put back. */
  restored(schedules: number): void;
  /** An attempt to publish the rule files. */
  reloaded(outcome: 'published' | 'unchanged' | 'refused', seconds: number): void;
  /** A job of a dead worker was taken over. */
  stalled(queue: QueueName): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'sang_' });
  const registers = [registry];
  const jobs = new Histogram({
    name: 'sang_job_seconds',
    help: 'Time a job took',
    labelNames: ['queue', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const comments = new Counter({
    name: 'sang_comments_total',
    help: 'Comments taken in, new and edited, and rows left out that the database does not take',
    labelNames: ['source', 'what'],
    registers,
  });
  const verdicts = new Counter({
    name: 'sang_verdicts_total',
    help: 'Verdicts stored, by decision',
    labelNames: ['source', 'decision'],
    registers,
  });
  const hits = new Counter({
    name: 'sang_rule_hits_total',
    help: 'Findings, by rule and stage',
    labelNames: ['rule', 'stage'],
    registers,
  });
  const actions = new Histogram({
    name: 'sang_action_seconds',
    help: 'Time one call of an action took at the platform, by what came of it',
    labelNames: ['kind', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const carried = new Histogram({
    name: 'sang_action_done_seconds',
    help: 'From the decision until the action was done',
    labelNames: ['kind', 'by'],
    buckets: WAITS,
    registers,
  });
  const due = new Counter({
    name: 'sang_sweep_due_total',
    help: 'What the sweep found due and rang for, at each turn',
    labelNames: ['what'],
    registers,
  });
  const repairs = new Counter({
    name: 'sang_sweep_repairs_total',
    help: 'What the sweep found stranded or expired, and schedules put back',
    labelNames: ['what'],
    registers,
  });
  const reloads = new Histogram({
    name: 'sang_rules_publish_seconds',
    help: 'Time to check, compile and publish the rule files',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  });
  const stalls = new Counter({
    name: 'sang_jobs_stalled_total',
    help: 'Jobs taken over from a worker that died',
    labelNames: ['queue'],
    registers,
  });
  return {
    registry,
    job: (queue, outcome, seconds) => jobs.observe({ queue, outcome }, seconds),
    polled(source, { fresh, edited, refused }) {
      comments.inc({ source, what: 'new' }, fresh);
      comments.inc({ source, what: 'edited' }, edited);
      comments.inc({ source, what: 'refused' }, refused);
    },
    judged(source, verdict) {
      const decision: Decision = verdict.decision;
      verdicts.inc({ source, decision });
      for (const { rule, stage } of [...verdict.findings, ...verdict.shadow]) hits.inc({ rule, stage });
    },
    acted: (kind, outcome, seconds) => actions.observe({ kind, outcome }, seconds),
    carriedOut: (kind, by, seconds) => carried.observe({ kind, by }, seconds),
    swept({ recovered, expired, seenAgain, polls, actions, notices }) {
      repairs.inc({ what: 'screening' }, recovered);
      repairs.inc({ what: 'expired-hide' }, expired);
      repairs.inc({ what: 'look-again' }, seenAgain);
      due.inc({ what: 'poll' }, polls);
      due.inc({ what: 'action' }, actions);
      due.inc({ what: 'notice' }, notices);
    },
    digestsRung: (count) => due.inc({ what: 'digest' }, count),
    restored: (schedules) => repairs.inc({ what: 'schedule' }, schedules),
    reloaded: (outcome, seconds) => reloads.observe({ outcome }, seconds),
    stalled: (queue) => stalls.inc({ queue }),
  };
}

/** Gauges that are read together. */
export interface Part {
  readonly read: () => Promise<void>;
  readonly shown: readonly Gauge[];
}

/** A gauge set anew at each scrape. */
export function scraped(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly string[],
): Gauge {
  return new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
}
