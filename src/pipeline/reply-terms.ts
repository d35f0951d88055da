import { PlatformFailure } from '../domain/failure.ts';
import type { BoardCase, BoardStore } from './ports/board.ts';
import type { CallBudget } from './ports/budget.ts';
import type { People } from './ports/people.ts';
import type { Platform, PlatformName, ReplyTerms } from './ports/platform.ts';
import type { Source, SourceStore } from './ports/sources.ts';

/** How long a platform may take to say so, in milliseconds: somebody waits for the page. */
const PATIENCE = 5_000;

export interface TermsDeps {
  readonly board: Pick<BoardStore, 'answerTo'>;
  readonly sources: Pick<SourceStore, 'get'>;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
  readonly people: Pick<People, 'open'>;
  readonly budget: (source: Source, lane: 'human') => CallBudget;
}

/**
 * What an answer to a case's author would cost at this moment; undefined where answers are always free, where nobody can
 * be answered any more, and where the platform does not say.
 */
export async function replyTerms(deps: TermsDeps, found: BoardCase): Promise<ReplyTerms | undefined> {
  if (found.item.kind !== 'message') return undefined;
  const source = await deps.sources.get(found.item.source.id);
  const platform = source && deps.platforms.get(source.platform);
  if (source === undefined || platform?.replyTerms === undefined) return undefined;
  const sealed = await deps.board.answerTo(found.item.caseId);
  if (sealed === undefined) return undefined;
  const context = {
    access: source,
    budget: deps.budget(source, 'human'),
    now: () => new Date(),
    signal: AbortSignal.timeout(PATIENCE),
  };
  try {
    return await platform.replyTerms(context, deps.people.open(sealed));
  } catch (error) {
    // A platform that is away keeps nobody from reading the case; sending will say what is wrong.
    if (error instanceof PlatformFailure) return undefined;
    throw error;
  }
}
