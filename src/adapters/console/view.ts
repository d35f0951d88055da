import type { Lang } from '../../domain/lang.ts';
import type { ByHand, Capabilities, HandVerb, ReplyTerms } from '../../pipeline/ports/platform.ts';
import type { ReplyDraft } from '../../pipeline/reply-drafts.ts';

/** How a card is shown. */
export interface CardView {
  readonly lang: Lang;
  readonly timeZone: string;
  readonly now: Date;
  readonly csrf: string;
  readonly memberId: number;
  readonly capabilities: Capabilities | undefined;
  readonly explainCode: (code: string) => string;
  /** What a person does in the platform's own tool, and where. */
  readonly byHand: (verb: HandVerb) => ByHand | undefined;
  /** Where a browser without script goes after a decision. */
  readonly back: string;
  /** Prepared replies, the most fitting first, to be read and edited before sending. */
  readonly replyDrafts: readonly ReplyDraft[];
  /** Id of the one that was chosen; absent = the first. */
  readonly chosenReply?: string;
  /** What an answer would cost now; absent where it is always free, or nobody can say. */
  readonly replyTerms?: ReplyTerms;
  /** Personal data unmasked; only after the showing was audited. */
  readonly unmasked?: boolean;
  /** What the last decision on it came to, told above the card. */
  readonly notice?: string;
  /** On a page of its own: nothing is folded away or cut short. */
  readonly whole?: boolean;
}
