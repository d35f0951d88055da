import type { Command } from 'commander';
import type { Lang } from '../../domain/lang.ts';
import type { ConditionTrace, Explanation } from '../../rulebook/rulebook.ts';
import { accentsInWords, stepInWords } from '../../domain/text/step-words.ts';
import { lacking } from '../../rulebook/explain.ts';
import { marked, printable } from '../marked.ts';
import { openTrial, printJson, withWorkbenchOptions, type WorkbenchOptions } from './options.ts';

const WORDS = {
  vi: {
    text: 'Bình luận',
    folded: 'Đọc thành',
    steps: 'Bước chuẩn hoá',
    language: 'Ngôn ngữ',
    phrases: 'Cụm từ tìm thấy',
    contacts: 'Thông tin liên hệ',
    rules: 'Luật đã xét',
    matched: 'KHỚP',
    missed: 'không khớp',
    saved: 'bỏ qua nhờ unless',
    decided: 'Dòng quyết định',
    decision: 'Quyết định',
    suggest: 'đề xuất',
    none: 'không có',
    yes: 'đúng',
    no: 'sai',
    unknown: 'không rõ',
    lacks: 'thiếu',
    oneOf: 'một trong',
  },
  en: {
    text: 'Comment',
    folded: 'Read as',
    steps: 'Normalisation steps',
    language: 'Language',
    phrases: 'Phrases met',
    contacts: 'Contacts met',
    rules: 'Rules looked at',
    matched: 'MATCHED',
    missed: 'not matched',
    saved: 'saved by unless',
    decided: 'Deciding row',
    decision: 'Decision',
    suggest: 'suggestion',
    none: 'none',
    yes: 'yes',
    no: 'no',
    unknown: 'unknown',
    lacks: 'lacks',
    oneOf: 'one of',
  },
} as const;

/** A missing condition is told in so many characters at most. */
const LONGEST = 160;

/** `rules explain TEXT`: step by step how a comment comes to its verdict. */
export function addExplain(rules: Command): void {
  withWorkbenchOptions(rules.command('explain'))
    .description('giải thích từng bước một câu / explain one text step by step')
    .argument('<text>', 'câu cần xem / the text')
    .option(
      '--full',
      'mọi điều kiện của cả luật không khớp / every condition of rules that did not match too',
    )
    .action((text: string, options: WorkbenchOptions & { readonly full?: boolean }) => {
      const open = openTrial(options);
      if (!open) return;
      const explanation = open.trial.explain({ text }, options.now ?? new Date());
      if (options.json) printJson({ text, ...explanation });
      else
        process.stdout.write(
          renderExplanation(text, explanation, { ...options, colour: process.stdout.isTTY }),
        );
    });
}

/** An explanation as lines for a terminal. */
function renderExplanation(
  text: string,
  found: Explanation,
  { lang, full, colour }: { readonly lang: Lang; readonly full?: boolean; readonly colour: boolean },
): string {
  const words = WORDS[lang];
  const inWords = (steps: readonly string[]): string =>
    steps.map((step) => stepInWords(step, lang)).join(', ');
  const lines: string[] = [];
  const say = (label: string, value: string): number => lines.push(`${label}: ${value || words.none}`);
  say(words.text, marked(text, found.verdict.findings, colour));
  say(words.folded, printable(found.folded));
  say(words.steps, inWords(found.steps));
  const { code, accents } = found.verdict.language;
  say(words.language, `${code}, ${accentsInWords(accents, lang)}`);
  say(
    words.phrases,
    found.matches
      .map(({ phrase, span: [start, end], steps }) => {
        const how = steps.length > 0 ? ` (${inWords(steps)})` : '';
        return `“${phrase}” ← “${printable(text.slice(start, end))}” [${start}, ${end})${how}`;
      })
      .join('; '),
  );
  say(
    words.contacts,
    found.contacts
      .map(({ kind, owner, span: [a, b] }) => `${kind} (${owner}) “${printable(text.slice(a, b))}”`)
      .join('; '),
  );
  say(words.rules, found.rules.length === 0 ? '' : String(found.rules.length));
  for (const rule of found.rules) {
    const outcome = rule.matched ? words.matched : rule.savedBy ? words.saved : words.missed;
    lines.push(`  ${rule.rule} [${rule.stage}] ${rule.title}: ${outcome}`);
    if (rule.matched || rule.savedBy || full) lines.push(...renderTrace(rule.when, text, words, 4));
    else lines.push(...lacking(rule.when).map((trace) => lackInWords(trace, words)));
    if (rule.savedBy) lines.push('    unless', ...renderTrace(rule.savedBy, text, words, 6));
  }
  for (const { row, finding, decision } of found.decided) {
    say(words.decided, `${row} ← ${finding.category}/${finding.severity} (${finding.rule}) → ${decision}`);
  }
  const { decision, suggest, row } = found.verdict;
  say(words.decision, `${decision}, ${words.suggest}: ${suggest} (${row})`);
  return `${lines.join('\n')}\n`;
}

function lackInWords({ says, outcome, parts }: ConditionTrace, words: (typeof WORDS)[Lang]): string {
  const which = parts
    ? `${words.oneOf} ${parts.length}: ${parts.map((part) => part.says).join(' | ')}`
    : says;
  const shown = which.length > LONGEST ? `${which.slice(0, LONGEST)}…` : which;
  return `    ${outcome === 'unknown' ? '?' : '✗'} ${words.lacks}: ${shown}`;
}

function renderTrace(
  trace: ConditionTrace,
  text: string,
  words: (typeof WORDS)[Lang],
  indent: number,
): string[] {
  const sign = { yes: '✓', no: '✗', unknown: '?' }[trace.outcome];
  const where = trace.spans.map(([start, end]) => `“${printable(text.slice(start, end))}”`).join(', ');
  const own = `${' '.repeat(indent)}${sign} ${trace.says} (${words[trace.outcome]})${where ? `: ${where}` : ''}`;
  return [own, ...(trace.parts ?? []).flatMap((part) => renderTrace(part, text, words, indent + 2))];
}
