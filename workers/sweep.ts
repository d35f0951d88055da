import { createParityAlarms } from '../src/adapters/postgres/parity.ts';
import { createReportStore } from '../src/adapters/postgres/reports.ts';
import { resealStored } from '../src/adapters/postgres/secret-fit.ts';
import { failureCode } from '../src/domain/failure.ts';
import type { Processor } from '../src/pipeline/ports/queue.ts';
import { sweepDigests } from '../src/pipeline/digest-due.ts';
import { watchParity } from '../src/pipeline/report.ts';
import { retention } from '../src/pipeline/retention.ts';
import { sweep } from '../src/pipeline/sweep.ts';
import { RulebookMissing } from '../src/pipeline/publish-rulebook.ts';
import { reviewStages } from '../src/pipeline/stages.ts';
import type { Progress } from './progress.ts';
import type { Service } from './service.ts';

/** Texts made findable in one sweep; the next one takes the rest. */
const SEARCHABLE_AT_ONCE = 5_000;
/** While so many wait for a verdict, fewer are made findable. */
const BEHIND = 1_000;
const SEARCHABLE_BEHIND = 500;

/** Hears `sweep`: rings for whatever is due or stranded; as task `retention`, forgets what is old and seals under the present secret. */
export function sweepProcessor(service: Service, progress: Progress): Processor<'sweep'> {
  return async (heard) => {
    if (heard.payload.task === 'retention') {
      await parity(service);
      const { store } = service.retaining;
      const noted: typeof store = {
        ...store,
        purge: (...oldest) => progress.noting(heard, store.purge(...oldest)),
      };
      await retention({ ...service.retaining, store: noted }, heard.draining);
      const resealed = await resealStored(service.pool, service.sealer);
      if (resealed > 0) service.log.info({ step: 'retention', resealed }, 'sealed under the present secret');
      return;
    }
    const swept = await sweep({
      sources: service.sources,
      screening: service.screening,
      store: service.sweeping,
      reviewing: service.reviewing,
      queues: service.queues,
      log: service.log,
    });
    service.metrics.swept(swept);
    const digests = await sweepDigests({
      store: service.digests,
      subscribers: service.subscribers,
      queues: service.queues,
      mailing: service.mailer !== undefined,
    });
    service.metrics.digestsRung(digests);
    await stages(service);
    // What moderators wait for is judged first; the search catches up when there is less of it.
    await service.search.index(swept.owed > BEHIND ? SEARCHABLE_BEHIND : SEARCHABLE_AT_ONCE);
  };
}

/** Texts are looked at before they are forgotten; a report that fails does not keep them any longer. */
async function parity(service: Service): Promise<void> {
  try {
    const rang = await watchParity(createReportStore(service.pool), createParityAlarms(service.pool));
    if (rang > 0) service.log.warn({ step: 'parity', groups: rang }, 'criticism is hidden more often');
  } catch (error) {
    service.log.error(
      { step: 'parity', code: failureCode(error) },
      'criticism parity could not be looked at',
    );
  }
}

/** Lets rules rise and fall by what was judged; what is due elsewhere was rung before and does not wait for it. */
async function stages(service: Service): Promise<void> {
  try {
    const { moved } = await reviewStages(service.staging);
    if (moved > 0) service.log.info({ step: 'stages', moved }, 'rules rose or fell');
  } catch (error) {
    // Before the first publication there are no rules to look at.
    if (!(error instanceof RulebookMissing)) throw error;
  }
}
