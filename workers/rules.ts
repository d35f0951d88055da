import path from 'node:path';
import { watch } from 'chokidar';
import { publishRulebook, type Publication, refuse } from '../src/pipeline/publish-rulebook.ts';
import { readRuleFiles } from '../src/rulebook/files.ts';
import type { Service } from './service.ts';

/** What publishing needs of a process. */
type Publisher = Pick<Service, 'publishing' | 'log'> & {
  readonly metrics: Pick<Service['metrics'], 'reloaded'>;
};

/** Editors save in several steps; wait until they are through, in milliseconds. */
const SETTLE = 150;
/**
 * The same where a file is gone or has lost more than a tenth: a copy on its way (scp, a shared folder) cuts it short first,
 * and a pack that ends early is as valid as the whole one.
 */
const SETTLE_SHORTER = 2_000;
const LOST = 0.1;
/** How often the folder is read anew once the system can no longer tell of its changes, in milliseconds. */
const LOOK_AGAIN = 60_000;

export interface RulesWatch {
  /** The first publication, for refusing to start with broken rules. */
  readonly first: Publication;
  /** Reads and publishes now (SIGHUP). */
  reload(): Promise<Publication>;
  stop(): Promise<void>;
}

/**
 * Publishes the rules folder and again after each change, one publication at a time. A broken edit is reported and
 * changes nothing. Where the folder cannot be watched (an unreadable link, no watches left) it is read every minute.
 */
export async function watchRules(service: Publisher, directory: string): Promise<RulesWatch> {
  let running: Promise<Publication> = publish(service, directory);
  const first = await running;
  const reload = async (): Promise<Publication> => {
    running = running.then(
      () => publish(service, directory),
      () => publish(service, directory),
    );
    return running;
  };
  const again = (): void => {
    reload().catch((error: unknown) => {
      service.log.error({ step: 'publish', err: error }, 'rules could not be read');
    });
  };
  let known = lengths(directory);
  let changedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    const now = lengths(directory);
    const left = changedAt + SETTLE_SHORTER - performance.now();
    if (left > 0 && isShorter(known, now)) {
      timer = setTimeout(settle, left);
      return;
    }
    known = now;
    again();
  };
  let looking: NodeJS.Timeout | undefined;
  const watcher = watch(directory, { ignoreInitial: true, ignored: /(^|[/\\])\.|\.(part|swp|tmp)$/u });
  watcher.on('all', () => {
    changedAt = performance.now();
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLE);
  });
  watcher.on('error', (error) => {
    service.log.error({ step: 'publish', err: error }, 'rules cannot be watched; they are read every minute');
    looking ??= setInterval(again, LOOK_AGAIN);
  });
  return {
    first,
    reload,
    async stop() {
      clearTimeout(timer);
      clearInterval(looking);
      await watcher.close();
      await running.catch(() => undefined);
    },
  };
}

/** The files of the rulebook with the length of each. */
function lengths(directory: string): ReadonlyMap<string, number> {
  return new Map(readRuleFiles(directory).files.map(({ path: file, text }) => [file, text.length]));
}

function isShorter(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): boolean {
  return [...before].some(([file, length]) => (now.get(file) ?? 0) < length * (1 - LOST));
}

async function publish(service: Publisher, directory: string): Promise<Publication> {
  const from = performance.now();
  const done = await checkAndPublish(service, directory);
  const outcome = !done.published ? 'refused' : done.changed ? 'published' : 'unchanged';
  service.metrics.reloaded(outcome, (performance.now() - from) / 1000);
  return done;
}

async function checkAndPublish(
  service: Pick<Publisher, 'publishing'>,
  directory: string,
): Promise<Publication> {
  // As a path, which is the same in every language.
  const by = path.resolve(directory);
  const { files, faults } = readRuleFiles(directory);
  if (faults.length > 0) return refuse(service.publishing, faults, by);
  return publishRulebook(service.publishing, files, by);
}
