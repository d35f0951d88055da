import { mergeSpans } from '../../domain/digest/passages.ts';
import { byWeight, mainReasons } from '../../domain/digest/shown.ts';
import { WORDS } from '../../domain/digest/words.ts';
import type { Lang } from '../../domain/digest/digest.ts';
import type { Judged } from '../../pipeline/ports/screening.ts';

/** What the demo's reader sees: a line for each flagged comment, a count of the rest. */
export interface Terminal {
  judged(judged: readonly Judged[]): void;
  say(line: string): void;
  readonly screened: number;
}

/** Writes to `out`; the demo shows texts because its people are invented. */
export function openTerminal(out: NodeJS.WritableStream & { isTTY?: boolean }, lang: Lang): Terminal {
  const words = WORDS[lang];
  const mark = out.isTTY === true ? ['\u001B[7m', '\u001B[27m'] : ['[', ']'];
  let screened = 0;
  return {
    get screened() {
      return screened;
    },
    say(line) {
      out.write(`${line}\n`);
    },
    judged(judged) {
      screened += judged.length;
      for (const { owed, verdict } of judged) {
        if (verdict.decision === 'none') continue;
        const { said, more } = mainReasons(byWeight(verdict.findings));
        const why = [
          ...said.map((finding) => finding.why),
          ...(more > 0 ? [words.moreReasons(more)] : []),
        ].join('; ');
        out.write(`${words.decision[verdict.decision].padEnd(13)} ${marked(owed.text, verdict, mark)}\n`);
        out.write(`${' '.repeat(14)}${words.why}: ${why}\n`);
      }
      const flagged = judged.filter(({ verdict }) => verdict.decision !== 'none').length;
      const rest = judged.length - flagged;
      if (rest > 0) {
        out.write(
          lang === 'vi'
            ? `${' '.repeat(14)}… ${rest} bình luận khác không có gì\n`
            : `${' '.repeat(14)}… ${rest} others: nothing\n`,
        );
      }
    },
  };
}

function marked(
  text: string,
  verdict: Judged['verdict'],
  [open = '', close = '']: readonly string[],
): string {
  const spans = mergeSpans(
    verdict.findings.flatMap((finding) => finding.spans),
    text.length,
  );
  let shown = '';
  let at = 0;
  for (const [start, end] of spans) {
    shown += `${printable(text.slice(at, start))}${open}${printable(text.slice(start, end))}${close}`;
    at = end;
  }
  return shown + printable(text.slice(at));
}

/** Control characters in a comment must not drive the reader's terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, ' ');
}
