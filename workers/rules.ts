import path from 'node:path';
import { watch } from 'chokidar';
import { publishRulebook, type Publication, refuse } from '../src/pipeline/publish-rulebook.ts';
import { lookAtRuleFiles, readRuleFiles, type Seen } from '../src/rulebook/files.ts';
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
/**
 * How often the folder is looked at besides, in milliseconds: the system does not tell of a folder that is swapped,
 * put back or mounted over, nor of changes on most network drives.
 */
const LOOK_AGAIN = 2_000;
const PASSING = /(^|[/\\])\.|\.(part|swp|tmp)$/u;

export interface RulesWatch {
  /** The first publication, for refusing to start with broken rules. */
  readonly first: Publication;
  /** Reads and publishes now (SIGHUP). */
  reload(): Promise<Publication>;
  stop(): Promise<void>;
}

/**
 * Publishes the rules folder and again after each change, one publication at a time. A broken edit is reported and
 * changes nothing; what could not be stored is tried again. Changes are told by the system, and found by looking
 * where it does not tell.
 */
export async function watchRules(service: Publisher, directory: string): Promise<RulesWatch> {
  let known: ReadonlyMap<string, Seen> = new Map();
  const read = (): Promise<Publication> => {
    // Looked at before it is read: what changes meanwhile is found by the next look.
    known = lookAtRuleFiles(directory);
    return publish(service, directory);
  };
  let running = read();
  const first = await running;
  const reload = async (): Promise<Publication> => {
    running = running.then(read, read);
    return running;
  };
  let changedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    const left = changedAt + SETTLE_SHORTER - performance.now();
    if (left > 0 && isShorter(known, lookAtRuleFiles(directory))) {
      timer = setTimeout(settle, left);
      return;
    }
    timer = undefined;
    reload().catch((error: unknown) => {
      known = new Map();
      service.log.error({ step: 'publish', err: error }, 'rules could not be read');
    });
  };
  const changed = (): void => {
    changedAt = performance.now();
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLE);
  };
  const watcher = watch(directory, {
    ignoreInitial: true,
    ignored: (file) => PASSING.test(path.relative(directory, file)),
  });
  watcher.on('all', changed);
  watcher.on('error', (error) => {
    service.log.error(
      { step: 'publish', err: error },
      'rules cannot be watched; they are looked at every two seconds',
    );
  });
  const looking = setInterval(() => {
    if (timer === undefined && differs(known, lookAtRuleFiles(directory))) changed();
  }, LOOK_AGAIN);
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

function isShorter(before: ReadonlyMap<string, Seen>, now: ReadonlyMap<string, Seen>): boolean {
  return [...before].some(([file, { size }]) => (now.get(file)?.size ?? 0) < size * (1 - LOST));
}

function differs(before: ReadonlyMap<string, Seen>, now: ReadonlyMap<string, Seen>): boolean {
  return before.size !== now.size || [...now].some(([file, { mark }]) => before.get(file)?.mark !== mark);
}

async function publish(service: Publisher, directory: string): Promise<Publication> {
  const from = performance.now();
  const done = await checkAndPublish(service, directory);
  const outcome = !done.published ? 'refused' : done.changed ? 'published' : 'unchanged';
  service.metrics.reloaded(outcome, (performance.now() - from) / 1000);
  return done;
}

async function checkAndPublish(
  service: Pick<Publisher, 'publishing' | 'log'>,
  directory: string,
): Promise<Publication> {
  // As a path, which is the same in every language.
  const by = path.resolve(directory);
  const { files, faults, warnings } = readRuleFiles(directory);
  if (warnings.length > 0) {
    const ignored = warnings.map(({ file }) => file);
    service.log.warn({ step: 'publish', files: ignored }, 'files beside the rules are not read');
  }
  if (faults.length > 0) return refuse(service.publishing, faults, by);
  return publishRulebook(service.publishing, files, by);
}
