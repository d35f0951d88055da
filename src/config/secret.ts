import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { types } from 'node:util';
import { Refusal } from '../domain/failure.ts';

/**
 * The installation's secret: as configured, else the one in `SANG_DATA/secret`, made once (readable by its owner
 * only). Two processes that start together get the same one: the first one's file stays.
 */
export function installationSecret(configured: string | undefined, dataFolder: string): string {
  if (configured !== undefined) return configured;
  const file = secretFile(dataFolder);
  mkdirSync(dataFolder, { recursive: true });
  if (!existsSync(file)) {
    // Written aside and linked when whole: a process that starts at the same moment never reads half a secret.
    const whole = `${file}.${process.pid}`;
    writeFileSync(whole, `${randomBytes(48).toString('base64')}\n`, { mode: 0o600 });
    try {
      linkSync(whole, file);
    } catch (error) {
      if (!(types.isNativeError(error) && 'code' in error && error.code === 'EEXIST')) throw error;
    } finally {
      rmSync(whole);
    }
  }
  return read(file);
}

/** The same without making one: undefined where there is none yet. */
export function presentSecret(configured: string | undefined, dataFolder: string): string | undefined {
  if (configured !== undefined) return configured;
  const file = secretFile(dataFolder);
  return existsSync(file) ? read(file) : undefined;
}

/** Where the secret lies that was made by itself. */
export function secretFile(dataFolder: string): string {
  return path.resolve(dataFolder, 'secret');
}

function read(file: string): string {
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 32) {
    throw new Refusal({
      vi: `${file} bị hỏng: hãy đặt lại khoá bí mật của bản cài, hoặc đặt SANG_SECRET`,
      en: `${file} is damaged: put the installation's secret back, or set SANG_SECRET`,
    });
  }
  return secret;
}
