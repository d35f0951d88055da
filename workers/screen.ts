import type { Processor } from '../src/pipeline/ports/queue.ts';
import type { Judged } from '../src/pipeline/ports/screening.ts';
import { screen } from '../src/pipeline/screen.ts';
import type { Progress } from './progress.ts';
import type { Service } from './service.ts';

/** Hears `screen`: judges what waits until nothing does. */
export function screenProcessor(
  service: Service,
  progress: Progress,
  onJudged?: (judged: readonly Judged[]) => void,
): Processor<'screen'> {
  return async (heard) => {
    const verdicts = await screen(
      {
        store: service.screening,
        rulebook: service.rulebook,
        canHide: (platform) => service.platforms.get(platform)?.capabilities.hide === true,
        longestReply: (platform) => {
          const reply = service.platforms.get(platform)?.capabilities.reply;
          return reply === undefined || reply === false ? 0 : reply.maxLength;
        },
        log: service.log,
        async onSettled(settled, judged) {
          progress.note(heard);
          for (const { owed, verdict } of judged) service.metrics.judged(owed.source.id, verdict);
          onJudged?.(judged);
          if (settled.hides + settled.answers > 0) await service.queues.ring('act', {}, { dedupe: 'act-0' });
          // Only what presses is told at once.
          if (judged.some(({ verdict }) => verdict.decision === 'urgent'))
            await service.queues.ring('notify', {}, { dedupe: 'notify' });
        },
      },
      heard.draining,
    );
    if (verdicts > 0) service.log.info({ step: 'screen', verdicts }, 'screened');
  };
}
