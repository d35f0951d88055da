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

export interface RulesWatch {
  /** The first publication, for refusing to start with broken rules. */
  readonly first: Publication;
  /** Reads and publishes now (SIGHUP). */
  reload(): Promise<Publication>;
  stop(): Promise<void>;
}

/**
 * Publishes the rules folder and again after each change, one publication at a time. A broken edit is reported and
 * changes nothing.
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
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(directory, { ignoreInitial: true, ignored: /(^|[/\\])\.|\.(part|swp|tmp)$/u });
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      reload().catch((error: unknown) => {
        service.log.error({ step: 'publish', err: error }, 'rules could not be read');
      });
    }, SETTLE);
  });
  return {
    first,
    reload,
    async stop() {
      clearTimeout(timer);
      await watcher.close();
      await running.catch(() => undefined);
    },
  };
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
