import { composeDigest, type Digest, type Lang } from '../domain/digest/digest.ts';
import { renderHtml, type RenderOptions } from '../domain/digest/html.ts';
import { renderCsv, renderJson, renderText } from '../domain/digest/plain.ts';
import type { Audience, DigestStore } from './ports/digests.ts';
import type { Log } from './ports/log.ts';

/** Cases in one digest; more would not be read, and the console has them all. */
const LIMIT = 500;

/** Where finished digests go. */
export interface DigestSink {
  /** Writes the files of one digest; repeating it replaces them. Resolves to the path of the HTML file. */
  write(name: string, files: Readonly<Record<'html' | 'txt' | 'csv' | 'json', string>>): Promise<string>;
  /** Sends the digest by mail where that is configured; the key makes a repeat recognisable. */
  mail?(
    key: string,
    digest: Digest,
    files: Readonly<Record<'html' | 'txt' | 'csv' | 'json', string>>,
  ): Promise<void>;
}

export interface DigestDeps {
  readonly store: DigestStore;
  readonly sink: DigestSink;
  readonly log: Log;
  readonly lang: Lang;
  readonly timeZone: string;
  readonly consoleUrl?: string;
}

export interface Digested {
  readonly id: number;
  readonly path: string;
  readonly count: number;
}

/**
 * The digest of one audience up to now: begun once per window (a unique key holds two processes apart), written,
 * sent, stamped. Resolves to undefined when this window was begun elsewhere.
 */
export async function digest(
  deps: DigestDeps,
  audience: Audience,
  earliest: Date,
): Promise<Digested | undefined> {
  const to = await deps.store.now();
  const row = await deps.store.begin(audience, to, earliest);
  if (row === undefined) return undefined;
  const composed = await compose(deps.store, { from: row.from, to: row.to, ...sourcesOf(audience) });
  const files = render(composed, optionsOf(deps));
  const path = await deps.sink.write(nameOf(audience.key, row.to), files);
  await deps.store.written(row.id, path, composed.count);
  await deps.sink.mail?.(`digest-${row.id}`, composed, files);
  await deps.store.sent(row.id);
  deps.log.info({ step: 'digest', digest: row.id, cases: composed.count }, 'digest done');
  return { id: row.id, path, count: composed.count };
}

/** Composes a window without storing anything; for `sang digest` and the console. */
export async function compose(
  store: Pick<DigestStore, 'read'>,
  window: { readonly from: Date; readonly to: Date; readonly sources?: readonly number[] },
): Promise<Digest> {
  return composeDigest(await store.read({ ...window, limit: LIMIT }));
}

export function render(
  composed: Digest,
  options: RenderOptions,
): Readonly<Record<'html' | 'txt' | 'csv' | 'json', string>> {
  return {
    html: renderHtml(composed, options),
    txt: renderText(composed, options),
    csv: renderCsv(composed),
    json: renderJson(composed),
  };
}

function optionsOf(deps: DigestDeps): RenderOptions {
  return {
    lang: deps.lang,
    timeZone: deps.timeZone,
    ...(deps.consoleUrl === undefined ? {} : { consoleUrl: deps.consoleUrl }),
  };
}

function sourcesOf(audience: Audience): { sources?: readonly number[] } {
  return audience.sources === undefined ? {} : { sources: audience.sources };
}

function nameOf(audience: string, to: Date): string {
  return `${to.toISOString().slice(0, 19).replaceAll(':', '-')}-${audience.replaceAll(':', '-')}`;
}
