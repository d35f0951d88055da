import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { seen } from '../../pipeline/world.ts';
import { browserFound, launchBrowser } from '../../servers/browser.ts';
import { describeWith } from '../../servers/describe-with.ts';
import { picture, sitDown } from './desk.ts';
import { hostileComments, PWNED } from './hostile.ts';
import { type House, openHouse } from './house.ts';

const NAME = `<script>document.title='${PWNED}'</script>`;

describeWith(
  'browser',
  'two hundred hostile comments',
  () => {
    let house: House;
    let browser: Browser;

    beforeAll(async () => {
      house = await openHouse({ workers: false });
      const comments = hostileComments();
      expect(comments).toHaveLength(200);
      await house.write(
        house.page,
        comments.map((text, index) =>
          seen(`h${index}`, text, {
            permalink: index % 2 === 0 ? `javascript:document.title='${PWNED}'` : 'https://example.vn/x',
            authorName: NAME,
          }),
        ),
      );
      expect(await house.count('select count(*) from cases')).toBeGreaterThan(190);
      // Everything else that people name.
      await house.pool.query('update sources set name = $1 where id = $2', [NAME, house.page]);
      await house.pool.query(`update posts set text = $1`, [`${NAME} {{7*7}}`]);
      await house.pool.query(`update findings set why = $1, rule = $2 where ordinal = 0`, [
        NAME,
        `"><img src=x onerror=document.title='${PWNED}'>`,
      ]);
      await house.pool.query(`insert into audit (actor, what, why, after) values ('operator', $1, $1, $2)`, [
        NAME,
        JSON.stringify({ [NAME]: NAME, state: NAME, sources: [NAME] }),
      ]);
      await house.service.rulebooks.refuse(
        [
          {
            file: NAME,
            line: 1,
            column: 1,
            code: 'directory-missing',
            vi: NAME,
            en: NAME,
            value: NAME,
          },
        ],
        NAME,
      );
      browser = await launchBrowser();
    }, 180_000);

    afterAll(async () => {
      await browser?.close();
      await house?.close();
    });

    test('are shown as the text they are, on every page, and run nothing', async () => {
      const admin = await house.person(NAME, 'admin');
      const { page, context, faults } = await sitDown(browser, admin.link);
      const at = (to: string): string => new URL(to, house.url).href;
      let pages = 0;
      let cards = 0;
      for (let next: string | null = at('/'); next !== null; pages += 1) {
        await page.goto(next);
        expect(await page.title()).not.toContain(PWNED);
        cards += await page.locator('.card').count();
        // A text is one run of characters and marks, no elements of its own.
        const strange = await page.locator('.card .text *:not(mark)').count();
        expect(strange).toBe(0);
        expect(
          await page
            .locator('main script, main iframe, main object, main base, main meta, main style')
            .count(),
        ).toBe(0);
        expect(await page.locator('a[href^="javascript:" i]').count()).toBe(0);
        expect(
          await page.evaluate<number>(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          ),
        ).toBe(0);
        if (pages === 0) await picture(page, 'hostile-queue');
        const more = page.locator('a[rel="next"]');
        next = (await more.count()) === 0 ? null : at((await more.getAttribute('href')) ?? '/');
      }
      expect(cards).toBe(await house.count("select count(*) from cases where state = 'open'"));
      for (const to of [
        '/cases/1',
        '/search?q=khach',
        '/search?q=%3Cscript%3E',
        '/audit',
        '/health',
        '/people',
        '/sources',
        '/rules',
        '/me',
        '/report',
        `/?rule=${encodeURIComponent(NAME)}`,
      ]) {
        await page.goto(at(to));
        expect(await page.title()).not.toContain(PWNED);
        expect(`${to} ${await page.locator('main script, main iframe, main img').count()}`).toBe(`${to} 0`);
      }
      await page.goto(at('/rules/try'));
      const typed = hostileComments().filter((text) => !text.includes('\0'));
      for (const text of typed.slice(0, 40)) {
        await page.locator('textarea').fill(text);
        await page.getByRole('button', { name: 'Giải thích' }).click();
        expect(await page.title()).not.toContain(PWNED);
      }
      expect(faults).toEqual([]);
      await context.close();
    }, 240_000);

    test('what opens a text does not run over into what stands beside it', async () => {
      const lan = await house.person('Lan', 'moderator');
      const { page, context } = await sitDown(browser, lan.link);
      // Every text is an isolated run: characters that turn the direction end with it.
      const isolated = await page
        .locator('.card .text')
        .evaluateAll((all) => all.every((text) => text.getAttribute('dir') === 'auto'));
      expect(isolated).toBe(true);
      const bidi = await page.evaluate<string>(
        `getComputedStyle(document.querySelector('.card .text')).unicodeBidi`,
      );
      expect(bidi).toMatch(/isolate/u);
      await context.close();
    }, 60_000);

    test('leave no text in the log, also when a page fails over one', async () => {
      const lan = await house.person('Lan', 'moderator');
      const { page, context } = await sitDown(browser, lan.link);
      await house.pool.query('alter table searchable rename to gone');
      const broken = await page.goto(new URL('/search?q=bimatcuatoi', house.url).href);
      await house.pool.query('alter table gone rename to searchable');
      expect(broken?.status()).toBe(500);
      await context.close();
      const logged = house.logged();
      expect(logged).toContain('page failed');
      expect(logged).toContain('screened');
      expect(logged).not.toMatch(/đi khách|pwned|bimatcuatoi/u);
    }, 60_000);
  },
  browserFound(),
);
