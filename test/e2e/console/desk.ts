import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';

/** Git-ignored: pictures are for looking at, not for keeping. */
const PICTURES = fileURLToPath(new URL('../../../artifacts/console/', import.meta.url));

const TALLEST = 1_400;

export const PHONE = { width: 375, height: 740 };
export const DESK = { width: 1280, height: 860 };

export interface DeskOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly script?: boolean;
  readonly locale?: string;
}

/** A browser of one person, signed in through their one-time link. Closing the context ends it. */
export async function sitDown(
  browser: Browser,
  link: string,
  options: DeskOptions = {},
): Promise<{ context: BrowserContext; page: Page; faults: string[] }> {
  const context = await browser.newContext({
    viewport: options.viewport ?? DESK,
    colorScheme: options.colorScheme ?? 'light',
    javaScriptEnabled: options.script ?? true,
    locale: options.locale ?? 'vi-VN',
  });
  const page = await context.newPage();
  const faults = watchFaults(page);
  await page.goto(link);
  await page.getByRole('button').first().click();
  await page.waitForURL((url) => url.pathname === '/');
  return { context, page, faults };
}

/** Collects what must not happen on any page: script errors, refusals by the content policy. */
function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (400|401|403|404|409)/u.test(message.text()))
      faults.push(message.text());
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return faults;
}

/** Keeps a picture of the page, or of the upper part of a long one, under `artifacts/console/`. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const width = page.viewportSize()?.width ?? DESK.width;
  const whole = await page.evaluate<number>('document.documentElement.scrollHeight');
  await page.screenshot({
    path: path.join(PICTURES, `${name}.png`),
    fullPage: true,
    clip: { x: 0, y: 0, width, height: Math.min(whole, TALLEST) },
  });
}
