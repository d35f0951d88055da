import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserFound, launchBrowser } from '../../servers/browser.ts';
import { describeWith } from '../../servers/describe-with.ts';
import { type DeskOptions, sitDown } from './desk.ts';
import { type House, type HouseOptions, openHouse } from './house.ts';

/** WCAG 2.2 AA and everything below it. */
const ACCESSIBLE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A house and a real browser in it; both are there once the tests run. */
export interface Room {
  readonly house: House;
  readonly browser: Browser;
  /** Address of a page of the console. */
  at(path: string): string;
  /** A browser window of the person whose one-time link this is. */
  sit(link: string, options?: DeskOptions): ReturnType<typeof sitDown>;
  /** Fails with what axe finds; `key` names the page. */
  accessible(page: Page, key?: string): Promise<void>;
}

/** A group of tests about the console in a real browser. */
export function describeInBrowser(title: string, options: HouseOptions, body: (room: Room) => void): void {
  describeWith(
    'browser',
    title,
    () => {
      let house: House | undefined;
      let browser: Browser | undefined;
      beforeAll(async () => {
        house = await openHouse(options);
        browser = await launchBrowser();
      }, 120_000);
      afterAll(async () => {
        await browser?.close();
        await house?.close();
      });
      const room: Room = {
        get house() {
          return there(house);
        },
        get browser() {
          return there(browser);
        },
        at: (path) => new URL(path, room.house.url).href,
        sit: (link, desk) => sitDown(room.browser, link, desk),
        async accessible(page, key = page.url()) {
          const { violations } = await new AxeBuilder({ page }).withTags(ACCESSIBLE).analyze();
          expect(violations.map(({ id, nodes }) => `${key}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
        },
      };
      body(room);
    },
    browserFound(),
  );
}

function there<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('asked for before the tests began');
  return part;
}
