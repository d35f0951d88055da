import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { Option, type Command } from 'commander';
import { readComments, RefusedInput, type FileFormat } from '../adapters/platforms/file/read.ts';
import { categoriesOf } from '../domain/verdict.ts';
import type { Verdict } from '../domain/verdict.ts';
import { shippedRules } from '../rulebook/files.ts';
import { readRulebook } from '../rulebook/load.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { renderFaults } from './faults.ts';
import { memoryKeeper } from './memory.ts';
import { moment } from './moment.ts';

const EXIT = { allRead: 0, someUnreadable: 1, refused: 2 } as const;

interface ScreenOptions {
  readonly format?: FileFormat;
  readonly rules?: string;
  readonly claims?: string;
  readonly now?: Date;
  readonly shadow?: boolean;
}

/** `sang screen`: offline screening of a file or standard input, one result line a comment, in order. */
export function register(program: Command): void {
  program
    .command('screen')
    .description('Rà bình luận trong một tệp JSONL hoặc CSV; không cần mạng, cơ sở dữ liệu hay cấu hình.')
    .argument(
      '[file]',
      'tệp bình luận; bỏ trống hoặc “-” là đọc từ đầu vào chuẩn / stdin when missing or “-”',
    )
    .addOption(new Option('--format <format>', 'jsonl | csv').choices(['jsonl', 'csv']))
    .option('--rules <dir>', 'thư mục luật; mặc định: bộ luật đi kèm / rules directory')
    .option('--claims <path>', 'tệp hoặc thư mục tin sai đã đính chính / claims file or directory')
    .option('--now <iso>', 'thời điểm rà, ISO 8601 / the moment of screening', moment)
    .option('--shadow', 'kèm cả kết quả của luật đang chạy thử / add the findings of shadow rules')
    .action(async (file: string | undefined, options: ScreenOptions) => {
      process.exitCode = await screen(file, options);
    });
}

async function screen(file: string | undefined, options: ScreenOptions): Promise<number> {
  const now = options.now ?? new Date();
  const directory = options.rules ?? shippedRules();
  const { rulebook, faults } = readRulebook(directory, { claims: options.claims, now });
  if (!rulebook) {
    process.stderr.write(renderFaults(faults, directory, 'both'));
    return EXIT.refused;
  }
  const fromStdin = file === undefined || file === '-';
  const input = fromStdin ? process.stdin : createReadStream(file, { highWaterMark: 256 * 1024 });
  const format = options.format ?? (!fromStdin && /\.csv$/i.test(file) ? 'csv' : 'jsonl');
  try {
    return await pump(input, format, rulebook, now, options.shadow ?? false);
  } catch (error) {
    if (isCode(error, 'EPIPE')) return EXIT.allRead;
    if (error instanceof BrokenOutput) {
      process.stderr.write(
        `sang screen: không ghi được kết quả, phần sau chưa được rà / cannot write the results: ${error.code}; what follows was not screened\n`,
      );
    } else if (error instanceof RefusedInput)
      process.stderr.write(`sang screen: ${error.vi} / ${error.en}\n`);
    else if (error instanceof Error && 'code' in error && 'syscall' in error) {
      process.stderr.write(
        `sang screen: không đọc được / cannot read ${file ?? 'stdin'}: ${String(error.code)}\n`,
      );
    } else throw error;
    return EXIT.refused;
  }
}

async function pump(
  input: Readable,
  format: FileFormat,
  rulebook: Rulebook,
  now: Date,
  withShadow: boolean,
): Promise<number> {
  const output = process.stdout;
  let broken: unknown;
  // A reader that leaves (`| head`) ends the screening, quietly.
  output.on('error', (error) => {
    broken = isCode(error, 'EPIPE') ? error : new BrokenOutput(error);
    input.destroy();
  });
  let unreadable = false;
  const keepMemory = memoryKeeper();
  for await (const batch of readComments(input, format)) {
    let lines = '';
    for (const read of batch) {
      if ('error' in read) {
        unreadable = true;
        const { line, id, error } = read;
        lines += `${JSON.stringify({ line, ...(id === undefined ? {} : { id }), error })}\n`;
        continue;
      }
      const { id = String(read.line), text, createdAt } = read.record;
      const verdict = rulebook.screen(createdAt ? { text, createdAt } : { text }, now);
      lines += `${resultLine(id, verdict, withShadow)}\n`;
    }
    if (!output.write(lines)) await drained(output);
    keepMemory();
    if (broken !== undefined) throw broken;
  }
  // What was written last may fail a moment later.
  await new Promise<void>((resolve) => {
    output.write('', () => resolve());
  });
  if (broken !== undefined) throw broken;
  return unreadable ? EXIT.someUnreadable : EXIT.allRead;
}

/** The results cannot be written, as on a full disk. */
class BrokenOutput extends Error {
  readonly code: string;
  constructor(cause: Error) {
    super('output', { cause });
    this.code = 'code' in cause ? String(cause.code) : cause.message;
  }
}

/** Waits until a reader has caught up, or has left. */
async function drained(output: Writable): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      for (const event of ['drain', 'close', 'error']) output.off(event, go);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) output.on(event, go);
  });
}

/** One line of output; keys and their order are part of the contract. */
function resultLine(id: string, verdict: Verdict, withShadow: boolean): string {
  const { decision, suggest, language, rulebook, unjudged } = verdict;
  const findingOf = ({
    rule,
    category,
    severity,
    spans,
    steps,
    why,
  }: Verdict['findings'][number]): object => ({
    rule,
    category,
    severity,
    spans,
    steps,
    why,
  });
  return JSON.stringify({
    id,
    decision,
    suggest,
    categories: categoriesOf(verdict.findings),
    findings: verdict.findings.map(findingOf),
    language: { code: language.code, accents: language.accents },
    rulebook,
    ...(unjudged === undefined ? {} : { unjudged }),
    ...(withShadow ? { shadow: verdict.shadow.map(findingOf) } : {}),
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
