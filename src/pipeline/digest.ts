import { composeDigest, type Digest } from '../domain/digest/digest.ts';
import { renderHtml, type RenderOptions } from '../domain/digest/html.ts';
import { renderCsv, renderJson, renderText } from '../domain/digest/plain.ts';
import type { Lang } from '../domain/lang.ts';
import { dueOf, sourcesOf } from './digest-due.ts';
import { type DigestFiles, letterOf } from './digest-letter.ts';
import {
  type DigestRow,
  type DigestStore,
  type DigestWindow,
  INSTALLATION,
  type Subscriber,
  type SubscriberStore,
} from './ports/digests.ts';
import type { Log } from './ports/log.ts';
import { DeliveryFailure, type Mailer } from './ports/mail.ts';

/** Cases in one digest; more would not be read, and the console has them all. */
const LIMIT = 2_000;
/** Cases shown in a page and in a mail: clients cut longer mails off; the attachments have all. */
const MOST_IN_PAGE = 300;
const MOST_IN_MAIL = 30;

/** Longer than composing and sending takes; a process that died holds a digest up no longer than this. */
const LEASE_SECONDS = 120;
const TAKEN_OVER = 'digest.taken-over';
/** Tries of one digest, and the pauses between them in seconds. */
const MOST_TRIES = 8;
const PAUSES = [60, 300, 900, 1_800, 3_600, 7_200, 7_200];
/** How far back somebody's first digest reaches. */
const DAY = 86_400_000;

/** Where finished digests of the installation go. */
export interface DigestFolder {
  /** Writes the files of one digest; repeating it replaces them. Resolves to the path of the HTML file. */
  write(name: string, files: DigestFiles): Promise<string>;
}

export interface DigestDeps {
  readonly store: DigestStore;
  readonly subscribers: SubscriberStore;
  readonly folder: DigestFolder;
  /** Absent = nothing is mailed. */
  readonly mailer?: Mailer;
  readonly unsubscribeUrl?: (subscriber: Subscriber, now: Date) => string | undefined;
  readonly log: Log;
  readonly lang: Lang;
  readonly timeZone: string;
  readonly consoleUrl?: string;
}

export interface Digested {
  readonly id: number;
  /** The HTML file of an installation's digest. */
  readonly path?: string;
  readonly count: number;
}

/**
 * The installation's digest of everything since the last one: begun once per window (a unique key holds two processes
 * apart), written, stamped. Resolves to undefined when this window was begun elsewhere.
 */
export async function digest(deps: DigestDeps): Promise<Digested | undefined> {
  const to = await deps.store.now();
  const wanted = {
    audience: INSTALLATION,
    kind: 'regular',
    to,
    earliest: new Date(to.getTime() - DAY),
  } as const;
  const row = await deps.store.begin(wanted, LEASE_SECONDS);
  return row === undefined ? undefined : finish(deps, row);
}

/** Whatever is due for one subscriber now, regular and urgent. */
export async function digestFor(deps: DigestDeps, audience: string): Promise<readonly Digested[]> {
  const subscriber = await deps.subscribers.get(audience);
  if (subscriber === undefined) return [];
  const now = await deps.store.now();
  const due = dueOf(subscriber, now, await deps.subscribers.urgent(new Date(now.getTime() - DAY)));
  const done: Digested[] = [];
  for (const { kind, to } of due) {
    const row = await deps.store.begin(
      { audience, kind, to, earliest: new Date(to.getTime() - DAY) },
      LEASE_SECONDS,
    );
    const finished = row === undefined ? undefined : await finish(deps, row);
    if (finished !== undefined) done.push(finished);
  }
  return done;
}

/** Takes up a digest that was begun and never came to its end: a process died, or the mail server was away. */
export async function resumeDigest(deps: DigestDeps, id: number): Promise<Digested | undefined> {
  const row = await deps.store.claim(id, LEASE_SECONDS);
  return row === undefined ? undefined : finish(deps, row);
}

/** Composes a window without storing anything; for `sang digest` and the console. */
export async function compose(
  store: Pick<DigestStore, 'read'>,
  window: Omit<DigestWindow, 'limit'>,
): Promise<Digest> {
  return composeDigest(await store.read({ ...window, limit: LIMIT }));
}

