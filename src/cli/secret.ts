import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { secretFit } from '../adapters/postgres/secret-fit.ts';
import type { Environment } from '../config/config.ts';
import { installationSecret, presentSecret, secretFile } from '../config/secret.ts';
import { Refusal } from '../domain/failure.ts';

/** Secrets that hold here; none where none was made yet. */
export function secretsOf({ SANG_SECRET, SANG_SECRET_PREVIOUS, SANG_DATA }: Environment): string[] {
  return [presentSecret(SANG_SECRET, SANG_DATA), SANG_SECRET_PREVIOUS].filter(
    (secret) => secret !== undefined,
  );
}

/**
 * The installation's secret, made where there is none. Throws `Refusal` where SANG_SECRET is not set and what the
 * database holds was stored under another secret than this machine's: with one invented here, tokens would not open and
 * every author would become a new one.
 */
export async function secretOf(environment: Environment, pool: Pool): Promise<string> {
  const { SANG_SECRET, SANG_DATA } = environment;
  if (SANG_SECRET === undefined && (await secretFit(pool, secretsOf(environment))).startsWith('other')) {
    const file = secretFile(SANG_DATA);
    throw new Refusal({
      vi:
        `chưa đặt SANG_SECRET, mà ${file} không có hoặc không phải khoá bí mật của bản cài này; hãy đặt SANG_SECRET ` +
        'bằng khoá bản cài đang dùng (các máy khác, hoặc tệp secret trong SANG_DATA của máy đầu tiên). Nếu khoá đã ' +
        'mất: đặt một khoá mới (openssl rand -hex 32) rồi nhập lại mã truy cập của từng nguồn',
      en:
        `SANG_SECRET is not set, and ${file} is missing or not this installation's secret; set SANG_SECRET to the one ` +
        'in use (of the other machines, or the file secret in SANG_DATA of the first one). If it is lost: set a new ' +
        'one (openssl rand -hex 32) and enter the token of each source anew',
    });
  }
  return installationSecret(SANG_SECRET, SANG_DATA);
}

/** The secret for whoever only looks: one to be thrown away where there is none. */
export function lookedAt({ SANG_SECRET, SANG_DATA }: Environment): string {
  return presentSecret(SANG_SECRET, SANG_DATA) ?? randomBytes(48).toString('base64');
}
