import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { loadComments, loadPosts } from '../../../src/simulators/comments.ts';
import { browserFound, launchBrowser } from '../../servers/browser.ts';
import { describeWith } from '../../servers/describe-with.ts';
import { DESK, PHONE, picture, sitDown } from './desk.ts';
import { type House, openHouse } from './house.ts';

const PAGES = [
  ['queue', '/'],
  ['filtered', '/?lane=harm&category=scam'],
  ['case', '/cases/1'],
  ['search', '/search?q=zalo'],
  ['sources', '/sources'],
  ['audit', '/audit'],
  ['health', '/health'],
  ['people', '/people'],
  ['me', '/me'],
] as const;

describeWith(
  'browser',
  'every page of the console',
  () => {
    let house: House;
    let browser: Browser;

    beforeAll(async () => {
      house = await openHouse({ rules: 'shipped' });
      const posts = new Map(
        loadPosts().map((post) => [post.id, house.facebook.addPost({ text: post.text })]),
      );
      for (const comment of loadComments()) {
        const post = posts.get(comment.post);
        if (post !== undefined)
          house.facebook.addComment({
            post,
            text: comment.text,
            by: { id: comment.author, name: comment.author },
          });
      }
      browser = await launchBrowser();
      await house.until('screened', async () => (await house.count('select count(*) from verdicts')) > 200);
    }, 120_000);

    afterAll(async () => {
      await browser?.close();
      await house?.close();
    });

    test.each([
      ['desk-light', DESK, 'light'],
      ['desk-dark', DESK, 'dark'],
      ['phone-light', PHONE, 'light'],
      ['phone-dark', PHONE, 'dark'],
    ] as const)(
      '%s',
      async (name, viewport, colorScheme) => {
        const admin = await house.person('Trúc', 'admin');
        const { page, context, faults } = await sitDown(browser, admin.link, { viewport, colorScheme });
        for (const [key, at] of PAGES) {
          await page.goto(new URL(at, house.url).href);
          await picture(page, `${name}-${key}`);
        }
        expect(faults).toEqual([]);
        await context.close();
      },
      60_000,
    );
  },
  browserFound(),
);
