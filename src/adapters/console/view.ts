import type { Capabilities } from '../../pipeline/ports/platform.ts';

/** How a card is shown. */
export interface CardView {
  readonly lang: 'vi' | 'en';
  readonly timeZone: string;
  readonly now: Date;
  readonly csrf: string;
  readonly memberId: number;
  readonly capabilities: Capabilities | undefined;
  readonly explainCode: (code: string) => string;
  /** Where a browser without script goes after a decision. */
  readonly back: string;
  /** Prepared reply of the case's rule, to be edited before sending. */
  readonly replyDraft?: string;
  /** Personal data unmasked; only after the showing was audited. */
  readonly unmasked?: boolean;
  /** What the last decision on it came to, told above the card. */
  readonly notice?: string;
  /** On a page of its own: nothing is folded away or cut short. */
  readonly whole?: boolean;
}
