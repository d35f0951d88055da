import { afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { Page } from 'playwright-core';
import { createControlStore } from '../../../src/adapters/postgres/controls.ts';
import type { DeskOptions } from './desk.ts';
import type { Room } from './room.ts';

export const HARM = 'em nhận đi khách qua đêm';
export const QUESTION = 'cái này bao nhiêu tiền vậy shop';

/** Lan at work: people write under a post of the Page, she and others sit down before what comes of it. */
export function openShift(room: Room) {
  let post: string;
  let lan: { id: number; link: string };
  let said = 0;
  const desks: Awaited<ReturnType<typeof room.sit>>[] = [];

  beforeAll(() => {
    post = room.house.facebook.addPost({ text: 'Bài đầu' });
  });

  beforeEach(async () => {
    // What stands from the test before is none of this one's cases.
    await room.house.pool.query("update cases set state = 'kept', waiting_since = null where state = 'open'");
    lan = await room.house.person('Lan', 'moderator');
  });

  afterEach(async () => {
    await hold(false);
    for (const { context } of desks.splice(0)) await context.close();
  });

  /** People write; resolves to the platform's ids and the numbers of the cases that come of it. */
  async function say(...texts: string[]): Promise<{ comment: string; id: number }[]> {
    const comments = texts.map((text) =>
      room.house.facebook.addComment({
        post,
        text: `${text} ${(said += 1)}`,
        by: { id: `p${said}`, name: 'Ai đó' },
      }),
    );
    const found: { comment: string; id: number }[] = [];
    for (const comment of comments) found.push({ comment, id: await room.house.caseOf(comment) });
    return found;
  }

  /** A browser window of Lan or of another person, until the end of the test. */
  async function sit(person = lan, options?: DeskOptions): ReturnType<typeof room.sit> {
    const desk = await room.sit(person.link, options);
    desks.push(desk);
    return desk;
  }

  /** Somebody writes, and Lan sits down before the case that comes of it. */
  async function sitBefore(text: string, options?: DeskOptions) {
    const [made] = await say(text);
    if (made === undefined) throw new Error('nothing was said');
    return { ...made, ...(await sit(lan, options)) };
  }

  const stateOf = async (id: number): Promise<string> => {
    const { rows } = await room.house.pool.query<{ state: string }>('select state from cases where id = $1', [
      id,
    ]);
    return rows[0]?.state ?? '';
  };
  /** Whether everything that is to be done at the platform waits. */
  async function hold(on: boolean): Promise<void> {
    const controls = createControlStore(room.house.pool);
    const { queues } = room.house.service;
    if (on) return controls.stopActions('test', undefined);
    await controls.resumeActions('test');
    await queues.ring('act', {}, { dedupe: 'act-0' });
  }
  const settled = (page: Page): Promise<void> => page.locator('[aria-busy]').waitFor({ state: 'detached' });

  return {
    say,
    sit,
    sitBefore,
    stateOf,
    hold,
    settled,
    get lan() {
      return lan;
    },
    get post() {
      return post;
    },
  };
}
