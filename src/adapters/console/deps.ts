import type { BlockList } from 'node:net';
import type { CommentKind } from '../../domain/comment.ts';
import type { Told } from '../../domain/lang.ts';
import type { Try } from '../../pipeline/backtest.ts';
import type { UrlFault } from '../../pipeline/channels.ts';
import type { AccessStore } from '../../pipeline/ports/access.ts';
import type { ActionStore } from '../../pipeline/ports/acting.ts';
import type { AuditStore } from '../../pipeline/ports/audit.ts';
import type { BoardCase, BoardStore } from '../../pipeline/ports/board.ts';
import type { CheckStore } from '../../pipeline/ports/checking.ts';
import type { ControlStore } from '../../pipeline/ports/controls.ts';
import type { DigestStore, SubscriberStore } from '../../pipeline/ports/digests.ts';
import type { HealthStore } from '../../pipeline/ports/health.ts';
import type { Log } from '../../pipeline/ports/log.ts';
import type { ChannelStore, Messenger, NoticeStore } from '../../pipeline/ports/notices.ts';
import type { OverturnedStore } from '../../pipeline/ports/overturned.ts';
import type { PastStore } from '../../pipeline/ports/past.ts';
import type { ByHand, Capabilities, Check, HandVerb, ReplyTerms } from '../../pipeline/ports/platform.ts';
import type { Queues } from '../../pipeline/ports/queue.ts';
import type { RulebookStore } from '../../pipeline/ports/rulebooks.ts';
import type { SearchStore } from '../../pipeline/ports/search.ts';
import type { SourceStore } from '../../pipeline/ports/sources.ts';
import type { ReplyDraft } from '../../pipeline/reply-drafts.ts';
import type { ReviewDeps } from '../../pipeline/review.ts';
import type { StageDeps } from '../../pipeline/stages.ts';
import type { HandStore } from '../../pipeline/ports/hand.ts';
import type { Counting } from './recent-reports.ts';

/** What the console works with. */
export interface ConsoleDeps extends ReviewDeps {
  readonly access: AccessStore;
  readonly board: BoardStore;
  readonly search: SearchStore;
  readonly sources: SourceStore;
  readonly subscribers: SubscriberStore;
  readonly digests: Pick<DigestStore, 'lost'>;
  readonly notices: Pick<NoticeStore, 'acknowledge' | 'lost' | 'retry' | 'unheard'>;
  readonly channels: ChannelStore;
  readonly messenger: Messenger;
  /** Whether a mail server is configured. */
  readonly mails: boolean;
  /** Why a webhook may not lead there. */
  readonly urlFault: (url: string) => UrlFault | undefined;
  readonly controls: ControlStore;
  readonly overturned: OverturnedStore;
  readonly actions: Pick<ActionStore, 'retry' | 'dismiss'>;
  readonly audits: AuditStore;
  readonly health: HealthStore;
  readonly rulebooks: Pick<RulebookStore, 'refused'>;
  readonly checking: CheckStore;
  readonly staging: StageDeps;
  /** Rules tried on stored comments. */
  readonly trying: { readonly past: PastStore; readonly compile: Try; readonly store: RulebookStore };
  readonly report: Counting;
  readonly queues: Pick<Queues, 'ring' | 'backend' | 'counts' | 'schedules'>;
  readonly now: () => Promise<Date>;
  readonly timeZone: string;
  /** Signs form tokens. */
  readonly key: string;
  /** Proxies whose word on who asks is taken. */
  readonly proxies: BlockList;
  /** Cookies only over TLS. */
  readonly secure: boolean;
  /** Where the console is reached from outside, for links that are handed on; absent = as the browser asked. */
  readonly publicUrl?: string;
  readonly capabilities: (platform: string) => Capabilities | undefined;
  /** What a failure code means and what to do about it, in words. */
  readonly explainCode: (platform: string, code: string) => Told;
  /** Asks the platform how a source is: token, permissions. Calls the platform. */
  readonly checkSource: (sourceId: number) => Promise<readonly Check[]>;
  /** The prepared replies to a case, the most fitting first. */
  readonly replyDrafts: (found: BoardCase) => Promise<readonly ReplyDraft[]>;
  /** What an answer would cost now, where that is not always nothing. Calls the platform. */
  readonly replyTerms: (found: BoardCase) => Promise<ReplyTerms | undefined>;
  /** What a person does in the platform's own tool where no call does it. */
  readonly byHand: (platform: string, verb: HandVerb, kind: CommentKind) => ByHand | undefined;
  /** Tasks that people do by hand. */
  readonly tasks: HandStore;
  /** BullMQ's own board, read only; answers below `/queues`. */
  readonly queueBoard: (request: Request) => Response | Promise<Response>;
  readonly log: Log;
}
