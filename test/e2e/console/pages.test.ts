import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { NAVIGATION } from '../../../src/adapters/console/layout.ts';
import { loadComments, loadPosts } from '../../../src/simulators/comments.ts';
import { DESK, PHONE, picture } from './desk.ts';
import { TRIAL_RULE, TRIAL_TEXT } from './house.ts';
import { describeInBrowser } from './room.ts';

const PAGES = [
  ['queue', '/'],
  ['filtered', '/?lane=harm&category=scam&severity=high&source=1&language=vi&older=1'],
  ['lane-reply', '/?lane=reply'],
  ['lane-failed', '/?lane=failed'],
  ['case', '/cases/1'],
  ['check', '/check'],
  ['search', '/search?q=zalo'],
  ['report', '/report'],
  ['rules', '/rules'],
  ['rule', `/rules/${TRIAL_RULE}`],
  ['try', '/rules/try'],
  ['draft', '/rules/draft'],
  ['sources', '/sources'],
  ['channels', '/sources/1/channels'],
  ['audit', '/audit'],
  ['health', '/health'],
  ['people', '/people'],
  ['me', '/me'],
] as const;

const FIRST_PAGE = 100 * 1024;

describeInBrowser('every page of the console', { rules: 'shipped' }, (room) => {
  beforeAll(async () => {
    const posts = new Map(
      loadPosts().map((post) => [post.id, room.house.facebook.addPost({ text: post.text })]),
    );
    for (const { post, text, author } of loadComments()) {
      const at = posts.get(post);
      if (at !== undefined)
        room.house.facebook.addComment({ post: at, text, by: { id: author, name: author } });
    }
    // Three texts, not three copies of one: copies are asked once.
    for (const [name, post] of [...posts].slice(0, 3)) {
      room.house.facebook.addComment({ post, text: `${TRIAL_TEXT} ${name}`, by: { id: 'x', name: 'x' } });
    }
    await room.house.until(
      'screened',
      async () => (await room.house.count('select count(*) from verdicts')) > 200,
    );
    await room.house.until(
      'searchable',
      async () => (await room.house.count('select count(*) from searchable')) > 200,
    );
    await room.house.until(
      'sampled',
      async () => (await room.house.count('select count(*) from samples')) > 2,
    );
  }, 180_000);

  /** Nothing sticks out to the side: what is too wide scrolls within itself. */
  async function fitsItsWidth(page: Page, key: string): Promise<void> {
    const over = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(`${key}: ${over} too wide`).toBe(`${key}: 0 too wide`);
  }

  test.each([
    ['desk-light', DESK, 'light', 'vi'],
    ['desk-dark', DESK, 'dark', 'vi'],
    ['phone-light', PHONE, 'light', 'vi'],
    ['phone-dark', PHONE, 'dark', 'en'],
  ] as const)(
    '%s: seen, accessible, within its width, without a fault',
    async (name, viewport, colorScheme, lang) => {
      const admin = await room.house.person('Trúc', 'admin');
      await room.house.access.setLang(admin.id, lang);
      const { page, context, faults } = await room.sit(admin.link, { viewport, colorScheme });
      for (const [key, path] of PAGES) {
        const answer = await page.goto(room.at(path));
        expect(`${key} ${answer?.status()}`).toBe(`${key} 200`);
        await picture(page, `${name}-${key}`);
        await fitsItsWidth(page, key);
        // Light and dark, wide and narrow, once each.
        if (name === 'desk-light' || name === 'phone-dark') await room.accessible(page, key);
      }
      expect(faults).toEqual([]);
      await context.close();
    },
    180_000,
  );

  test('before signing in: form and link page', async () => {
    const context = await room.browser.newContext({ viewport: PHONE, locale: 'vi-VN' });
    const page = await context.newPage();
    for (const [key, path] of [
      ['sign-in', '/sign-in'],
      ['link', '/link?s=nothing'],
      ['absent', '/sign-in/none'],
    ] as const) {
      await page.goto(room.at(path));
      await picture(page, `phone-light-${key}`);
      await room.accessible(page, key);
    }
    await context.close();
  }, 60_000);

  test('text at 200% on a desk and a window of 320 pixels: everything is there, nothing is cut off', async () => {
    const admin = await room.house.person('Trúc', 'admin');
    // A desk window at 200% has half its pixels.
    for (const viewport of [
      { width: 640, height: 430 },
      { width: 320, height: 640 },
    ]) {
      const { context, page } = await room.sit(
        new URL(`link?s=${await room.house.access.makeLink(admin.id, 'sign-in', 5)}`, room.house.url).href,
        { viewport },
      );
      for (const [key, path] of PAGES) {
        await page.goto(room.at(path));
        await fitsItsWidth(page, key);
      }
      await page.goto(room.at('/'));
      await picture(page, `zoom-${viewport.width}-queue`);
      await context.close();
    }
  }, 120_000);

  test('the first page takes less than 100 kB over the wire, styles and script included', async () => {
    const admin = await room.house.person('Trúc', 'admin');
    const { page, context } = await room.sit(admin.link);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    let bytes = 0;
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.goto(room.at('/'), { waitUntil: 'networkidle' });
    expect(await page.locator('.card').count()).toBe(20);
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThan(FIRST_PAGE);
    await context.close();
  }, 60_000);

  test.each(['moderator', 'operator', 'admin'] as const)(
    'every entry of the navigation of a %s leads somewhere',
    async (role) => {
      const person = await room.house.person('Trúc', role);
      const { page, context } = await room.sit(person.link);
      const links = await page
        .locator('header nav a')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      expect(links.length).toBeGreaterThan(3);
      for (const link of links) {
        const answer = await page.goto(room.at(link));
        expect(`${link} ${answer?.status()}`).toBe(`${link} 200`);
      }
      const hidden = NAVIGATION.filter(({ path }) => !links.includes(path));
      for (const { path } of hidden) expect((await page.goto(room.at(path)))?.status()).toBe(403);
      await context.close();
    },
    60_000,
  );
});
