import type { Log } from './ports/log.ts';
import type { PlatformName, WebhookNews } from './ports/platform.ts';
import type { Queues } from './ports/queue.ts';
import type { RetentionStore } from './ports/retention.ts';
import type { SourceStore } from './ports/sources.ts';

export interface HearDeps {
  readonly sources: Pick<SourceStore, 'hurry'>;
  readonly retention: Pick<RetentionStore, 'purgeAuthor'>;
  readonly queues: Pick<Queues, 'ring'>;
  readonly log: Log;
}

/**
 * Takes in what an authentic webhook delivery tells. Polling stays the truth: news only bring the next poll forward,
 * so a delivery that is lost, repeated or out of order changes nothing but the delay. A person's withdrawal is
 * carried out at once, also for a source that is paused. Safe to repeat.
 */
export async function hear(
  deps: HearDeps,
  platform: PlatformName,
  news: readonly WebhookNews[],
): Promise<void> {
  for (const { sourceExternalId, withdrawn, poll, comments, gone } of news) {
    const wanted = poll || comments.length > 0 || gone.length > 0;
    if (!wanted && withdrawn.length === 0) continue;
    const source = await deps.sources.hurry(platform, sourceExternalId);
    if (source === undefined) continue;
    for (const person of withdrawn) {
      const forgotten = await deps.retention.purgeAuthor(source.id, person);
      deps.log.info({ step: 'hear', source: source.id, comments: forgotten }, 'a person withdrew; forgotten');
    }
    if (wanted && source.due) {
      await deps.queues.ring('poll', { source: source.id }, { dedupe: `poll-${source.id}` });
    }
  }
}
