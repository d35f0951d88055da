import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { alive, commandOf } from '../../adapters/postgres/embedded/cluster.ts';
import { codeOf } from '../../adapters/postgres/embedded/fault.ts';
import { Refusal } from '../../domain/failure.ts';

/**
 * Takes a folder for the demo of this process, which begins by emptying it; returns what gives it back. Throws
 * `Refusal` while another demo runs there. One that was killed holds nothing any more.
 */
export function claimFolder(folder: string): () => void {
  const file = `${folder}.pid`;
  mkdirSync(path.dirname(file), { recursive: true });
  if (!written(file)) {
    const other = Number.parseInt(readFileSync(file, 'utf8'), 10);
    // A number is given out again: it counts only while a demo goes by it.
    if (Number.isInteger(other) && alive(other) && /\bdemo\b/u.test(commandOf(other))) {
      throw alreadyRuns(path.dirname(file), other);
    }
    rmSync(file, { force: true });
    written(file);
  }
  return () => rmSync(file, { force: true });
}

/** False when the file is there already. */
function written(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
}

function alreadyRuns(folder: string, pid: number): Refusal {
  return new Refusal({
    vi:
      `đã có một bản chạy thử trong ${folder} (tiến trình ${pid}). Hãy dừng bản ấy (Ctrl-C), ` +
      'hoặc chạy bản này trong thư mục khác: SANG_DATA=./thu-2 npm run demo',
    en:
      `a demo runs in ${folder} already (process ${pid}). Stop it (Ctrl-C), ` +
      'or run this one in another folder: SANG_DATA=./demo-2 npm run demo',
  });
}
