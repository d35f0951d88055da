import { type Command, Option } from 'commander';
import { createAccessStore } from '../../adapters/postgres/access.ts';
import { gateInWords } from '../../domain/decide/gate-words.ts';
import { atLeast } from '../../domain/decide/precision.ts';
import type { Lang } from '../../domain/lang.ts';
import type { Actor } from '../../pipeline/ports/cases.ts';
import { RulebookMissing } from '../../pipeline/publish-rulebook.ts';
import { askStage, type ListedRule, listRules, type StageAnswer } from '../../pipeline/stages.ts';
import { operator, refuse, withRuntime } from '../command.ts';
import type { Runtime } from '../runtime.ts';
import { printJson, withLang } from './options.ts';

interface StageOptions {
  readonly to?: 'shadow' | 'flag' | 'hide';
  readonly as?: string;
  readonly why?: string;
  readonly lang: Lang;
  readonly json?: boolean;
}

/** Hits are counted over so many days. */
const DAYS = 7;

/** `rules stage`: what rules have earned in the running service, and a wish for another stage. */
export function addStage(rules: Command): void {
  withLang(rules.command('stage'))
    .description('bậc các luật đã đạt; đề nghị đổi bậc / what rules have earned; ask for another stage')
    .argument('[rule]', 'mã luật; thiếu thì liệt kê tất cả / id of the rule; all if absent')
    .addOption(
      new Option('--to <stage>', 'bậc muốn chuyển tới / the stage wanted').choices([
        'shadow',
        'flag',
        'hide',
      ]),
    )
    .option(
      '--as <email>',
      'người đề nghị, có tài khoản operator hay admin; bậc hide cần hai người / who asks',
    )
    .option('--why <reason>', 'lý do, ghi vào nhật ký / reason, kept in the audit')
    .action((rule: string | undefined, options: StageOptions) =>
      withRuntime(async (runtime) => {
        if (options.to !== undefined && rule === undefined) {
          return refuse(
            'rules stage',
            options.lang === 'vi' ? '--to cần mã luật' : '--to needs the id of a rule',
          );
        }
        try {
          if (options.to === undefined || rule === undefined) await show(runtime, rule, options);
          else await ask(runtime, rule, options.to, options);
        } catch (error) {
          if (!(error instanceof RulebookMissing)) throw error;
          const vi = 'dịch vụ chưa phát hành bộ luật nào; hãy chạy sang start trước';
          refuse(
            'rules stage',
            options.lang === 'vi' ? vi : 'no rules are published yet; run sang start first',
          );
        }
        return undefined;
      }),
    );
}

async function show({ service }: Runtime, id: string | undefined, options: StageOptions): Promise<void> {
  const since = new Date((await service.digests.now()).getTime() - DAYS * 86_400_000);
  const all = await listRules(service.staging, since);
  const shown = all.filter(({ rule }) => id === undefined || rule.id === id);
  if (shown.length === 0) return unknown(id ?? '', options);
  if (options.json) printJson(shown.map(forJson));
  else for (const listed of shown) process.stdout.write(`${inWords(listed, options.lang)}\n`);
  return undefined;
}

function forJson({ rule, line, precision, missing }: ListedRule): object {
  return {
    rule: rule.id,
    asked: rule.asked,
    stage: rule.stage,
    hits: line?.hits ?? 0,
    judged: line?.judged ?? 0,
    confirmed: line?.confirmed ?? 0,
    precisionAtLeast: precision,
    proposedBy: line?.proposal?.name ?? null,
    changed: line?.changed ?? null,
    missing,
  };
}

function inWords({ rule, line, precision, missing }: ListedRule, lang: Lang): string {
  const vi = lang === 'vi';
  const stage = rule.asked === rule.stage ? rule.stage : `${rule.asked} → ${rule.stage}`;
  const { hits = 0, judged = 0, confirmed = 0 } = line ?? {};
  const found = vi ? `${DAYS} ngày: bắt ${hits} lần` : `${DAYS} days: ${hits} hits`;
  const right =
    judged === 0
      ? vi
        ? 'chưa ai chấm'
        : 'none judged'
      : vi
        ? `đúng ${confirmed}/${judged} (chắc chắn ≥ ${atLeast(precision)})`
        : `${confirmed} of ${judged} confirmed (at least ${atLeast(precision)})`;
  const proposed = line?.proposal;
  const waits = proposed
    ? [
        vi
          ? `    ${proposed.name} đã đề nghị bậc hide; cần một người khác đồng ý`
          : `    ${proposed.name} asked for hide; another person has to agree`,
      ]
    : [];
  const reasons =
    rule.stage === rule.asked ? [] : missing.map((reason) => `    – ${gateInWords(reason, lang)}`);
  return [`${rule.id}  ${stage}  ${found}; ${right}`, ...waits, ...reasons].join('\n');
}

async function ask(
  runtime: Runtime,
  rule: string,
  to: 'shadow' | 'flag' | 'hide',
  options: StageOptions,
): Promise<void> {
  const actor = await actorOf(runtime, options);
  if (actor === undefined) return;
  const why = options.why === undefined ? {} : { why: options.why };
  const answer = await askStage(runtime.service.staging, { rule, to, actor, ...why });
  if (answer.kind === 'missing') return unknown(rule, options);
  if (answer.kind === 'refused') process.exitCode = 1;
  if (options.json) printJson({ rule, to, ...answer });
  else process.stdout.write(`${answerInWords(rule, to, answer, options.lang)}\n`);
}

async function actorOf({ service }: Runtime, { as, lang }: StageOptions): Promise<Actor | undefined> {
  if (as === undefined) return { kind: 'operator', name: operator() };
  const found = await createAccessStore(service.pool).credentials(as);
  if (found === undefined || found.member.role === 'moderator') {
    refuse(
      'rules stage',
      lang === 'vi'
        ? `--as ${as}: không có người vận hành hay quản trị nào dùng địa chỉ này (sang user add)`
        : `--as ${as}: no operator or admin with this address (sang user add)`,
    );
    return undefined;
  }
  return { kind: 'person', moderatorId: found.member.id };
}

function answerInWords(
  rule: string,
  to: string,
  answer: Exclude<StageAnswer, { kind: 'missing' }>,
  lang: Lang,
): string {
  const vi = lang === 'vi';
  if (answer.kind === 'done') {
    return vi ? `${rule}: nay ở bậc ${answer.stage}` : `${rule}: now at stage ${answer.stage}`;
  }
  if (answer.kind === 'proposed') {
    return vi
      ? `${rule}: đã ghi đề nghị chuyển lên ${to}; một người khác cần đồng ý (sang rules stage ${rule} --to ${to} --as …)`
      : `${rule}: noted; another person has to agree (sang rules stage ${rule} --to ${to} --as …)`;
  }
  const reasons = answer.reasons.map((reason) => `    – ${gateInWords(reason, lang)}`);
  return [vi ? `${rule}: chưa lên ${to} được` : `${rule}: cannot rise to ${to} yet`, ...reasons].join('\n');
}

function unknown(rule: string, { lang }: StageOptions): void {
  const why = lang === 'vi' ? `không có luật “${rule}” đang chạy` : `no rule “${rule}” is running`;
  refuse('rules stage', `${why} (sang rules stage)`);
}
