import { byWeight, mainReasons } from '../../domain/digest/shown.ts';
import { WORDS } from '../../domain/digest/words.ts';
import type { Lang } from '../../domain/lang.ts';
import type { Judged } from '../../pipeline/ports/screening.ts';
import { marked } from '../marked.ts';

/** What the demo's reader sees: a line for each flagged comment, a count of the rest. */
export interface Terminal {
  judged(judged: readonly Judged[]): void;
  say(line: string): void;
  readonly screened: number;
}

/** Writes to `out`; the demo shows texts because its people are invented. */
export function openTerminal(out: NodeJS.WritableStream & { isTTY?: boolean }, lang: Lang): Terminal {
  const words = WORDS[lang];
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
        out.write(
          `${words.decision[verdict.decision].padEnd(13)} ${marked(owed.text, verdict.findings, out.isTTY === true)}\n`,
        );
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
