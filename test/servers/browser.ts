import { chromium, type Browser } from 'playwright-core';
import { findPart, missing } from './parts.ts';

const packaged = process.platform === 'linux' && process.arch === 'x64';

/** Whether some browser can be launched: the one that comes as a package, or one of the system. */
export const browserFound = (): boolean => packaged || findPart('browser') !== undefined;

/** A real headless Chromium. On linux-x64 it comes with `npm ci`; elsewhere one of the system is used. */
export async function launchBrowser(): Promise<Browser> {
  if (packaged) {
    const { default: bundle } = await import('@sparticuz/chromium');
    return chromium.launch({
      executablePath: await bundle.executablePath(),
      // In one single process the whole browser ends with the first window that is closed.
      args: bundle.args.filter((argument) => argument !== '--single-process' && argument !== '--no-zygote'),
      headless: true,
    });
  }
  const executablePath = findPart('browser');
  if (executablePath === undefined) throw missing('browser');
  return chromium.launch({ executablePath, headless: true });
}
