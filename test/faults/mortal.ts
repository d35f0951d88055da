import type { ActionStore } from '../../src/pipeline/ports/acting.ts';
import type { Platform } from '../../src/pipeline/ports/platform.ts';

/** Where a process can be made to die: before and after each step of carrying an action out. */
export const POINTS = [
  'claim.before',
  'claim.after',
  'attempt.before',
  'attempt.after',
  'call.before',
  'call.after',
  'confirm.before',
  'confirm.after',
] as const;
export type Point = (typeof POINTS)[number];

/** One planned death: the nth time the process comes by this point. */
export interface Death {
  readonly point: Point;
  readonly nth: number;
}

/**
 * The life of one process. From its planned death on nothing it started comes back and nothing it asks for is done, as
 * after kill -9; what it had already handed to the database or the platform stays done.
 */
export class Life {
  readonly died: Promise<Point>;
  #dead = false;
  #die: (point: Point) => void = () => undefined;
  readonly #passed = new Map<Point, number>();
  readonly #death: Death | undefined;

  constructor(death: Death | undefined) {
    this.#death = death;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  store(store: ActionStore): ActionStore {
    return {
      now: () => store.now(),
      claim: (...args) => this.#step('claim', () => store.claim(...args)),
      attempt: (...args) => this.#step('attempt', () => store.attempt(...args)),
      isAnswer: (source, id) => this.#alive(() => store.isAnswer(source, id)),
      done: (action, ensured) => this.#step('confirm', () => store.done(action, ensured)),
      failed: (action, failure) => this.#step('confirm', () => store.failed(action, failure)),
      release: (action) => this.#alive(() => store.release(action)),
      retry: (id, moderator) => store.retry(id, moderator),
      dismiss: (id, moderator) => store.dismiss(id, moderator),
    };
  }

  platform(platform: Platform): Platform {
    return {
      name: platform.name,
      capabilities: platform.capabilities,
      poll: (context, memory) => platform.poll(context, memory),
      ensure: (context, order) => this.#step('call', () => platform.ensure(context, order)),
      read: (context, target) => platform.read(context, target),
      check: (context) => platform.check(context),
    };
  }

  async #step<T>(step: 'claim' | 'attempt' | 'call' | 'confirm', work: () => Promise<T>): Promise<T> {
    await this.#pass(`${step}.before`);
    try {
      return await this.#alive(work);
    } finally {
      // Also a call that failed has come back: to a dead process as little as one that succeeded.
      await this.#pass(`${step}.after`);
    }
  }

  async #alive<T>(work: () => Promise<T>): Promise<T> {
    return this.#dead ? NEVER : work();
  }

  async #pass(point: Point): Promise<void> {
    const nth = (this.#passed.get(point) ?? 0) + 1;
    this.#passed.set(point, nth);
    if (!this.#dead && this.#death?.point === point && this.#death.nth === nth) {
      this.#dead = true;
      this.#die(point);
    }
    if (this.#dead) await NEVER;
  }
}

const NEVER = new Promise<never>(() => undefined);
