import {
  belowGate,
  earnedStage,
  gateReasons,
  type GateReason,
  lapsed,
  lesserStage,
  type Standing,
} from '../domain/decide/stages.ts';
import { wilsonLower } from '../domain/decide/precision.ts';
import { STAGES, type Stage } from '../domain/verdict.ts';
import type { CompiledRule, Rulebook } from '../rulebook/rulebook.ts';
import type { Actor } from './ports/cases.ts';
import type { RuleLine, RuleStanding, StageStore } from './ports/stages.ts';
import { type PublishDeps, republish, stageFor } from './publish-rulebook.ts';

export interface StageDeps {
  readonly store: StageStore;
  /** The active rulebook. */
  readonly rulebook: () => Promise<{ readonly id: number; readonly rulebook: Rulebook }>;
  readonly publishing: PublishDeps;
}

/** A rule as the list of rules shows it. */
export interface ListedRule {
  /** The rule as it runs; `asked` is what its file asks for. */
  readonly rule: CompiledRule;
  /** What people made of it; absent for a rule that is published this very moment. */
  readonly line?: RuleLine;
  /** Lower bound of the 95% Wilson interval of its precision; 0 where nothing was judged. */
  readonly precision: number;
  /** Why it does not run one stage higher; empty where its numbers allow it, and for one that hides already. */
  readonly missing: readonly GateReason[];
}

/** Every rule of the active rulebook with how it stands. */
export async function listRules(deps: StageDeps, hitsSince: Date): Promise<ListedRule[]> {
  const { rulebook } = await deps.rulebook();
  const now = await deps.store.now();
  const lines = new Map((await deps.store.lines(hitsSince)).map((line) => [line.rule, line]));
  return rulebook.rules.map((rule) => {
    const line = lines.get(rule.id);
    const next = STAGES[STAGES.indexOf(rule.stage) + 1];
    return {
      rule,
      ...(line === undefined ? {} : { line }),
      precision: line === undefined ? 0 : wilsonLower(line.confirmed, line.judged),
      missing: line === undefined || next === undefined ? [] : reasonsAgainst(next, rule, line, now),
    };
  });
}

/** What became of a person's wish to run a rule at another stage. */
export type StageAnswer =
  | { readonly kind: 'done'; readonly stage: Stage }
  /** Noted; a different person has to agree. */
  | { readonly kind: 'proposed' }
  | { readonly kind: 'refused'; readonly reasons: readonly GateReason[] }
  | { readonly kind: 'missing' };

/**
 * A person's wish to run a rule at a stage. Lower is done at once and stays so until a person raises it again;
 * higher only through its gate; automatic hiding is proposed by one person and carried out when another one asks
 * for the same.
 */
export async function askStage(
  deps: StageDeps,
  wish: {
    readonly rule: string;
    readonly to: 'shadow' | 'flag' | 'hide';
    readonly actor: Actor;
    readonly why?: string;
  },
): Promise<StageAnswer> {
  const { id, rulebook } = await deps.rulebook();
  const rule = rulebook.rules.find(({ id }) => id === wish.rule);
  if (rule === undefined) return { kind: 'missing' };
  const answer = await deps.store.change<StageAnswer>(rule.id, rule.fingerprint, (standing, now) => {
    const stands = lesserStage(standing.earned, standing.held ?? 'hide');
    const event = (what: 'stage.raised' | 'stage.lowered' | 'stage.proposed', after: Stage) => ({
      event: {
        what,
        actor: wish.actor,
        before: stands,
        after,
        ...(wish.why === undefined ? {} : { why: wish.why }),
      },
    });
    const none = { proposedBy: null, agreedBy: null };
    if (wish.to === 'hide' && lapsed(rule.reviewBy, now)) {
      return { result: { kind: 'refused', reasons: [{ code: 'review-lapsed' }] } };
    }
    if (stands === 'hide' && wish.to === 'hide') return { result: { kind: 'done', stage: 'hide' } };
    if (wish.to !== 'hide' && STAGES.indexOf(wish.to) <= STAGES.indexOf(stands)) {
      // What it earned stays, so that it can come back; automatic hiding needs two people anew.
      const lowered = { held: wish.to, earned: lesserStage(standing.earned, 'flag'), ...none };
      const told = stands === wish.to ? {} : event('stage.lowered', wish.to);
      return { change: { ...lowered, ...told }, result: { kind: 'done', stage: wish.to } };
    }
    if (wish.to === 'flag' && standing.earned !== 'shadow') {
      return {
        change: { held: null, ...event('stage.raised', 'flag') },
        result: { kind: 'done', stage: 'flag' },
      };
    }
    const reasons = reasonsAgainst(wish.to, rule, standing, now);
    if (reasons.length > 0) return { result: { kind: 'refused', reasons } };
    const raised = { held: null, earned: wish.to, belowSince: null, ...event('stage.raised', wish.to) };
    if (wish.to !== 'hide') return { change: raised, result: { kind: 'done', stage: wish.to } };
    if (wish.actor.kind !== 'person') {
      return { result: { kind: 'refused', reasons: [{ code: 'second-person' }] } };
    }
    const { moderatorId } = wish.actor;
    if (standing.proposal === undefined) {
      return {
        change: { proposedBy: moderatorId, ...event('stage.proposed', 'hide') },
        result: { kind: 'proposed' },
      };
    }
    if (standing.proposal.moderatorId === moderatorId) return { result: { kind: 'proposed' } };
    return { change: { ...raised, agreedBy: moderatorId }, result: { kind: 'done', stage: 'hide' } };
  });
  if (answer?.kind === 'done') await republish(deps.publishing, id, 'stages');
  return answer ?? { kind: 'missing' };
}

