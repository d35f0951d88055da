import { isAxiosError } from 'axios';
import { PlatformFailure } from '../../domain/failure.ts';

/** Refusals before a single byte of ours could be read at the other end. */
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_INVALID_URL',
]);

interface Fate {
  readonly write: boolean;
  /** The caller's own signal ended the call. */
  readonly aborted: boolean;
}

/**
 * The one place where a network fault gets its meaning. axios errors carry the URL and thus the token: only a
 * code leaves this function, never the error itself.
 */
export function networkFailure(error: unknown, fate: Fate): Error {
  if (!isAxiosError(error)) return error instanceof Error ? error : new Error('http call failed');
  const code = error.code ?? '';
  const failure = (name: string, arrived = true) =>
    new PlatformFailure('retry', name, { maybeApplied: fate.write && arrived });
  if (fate.aborted) return failure('http.aborted');
  if (code === 'ERR_CANCELED' || code === 'ETIMEDOUT' || code === 'ECONNABORTED') {
    return failure('http.timeout');
  }
  if (NEVER_ARRIVED.has(code)) return failure('http.refused', false);
  if (error.message.startsWith('maxContentLength')) return failure('http.too-large');
  if (/CERT|TLS|SSL|ISSUER|VERIFY/.test(code)) return failure('http.tls', false);
  return failure('http.dropped');
}
