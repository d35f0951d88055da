import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigFault, readConfig } from '../../src/config/config.ts';
import { installationSecret } from '../../src/config/secret.ts';

describe('configuration', () => {
  test('an empty environment is complete', () => {
    const { environment, warnings, set } = readConfig({});
    expect(environment.SANG_PORT).toBe(8080);
    expect(environment.SANG_TIMEZONE).toBe('Asia/Ho_Chi_Minh');
    expect(environment.DATABASE_URL).toBeUndefined();
    expect(warnings).toEqual([]);
    expect(set).toEqual({});
  });

  test('all faults at once, under the real names, with a hint and without secrets', () => {
    const env = {
      DATABASE_URL: 'mysql://u:hunter2@h/db',
      SANG_PORT: 'many',
      SANG_LANG: 'fr',
      SANG_SECRET: 'short',
      SMTP_URL: 'smtp://h',
    };
    let fault: unknown;
    try {
      readConfig(env);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(ConfigFault);
    const told = fault instanceof ConfigFault ? fault : { vi: '', en: '' };
    for (const text of [told.vi, told.en]) {
      for (const name of ['DATABASE_URL', 'SANG_PORT', 'SANG_LANG', 'SANG_SECRET', 'SANG_MAIL_FROM']) {
        expect(text).toContain(`${name}:`);
      }
      expect(text).not.toContain('hunter2');
      expect(text).not.toContain('short');
    }
    expect(told.en).toContain('SANG_PORT: “many” is not usable; write a number from 0 to 65535');
    expect(told.vi).toContain('SANG_PORT: “many” không dùng được; viết một số từ 0 đến 65535');
  });

  test('unknown variables warn and suggest; secrets are shown as dots', () => {
    const { warnings, set } = readConfig({ SANG_PROT: '1', SANG_SECRET: 'x'.repeat(40), SANG_PORT: '99' });
    expect(warnings).toEqual([
      {
        vi: 'SANG_PROT: không có biến này; có phải ý bạn là SANG_PORT?',
        en: 'SANG_PROT: no such variable; did you mean SANG_PORT?',
      },
    ]);
    expect(set).toEqual({ SANG_SECRET: '•••', SANG_PORT: '99' });
  });

  test('the generated secret is made once and only its owner can read it', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'sang-secret-'));
    try {
      const first = installationSecret(undefined, folder);
      expect(installationSecret(undefined, folder)).toBe(first);
      expect(first.length).toBeGreaterThan(60);
      expect(statSync(path.join(folder, 'secret')).mode & 0o777).toBe(0o600);
      expect(installationSecret('configured', folder)).toBe('configured');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
