import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { composeDigest } from '../../src/domain/digest/digest.ts';
import { renderHtml } from '../../src/domain/digest/html.ts';
import { hostileTexts } from '../domain/digest/hostile.ts';
import { item, morning } from '../domain/digest/sample.ts';
import { browserFound, launchBrowser } from '../servers/browser.ts';
import { describeWith } from '../servers/describe-with.ts';
import { testFolder } from '../servers/folder.ts';

const OPTIONS = {
  lang: 'vi',
  timeZone: 'Asia/Ho_Chi_Minh',
  consoleUrl: 'https://sang.example.vn/',
  unsubscribeUrl: 'https://sang.example.vn/unsubscribe?t=x',
} as const;

describeWith(
  'browser',
  'a digest mail in a real browser',
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    }, 60_000);
    afterAll(() => browser.close());

    const open = async (html: string, width: number, colorScheme: 'light' | 'dark') => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      let dialogs = 0;
      page.on('dialog', (dialog) => {
        dialogs += 1;
        void dialog.dismiss();
      });
      await page.setContent(html, { waitUntil: 'load' });
      return { context, page, asked, dialogs: () => dialogs };
    };

    test.each([
      ['phone', 360, 'light'],
      ['phone', 360, 'dark'],
      ['desk', 1_100, 'light'],
      ['desk', 1_100, 'dark'],
    ] as const)(
      '%s %i %s: readable, nothing sideways, no fault found by axe',
      async (name, width, scheme) => {
        const html = renderHtml(composeDigest(morning()), OPTIONS);
        const { context, page, asked } = await open(html, width, scheme);
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze();
        expect(
          violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`),
        ).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        );
        expect(asked).toEqual([]);
        const smallest =
          await page.evaluate(`Math.min(...[...document.querySelectorAll('p,td,span,a,h1,h2,h3')]
        .filter((e) => e.textContent.trim()).map((e) => parseFloat(getComputedStyle(e).fontSize)))`);
        expect(smallest).toBeGreaterThanOrEqual(12);
        const folder = process.env['SANG_SHOTS'] ?? path.join(testFolder(), 'shots');
        mkdirSync(folder, { recursive: true });
        await page.screenshot({ path: path.join(folder, `digest-${name}-${scheme}.png`), fullPage: true });
        await context.close();
      },
    );

    test('without its style block, as old mail clients show it, it is light and readable', async () => {
      const html = renderHtml(composeDigest(morning()), OPTIONS).replace(/<style>.*?<\/style>/su, '');
      const { context, page } = await open(html, 600, 'dark');
      const { violations } = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze();
      expect(violations).toEqual([]);
      await context.close();
    });

    test('hostile comments run nothing, load nothing and push nothing aside', async () => {
      const items = hostileTexts().map((text, index) => item({ caseId: index + 1, text, post: text }));
      const html = renderHtml(composeDigest({ ...morning(), items }), OPTIONS);
      const { context, page, asked, dialogs } = await open(html, 390, 'light');
      expect(await page.evaluate('document.querySelectorAll("script,img,iframe,form,svg").length')).toBe(0);
      expect(await page.evaluate('document.querySelectorAll("[onerror],[onload],[onclick]").length')).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      expect({ asked, dialogs: dialogs() }).toEqual({ asked: [], dialogs: 0 });
      await context.close();
    });
  },
  browserFound(),
);
