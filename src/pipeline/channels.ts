import { randomBytes, randomUUID } from 'node:crypto';
import { DeliveryFailure } from './ports/mail.ts';
import { type ChannelStore, type Messenger, PRESETS, type Target } from './ports/notices.ts';

/** Where a channel leads, as somebody entered it. */
export interface TargetDraft {
  readonly mail?: string;
  readonly url?: string;
  readonly preset?: string;
  readonly chat?: string;
}

/** Why a webhook's URL cannot be a target. */
export type UrlFault = 'not-a-url' | 'not-https' | 'private-address';
export type TargetFault = 'nothing' | 'address' | 'preset' | 'chat' | UrlFault;

/** Reads a target; a webhook gets a signing secret of its own. A fault names what cannot be used. */
export function readTarget(
  draft: TargetDraft,
  urlFault: (url: string) => UrlFault | undefined,
): Target | TargetFault {
  if (draft.mail !== undefined) {
    return /^[^\s@<>]+@[^\s@<>]+$/u.test(draft.mail) ? { kind: 'mail', address: draft.mail } : 'address';
  }
  const preset = PRESETS.find((known) => known === (draft.preset ?? 'plain'));
  if (preset === undefined) return 'preset';
  if (preset === 'telegram' && draft.chat === undefined) return 'chat';
  const url = draft.url?.trim() ?? '';
  if (url === '') return 'nothing';
  return (
    urlFault(url) ?? {
      kind: 'webhook',
      url,
      preset,
      secret: `whsec_${randomBytes(32).toString('base64')}`,
      ...(draft.chat === undefined ? {} : { chat: draft.chat }),
    }
  );
}

/**
 * Sends a channel a message that says that it works. Resolves to `ok`, to `missing` when there is no such channel or its
 * target cannot be read any more, else to the code of the failure.
 */
export async function tryChannel(
  deps: { readonly channels: Pick<ChannelStore, 'recipient'>; readonly messenger: Messenger },
  channelId: number,
  at: Date,
): Promise<string> {
  const recipient = await deps.channels.recipient(`channel:${channelId}`);
  if (recipient === undefined) return 'missing';
  try {
    await deps.messenger.tell(recipient, { id: randomUUID(), at, urgent: false, cases: [], test: true });
    return 'ok';
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    return error.code;
  }
}