export function render(composed: Digest, options: RenderOptions): DigestFiles {
  return {
    html: renderHtml(composed, { most: MOST_IN_PAGE, ...options }),
    txt: renderText(composed, options),
    csv: renderCsv(composed),
    json: renderJson(composed),
  };
}

async function finish(deps: DigestDeps, row: DigestRow): Promise<Digested | undefined> {
  const { store, log } = deps;
  try {
    if (row.attempts > MOST_TRIES) throw new DeliveryFailure('digest.gave-up', true);
    const done = row.audience === INSTALLATION ? await writeToFolder(deps, row) : await sendByMail(deps, row);
    await store.sent(row.id);
    log.info({ step: 'digest', digest: row.id, audience: row.audience, cases: done.count }, 'digest done');
    return done;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === TAKEN_OVER) {
      log.warn({ step: 'digest', digest: row.id, code: failure.code }, 'digest left to whoever took it over');
      return undefined;
    }
    const pause = PAUSES[Math.min(row.attempts, PAUSES.length) - 1] ?? 0;
    const final = failure.final || row.attempts >= MOST_TRIES;
    await store.failed(
      row.id,
      failure.code,
      final ? undefined : new Date((await store.now()).getTime() + pause * 1_000),
    );
    if (failure.code !== 'digest.nothing' && failure.code !== 'digest.ended') {
      log.warn({ step: 'digest', digest: row.id, code: failure.code, final }, 'digest not sent');
    }
    return undefined;
  }
}

async function hold(store: DigestStore, row: DigestRow): Promise<void> {
  if (!(await store.hold(row, LEASE_SECONDS))) throw new DeliveryFailure(TAKEN_OVER, true);
}

async function writeToFolder(deps: DigestDeps, row: DigestRow): Promise<Digested> {
  const composed = await compose(deps.store, row);
  const files = render(composed, optionsOf(deps, deps.lang));
  await hold(deps.store, row);
  const path = await deps.folder.write(nameOf(row), files);
  await deps.store.written(row.id, path, composed.count);
  return { id: row.id, path, count: composed.count };
}

async function sendByMail(deps: DigestDeps, row: DigestRow): Promise<Digested> {
  const subscriber = await deps.subscribers.get(row.audience);
  if (subscriber === undefined) throw new DeliveryFailure('digest.ended', true);
  if (deps.mailer === undefined) throw new DeliveryFailure('mail.not-configured');
  const urgent = row.kind === 'urgent';
  const sources = sourcesOf(subscriber);
  const composed = await compose(deps.store, {
    from: row.from,
    to: row.to,
    urgent,
    ...(sources === undefined ? {} : { sources }),
  });
  if (urgent && composed.count === 0) throw new DeliveryFailure('digest.nothing', true);
  const unsubscribeUrl = deps.unsubscribeUrl?.(subscriber, row.to);
  const options: RenderOptions = {
    ...optionsOf(deps, subscriber.lang),
    timeZone: subscriber.settings.zone,
    most: MOST_IN_MAIL,
    urgent,
    ...(unsubscribeUrl === undefined ? {} : { unsubscribeUrl }),
  };
  const letter = letterOf(row, subscriber, composed, render(composed, options), options);
  await deps.store.written(row.id, undefined, composed.count);
  await hold(deps.store, row);
  await deps.mailer.send(letter);
  return { id: row.id, count: composed.count };
}

function optionsOf(deps: DigestDeps, lang: Lang): RenderOptions {
  return {
    lang,
    timeZone: deps.timeZone,
    ...(deps.consoleUrl === undefined ? {} : { consoleUrl: deps.consoleUrl }),
  };
}

function nameOf({ audience, to }: DigestRow): string {
  return `${to.toISOString().slice(0, 19).replaceAll(':', '-')}-${audience.replaceAll(':', '-')}`;
}

/** A file of a digest in the folder, by its name alone; whatever else lies there is not ours. */
export function isDigestFile(name: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-installation\.(?:html|txt|csv|json)(?:\.part)?$/u.test(name);
}

/** A disk that is full or a database that is away passes; the digest is tried again. */
function failureOf(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
  return new DeliveryFailure(`digest.${code}`);
}
