import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CommentKind } from '../../src/domain/comment.ts';
import { PlatformFailure } from '../../src/domain/failure.ts';
import type { Order, Platform, SourceAccess } from '../../src/pipeline/ports/platform.ts';
import { contextOf, MemoryStore, OpenBudget, pollInto } from './store.ts';
import { failed } from './failed.ts';

/** How the simulator shall misbehave at the next call of the given sort. */
export type Mishap =
  /** A JSON server error, temporary. */
  | 'server-error'
  /** An HTML page with status 502. */
  | 'html'
  /** The connection is cut before anything was applied. */
  | 'drop'
  /** A write is applied, then the connection is cut. */
  | 'drop-after-write'
  /** The platform says: too many calls. */
  | 'throttle'
  /** The token is dead for good. */
  | 'token';

export interface Planted {
  /** Canonical id, as the poll will show it. */
  readonly id: string;
  readonly post: string;
  readonly kind: CommentKind;
  readonly answerTo?: string;
}

/** A simulator and an adapter on it, as the contract needs them. Made fresh for every test, stopped after it. */
export interface PlatformWorld {
  readonly platform: Platform;
  readonly access: SourceAccess;
  /** Parts of secrets that must never show in a failure. */
  readonly secrets: readonly string[];
  now(): Date;
  /** A person writes something the poll must find and a moderator may answer. */
  write(text: string): Planted;
  /** The next read or write call (and only that) ends so; `forever` = every one. */
  mishap(on: 'read' | 'write', kind: Mishap, forever?: boolean): void;
  /** Calls answered so far. */
  calls(): number;
  /** Everything the platform applied, oldest first: verb, and the text of a reply. */
  applied(): readonly { readonly verb: string; readonly text?: string }[];
  stop(): Promise<void>;
}

type Reply = Extract<Order, { verb: 'reply' }>;

