import { createHash } from 'node:crypto';
import type { Print } from '../src/pipeline/ports/screening.ts';

export function fingerprintOf(text: string): Print {
  const exact = createHash('sha256').update(text).digest().readBigInt64BE();
  return { exact, simhash: exact };
}
