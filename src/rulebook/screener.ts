import type { ScreenInput } from '../domain/comment.ts';
import { type DecisionRow, decide, hideable } from '../domain/decide/table.ts';
import { raisedByWave } from '../domain/decide/wave.ts';
import { stepNames } from '../domain/text/steps.ts';
import type { Finding, Language, Span, Verdict } from '../domain/verdict.ts';
import { assertions, type ClaimTest } from './conditions/claim.ts';
import {
  type Anchor,
  type Condition,
  NO,
  replace,
  type Truth,
  standing,
  YES,
} from './conditions/condition.ts';
import { Gate } from './conditions/gate.ts';
import type { Reading } from './reading.ts';
import type { CompiledRule } from './rulebook.ts';

/** Most places reported for one finding. */
const MOST_SPANS = 100;
const NO_FINDINGS: readonly Finding[] = [];

/** A rule with its compiled conditions. */
export interface RunningRule {
  readonly rule: CompiledRule;
  readonly when: Condition;
  readonly unless: readonly Condition[];
  /** Which of these exceptions are possible. */
  readonly saving: Gate;
}

/** What a rule found, or the exception that held it back. */
export interface RuleOutcome {
  readonly truth: Truth;
  readonly anchors: readonly Anchor[];
  readonly savedBy?: Condition;
}

/** Runs the rules of a rulebook over one reading at a time; a rule is gone into only where what it needs is there. */
export class Screener {
  readonly rules: readonly RunningRule[];
  readonly #reading: Reading;
  readonly #rows: readonly DecisionRow[];
  readonly #claims: readonly ClaimTest[];
  readonly #hash: string;
  readonly #gate: Gate;

  constructor(
    rules: readonly RunningRule[],
    rows: readonly DecisionRow[],
    claims: readonly ClaimTest[],
    reading: Reading,
    hash: string,
  ) {
    this.rules = rules;
    this.#rows = rows;
    this.#claims = claims;
    this.#reading = reading;
    this.#hash = hash;
    this.#gate = new Gate(rules.map(({ when }) => when));
  }

  /** The verdict on a comment; a text that breaks the screening is `unjudged` and goes to a person. */
  screen(input: ScreenInput, now: Date): Verdict {
    try {
      this.#reading.probing = undefined;
      this.#reading.read(input, now);
      return this.judge();
    } catch {
      return {
        decision: 'flag',
        suggest: 'none',
        row: 'unjudged',
        findings: NO_FINDINGS,
        hideable: NO_FINDINGS,
        shadow: NO_FINDINGS,
        language: { code: 'und', accents: 'none' },
        rulebook: this.#hash,
        unjudged: 'screening-failed',
      };
    }
  }

  /** What every rule finds, whatever its stage. */
  findAll(input: ScreenInput, now: Date): { found: Finding[]; language: Language } {
    this.#reading.probing = undefined;
    this.#reading.read(input, now);
    const found: Finding[] = [];
    for (const running of this.candidates()) {
      const outcome = this.run(running);
      if (outcome.truth === YES) for (const finding of this.findingsOf(running, outcome)) found.push(finding);
    }
    return { found, language: this.#reading.language };
  }

  /** The verdict on what was last read. */
  judge(): Verdict {
    let findings: Finding[] | undefined;
    let shadow: Finding[] | undefined;
    for (const running of this.candidates()) {
      const { stage } = running.rule;
      if (stage === 'draft') continue;
      const outcome = this.run(running);
      if (outcome.truth !== YES) continue;
      for (const finding of this.findingsOf(running, outcome)) {
        if (stage === 'shadow') (shadow ??= []).push(finding);
        else (findings ??= []).push(finding);
      }
    }
    const raised = findings === undefined ? NO_FINDINGS : raisedByWave(findings, this.#reading.input.wave);
    const advice = decide(this.#rows, raised);
    return {
      decision: advice.decision,
      suggest: advice.suggest,
      row: advice.row,
      findings: raised,
      hideable: advice.suggest === 'hide' ? hideable(this.#rows, raised) : NO_FINDINGS,
      shadow: shadow ?? NO_FINDINGS,
      language: this.#reading.language,
      rulebook: this.#hash,
    };
  }

  /** The rules that may hold for what was last read, in file order. */
  candidates(): RunningRule[] {
    const found: RunningRule[] = [];
    for (let index = 0; index < this.rules.length; index++) {
      if (this.#gate.lets(index, this.#reading)) found.push(this.rules[index]!);
    }
    return found;
  }

  /** Runs one rule over what was last read. What is unknown does not hold a rule back. */
  run({ when, unless, saving }: RunningRule): RuleOutcome {
    const anchors: Anchor[] = [];
    const truth = when.test(this.#reading, anchors);
    if (truth === NO) return { truth, anchors };
    for (const [index, exception] of unless.entries()) {
      if (!saving.lets(index, this.#reading)) continue;
      const outcome = this.#except(exception, anchors);
      if (outcome === 'saved') return { truth: NO, anchors, savedBy: exception };
    }
    return { truth, anchors };
  }

  /** An exception about the words found (their target, their stance) lets go only those it speaks of. */
  #except(exception: Condition, anchors: Anchor[]): 'saved' | 'stands' {
    if (!exception.aimed) return exception.test(this.#reading, []) === YES ? 'saved' : 'stands';
    const spoken = [...anchors];
    if (exception.test(this.#reading, spoken) !== YES) return 'stands';
    const gone = new Set(spoken.filter(({ first }) => first >= 0));
    const rest = standing(anchors.filter((anchor) => !gone.has(anchor)));
    replace(anchors, rest);
    return rest.some((anchor) => anchor.first >= 0) ? 'stands' : 'saved';
  }

  /** The findings of a rule that holds: one, or one for each claim asserted. */
  findingsOf({ rule }: RunningRule, { anchors }: RuleOutcome): Finding[] {
    if (rule.category !== 'false-claim') return [this.#finding(rule, anchors)];
    const asserted = assertions(this.#reading, this.#claims).filter(({ anchors: own }) =>
      own.some((one) => anchors.some((anchor) => anchor.start === one.start && anchor.end === one.end)),
    );
    if (asserted.length === 0) return [this.#finding(rule, anchors)];
    return asserted.map(({ claim, anchors: own }) => this.#finding(rule, own, claim.id));
  }

  #finding(rule: CompiledRule, anchors: readonly Anchor[], claim?: string): Finding {
    let steps = 0;
    for (const anchor of anchors) steps |= anchor.steps;
    return {
      rule: rule.id,
      category: rule.category,
      severity: rule.severity,
      stage: rule.stage,
      spans: spansOf(anchors, this.#reading.input.text.length),
      steps: stepNames(steps),
      why: rule.why,
      ...(claim === undefined ? {} : { claim }),
    };
  }
}

/** Places in order, each once, those inside another left out; the whole text where nothing in particular was found. */
export function spansOf(anchors: readonly Anchor[], length: number): Span[] {
  if (anchors.length === 0) return [[0, length]];
  const sorted = [...anchors].sort((a, b) => a.start - b.start || b.end - a.end);
  const spans: Span[] = [];
  let end = -1;
  for (const anchor of sorted) {
    if (anchor.end <= end) continue;
    spans.push([anchor.start, anchor.end]);
    end = anchor.end;
    if (spans.length === MOST_SPANS) break;
  }
  return spans;
}