/** Everything but the second person that keeps a rule from a stage. */
function reasonsAgainst(to: Stage, rule: CompiledRule, standing: RuleStanding, now: Date): GateReason[] {
  if (to === 'draft') return [];
  const asks: GateReason[] =
    STAGES.indexOf(rule.asked) < STAGES.indexOf(to) ? [{ code: 'file-asks', asked: rule.asked }] : [];
  if (to === 'shadow') return asks;
  const past: GateReason[] = to === 'hide' && lapsed(rule.reviewBy, now) ? [{ code: 'review-lapsed' }] : [];
  // One stage at a time: what has not earned `flag` has not earned more either.
  const record = { ...standing, stage: standing.earned, category: rule.category };
  return [...asks, ...past, ...gateReasons(to, record, { ...standingOf(rule), secondPerson: true })];
}

function standingOf({ examples, owner, reviewBy }: CompiledRule): Omit<Standing, 'secondPerson'> {
  return {
    examples: { match: examples.match.length, noMatch: examples.noMatch.length },
    owner: owner !== undefined,
    reviewBy: reviewBy !== undefined,
  };
}

/**
 * Counts what was judged since the last time, lets rules rise and fall by it, notes reviews that are overdue, and
 * publishes the rulebook again where that changes what a rule may do. Safe to repeat, and on several machines.
 */
export async function reviewStages(deps: StageDeps): Promise<{ readonly moved: number }> {
  const { id, rulebook } = await deps.rulebook();
  const rules = new Map(rulebook.rules.map((rule) => [`${rule.id} ${rule.fingerprint}`, rule]));
  const now = await deps.store.now();
  let moved = 0;
  for (const due of await deps.store.due()) {
    const rule = rules.get(`${due.rule} ${due.fingerprint}`);
    if (rule === undefined) continue;
    const past = lapsed(rule.reviewBy, now) ? rule.reviewBy : undefined;
    if (past !== due.lapsed) await noteReview(deps.store, rule, past);
    if (due.due && (await recount(deps.store, rule))) moved += 1;
  }
  if (await differs(deps, rulebook)) await republish(deps.publishing, id, 'stages');
  return { moved };
}

/** Whether a rule of the active rulebook runs at another stage than it may by now. */
async function differs(deps: StageDeps, rulebook: Rulebook): Promise<boolean> {
  const earned = await deps.publishing.store.earned();
  return rulebook.rules.some(
    (rule) =>
      // What this program refuses stands aside as a draft whatever it has earned.
      rule.stage !== 'draft' &&
      lesserStage(rule.asked, stageFor(deps.publishing, earned, rule)) !== rule.stage,
  );
}

async function noteReview(store: StageStore, rule: CompiledRule, past: string | undefined): Promise<void> {
  await store.change(rule.id, rule.fingerprint, (standing) => {
    if (standing.lapsed === past) return { result: undefined };
    return {
      change: {
        lapsed: past ?? null,
        event: {
          what: past === undefined ? 'stage.renewed' : 'stage.lapsed',
          actor: { kind: 'sweep' },
          why: past === undefined ? `review_by ${rule.reviewBy ?? '–'}` : `review_by ${past}`,
          before: rule.stage,
          after:
            past === undefined ? lesserStage(rule.asked, standing.earned) : lesserStage(rule.stage, 'flag'),
        },
      },
      result: undefined,
    };
  });
}

/** Lets one rule rise or fall by its judgements; true when it moved. */
async function recount(store: StageStore, rule: CompiledRule): Promise<boolean> {
  const moved = await store.change(rule.id, rule.fingerprint, (standing, now) => {
    const { earned, judged, confirmed, agreed } = standing;
    const record = { ...standing, stage: earned, category: rule.category };
    const next = earnedStage(record, { ...standingOf(rule), secondPerson: agreed });
    const up = STAGES.indexOf(next) > STAGES.indexOf(earned);
    // A person's ceiling keeps a rule from rising, not from falling.
    if (up ? lesserStage(next, standing.held ?? 'hide') === next : next !== earned) {
      const bound = wilsonLower(confirmed, judged).toFixed(3);
      return {
        change: {
          earned: next,
          belowSince: null,
          // Whoever agreed to automatic hiding did so on numbers that no longer hold.
          ...(up ? {} : { proposedBy: null, agreedBy: null }),
          event: {
            what: up ? 'stage.promoted' : 'stage.demoted',
            actor: { kind: 'sweep' },
            why: `${confirmed} of ${judged} confirmed, lower bound ${bound}`,
            before: earned,
            after: next,
          },
        },
        result: true,
      };
    }
    const below = (earned === 'flag' || earned === 'hide') && belowGate(earned, judged, confirmed);
    if (below === (standing.belowSince !== undefined)) return { change: {}, result: false };
    return { change: { belowSince: below ? now : null }, result: false };
  });
  return moved === true;
}