/** What every adapter owes the pipeline. Call it once per adapter, inside that adapter's test file. */
export function platformContract(name: string, makeWorld: () => Promise<PlatformWorld>): void {
  describe(`${name}: platform contract`, () => {
    let world: PlatformWorld;
    let store: MemoryStore;
    let budget: OpenBudget;
    const context = () => contextOf(world.access, () => world.now(), budget);
    const poll = () => pollInto(world.platform, context(), store);
    const replyTo = (planted: Planted, text: string, attemptedAt?: Date): Reply => ({
      verb: 'reply',
      comment: planted.id,
      kind: planted.kind,
      text,
      post: planted.post,
      ...(planted.answerTo !== undefined && { answerTo: planted.answerTo }),
      ...(attemptedAt && { attemptedAt }),
    });
    const replies = () => world.applied().filter((write) => write.verb === 'reply');

    beforeEach(async () => {
      world = await makeWorld();
      store = new MemoryStore();
      budget = new OpenBudget();
    });
    afterEach(() => world.stop());

    test('a poll brings what was written, once, with its post before it', async () => {
      const planted = world.write('Giá bao nhiêu vậy shop?');
      await poll();
      const stored = store.comments.get(planted.id);
      expect(stored).toMatchObject({
        text: 'Giá bao nhiêu vậy shop?',
        postExternalId: planted.post,
        kind: planted.kind,
        byPage: false,
      });
      expect(store.known.has(planted.post)).toBe(true);
      await poll();
      await poll();
      expect(store.inserted).toBe(store.comments.size);
    });

    test('polls that follow bring what is new and lose nothing', async () => {
      const ids = new Set<string>();
      for (let cycle = 0; cycle < 4; cycle += 1) {
        for (let i = 0; i < 7; i += 1) ids.add(world.write(`câu ${cycle}.${i}`).id);
        await poll();
        for (const id of ids) expect(store.comments.has(id)).toBe(true);
      }
    });

    test('what the adapter remembers survives JSON', async () => {
      world.write('một');
      await poll();
      expect(structuredClone(JSON.parse(JSON.stringify(store.cursor)))).toEqual(store.cursor);
      for (const post of store.known.values()) {
        const state = post.state ?? null;
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }
    });

    test('a poll cut short at any batch is made good by the next', async () => {
      const ids = Array.from({ length: 30 }, (_, i) => world.write(`câu ${i}`).id);
      for await (const batch of world.platform.poll(context(), store)) {
        store.store(batch);
        break;
      }
      await poll();
      for (const id of ids) expect(store.comments.has(id)).toBe(true);
    });

    test('calls are booked before they are made; a refusing budget means no call', async () => {
      world.write('một');
      await poll();
      expect(budget.spent).toBeGreaterThanOrEqual(1);
      const before = world.calls();
      budget.refuse = new PlatformFailure('wait', 'budget', { until: world.now() });
      expect((await failed(poll())).code).toBe('budget');
      expect(world.calls()).toBe(before);
    });

    test.each(['server-error', 'html', 'drop'] as const)('one %s does not break a poll', async (kind) => {
      const planted = world.write('một');
      world.mishap('read', kind);
      await poll();
      expect(store.comments.has(planted.id)).toBe(true);
    });

    test('too many calls: wait, until a moment that is said', async () => {
      world.write('một');
      world.mishap('read', 'throttle', true);
      const failure = await failed(poll());
      expect(failure.kind).toBe('wait');
      expect(failure.until?.getTime()).toBeGreaterThan(world.now().getTime());
    });

    test('a dead token stops the source and the check says what to do', async () => {
      world.write('một');
      world.mishap('read', 'token', true);
      const failure = await failed(poll());
      expect(failure.kind).toBe('stop-source');
      expect(`${failure.stack}`).not.toContain('một');
      for (const secret of world.secrets) {
        expect(`${failure.stack} ${String(failure.cause)}`).not.toContain(secret);
      }
      const checks = await world.platform.check(context());
      const bad = checks.filter((check) => !check.ok && check.level === 'error');
      expect(bad.length).toBeGreaterThan(0);
      for (const check of bad) {
        expect(check.vi.length).toBeGreaterThan(20);
        expect(check.en.length).toBeGreaterThan(20);
        for (const secret of world.secrets) expect(check.vi + check.en).not.toContain(secret);
      }
    });

    test('a healthy source passes its check', async () => {
      const checks = await world.platform.check(context());
      expect(checks.length).toBeGreaterThan(0);
      expect(checks.filter((check) => !check.ok && check.level === 'error')).toEqual([]);
    });

    test('an aborted poll ends', async () => {
      world.write('một');
      const signal = AbortSignal.abort();
      const failure = await failed(
        (async () => {
          for await (const batch of world.platform.poll({ ...context(), signal }, store)) store.store(batch);
        })(),
      );
      expect(failure.code).toBe('http.aborted');
    });

    test('a reply goes out exactly once, and a repeat finds it', async () => {
      const planted = world.write('Shop ơi còn hàng không?');
      await poll();
      const attemptedAt = world.now();
      const first = await world.platform.ensure(context(), replyTo(planted, 'Dạ còn ạ.'));
      expect(first.already).toBe(false);
      expect(first.externalId).toBeTruthy();
      const again = await world.platform.ensure(context(), replyTo(planted, 'Dạ còn ạ.', attemptedAt));
      expect(again).toMatchObject({ already: true, externalId: first.externalId });
      expect(replies()).toHaveLength(1);
      expect(replies()[0]?.text).toBe('Dạ còn ạ.');
    });

    test('a reply applied before the connection broke is found, never sent twice', async () => {
      const planted = world.write('Shop ơi còn hàng không?');
      await poll();
      world.mishap('write', 'drop-after-write');
      const attemptedAt = world.now();
      const order = replyTo(planted, 'Dạ còn ạ.');
      await world.platform.ensure(context(), order).catch(async (error: unknown) => {
        if (!(error instanceof PlatformFailure) || !error.maybeApplied) throw error;
        await world.platform.ensure(context(), { ...order, attemptedAt });
      });
      expect(replies()).toHaveLength(1);
    });

    test('a reply refused with a dead token is not half done', async () => {
      const planted = world.write('Shop ơi?');
      await poll();
      world.mishap('write', 'token', true);
      const failure = await failed(world.platform.ensure(context(), replyTo(planted, 'Dạ đây ạ.')));
      expect(failure.kind).toBe('stop-source');
      expect(`${failure.stack}`).not.toContain('Dạ đây ạ.');
      expect(replies()).toHaveLength(0);
    });

    test('verbs that are not declared are refused as unsupported', async () => {
      const planted = world.write('một');
      await poll();
      const { capabilities } = world.platform;
      const undeclared: Order[] = [];
      if (!capabilities.hide) undeclared.push({ verb: 'hide', comment: planted.id, post: planted.post });
      if (!capabilities.hide) undeclared.push({ verb: 'unhide', comment: planted.id, post: planted.post });
      if (!capabilities.tag) undeclared.push({ verb: 'tag', answerTo: 'x', tag: 'y' });
      if (!capabilities.removeMember) undeclared.push({ verb: 'remove-member', post: 'x', answerTo: 'y' });
      if (!capabilities.commentsToggle) undeclared.push({ verb: 'comments-off', post: 'x' });
      expect(undeclared.length).toBeGreaterThan(0);
      for (const order of undeclared) {
        const failure = await failed(world.platform.ensure(context(), order));
        expect(failure.kind).toBe('give-up');
        expect(failure.code).toBe('unsupported');
      }
      expect(world.applied()).toEqual([]);
    });

    test('what was declared hideable hides and shows again, once each', async () => {
      if (!world.platform.capabilities.hide) return;
      const planted = world.write('Xem ngay tại đây');
      await poll();
      const ensure = (verb: 'hide' | 'unhide') =>
        world.platform.ensure(context(), { verb, comment: planted.id, post: planted.post });
      expect(await ensure('hide')).toMatchObject({ already: false });
      expect(await ensure('hide')).toMatchObject({ already: true });
      expect(await world.platform.read(context(), { comment: planted.id, post: planted.post })).toMatchObject(
        { hidden: true },
      );
      expect(await ensure('unhide')).toMatchObject({ already: false });
      expect(await ensure('unhide')).toMatchObject({ already: true });
      expect(world.applied().map((write) => write.verb)).toEqual(['hide', 'unhide']);
    });

    test('a comment that is not there reads as undefined', async () => {
      const planted = world.write('một');
      const missing = { comment: `${planted.id.replace(/\d+$/, '')}404404404`, post: planted.post };
      expect(await world.platform.read(context(), missing)).toBeUndefined();
    });

    test('webhooks: unsigned is not authentic, broken JSON is a failure, the unknown is skipped', () => {
      const { webhook } = world.platform;
      expect(webhook !== undefined).toBe(world.platform.capabilities.webhooks);
      if (!webhook) return;
      expect(webhook.authentic({}, Buffer.from('{}'))).toBe(false);
      expect(() => webhook.read(Buffer.from('{"entry":['))).toThrow(PlatformFailure);
      expect(webhook.read(Buffer.from('{"something":"else"}'))).toEqual([]);
    });
  });
}
