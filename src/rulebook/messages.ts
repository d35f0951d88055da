import type { Told } from '../domain/lang.ts';
import { CLAIM_MESSAGES } from './messages/claims.ts';
import { DECISION_MESSAGES } from './messages/decisions.ts';
import { REPLY_MESSAGES } from './messages/replies.ts';
import { RULE_MESSAGES } from './messages/rules.ts';
import { WRITING_MESSAGES } from './messages/writing.ts';

export interface Message {
  readonly vi: string;
  readonly en: string;
  readonly hint?: Told;
}

/** Every fault a rulebook can have, by code; `{value}` and other slots are filled by `fault()`. */
export const MESSAGES = {
  ...WRITING_MESSAGES,
  ...RULE_MESSAGES,
  ...CLAIM_MESSAGES,
  ...DECISION_MESSAGES,
  ...REPLY_MESSAGES,
} satisfies Record<string, Message>;

export type FaultCode = keyof typeof MESSAGES;
