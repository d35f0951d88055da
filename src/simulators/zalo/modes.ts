/**
 * Behaviours of the real platform that its documents leave open or that differ between reports. Each is a
 * switch here, and the client must do its work under every setting.
 */
export interface Modes {
  /** A path that does not exist: an envelope with -209, or HTTP 404. */
  unknownPath: 'error' | '404';
  /** How many of the newest rows the message lists let one page through. */
  readableDepth: number;
  /** What reading past that depth gives. */
  beyondDepth: 'empty' | 'error';
  /** Inside 48 hours: free without limit (since 2026), or eight messages (2025). */
  freeReplies: 'unlimited' | 'eight';
  /** What a reply outside the free allowance meets. */
  billing: 'quota' | 'money' | 'no-account' | 'no-money';
  /** Message rows without `src`. */
  srcMissing: boolean;
  /** User and OA ids in rows as bare numbers, as the documents' types say. */
  numericIds: boolean;
  /** Whether `message.msg_id` of an event equals `message_id` of the lists. */
  eventIds: 'equal' | 'different';
  /** `error` of the envelope. */
  errorAs: 'number' | 'string';
  /** The answer to a refresh token that was used before. */
  consumedRefresh: 'error' | 'empty';
  /** Whether a renewal brings a new refresh token. */
  refreshRotates: boolean;
  expiresIn: 'string' | 'number';
  /** Whether the access token before a renewal dies at once. */
  oldAccessDies: boolean;
  /** Whether the app demands `appsecret_proof`. */
  appsecretProof: boolean;
  /** Tagging somebody who never followed: done, or -213. */
  tagStrangers: boolean;
  /** How often `verify` says "being processed" before an article update is done. */
  verifyBusy: number;
  /** Whether an article update counts against the monthly publishing quota. */
  updateEatsQuota: boolean;
  /** A sent message: answered with its id, without one, or with neither id nor message. */
  sending: 'named' | 'nameless' | 'lost';
  /** Greatest `count` of the group lists. */
  groupCount: number;
}

export const DEFAULT_MODES: Readonly<Modes> = {
  unknownPath: 'error',
  readableDepth: 250,
  beyondDepth: 'empty',
  freeReplies: 'unlimited',
  billing: 'quota',
  srcMissing: false,
  numericIds: false,
  eventIds: 'equal',
  errorAs: 'number',
  consumedRefresh: 'error',
  refreshRotates: true,
  expiresIn: 'string',
  oldAccessDies: true,
  appsecretProof: false,
  tagStrangers: true,
  verifyBusy: 1,
  updateEatsQuota: false,
  sending: 'named',
  groupCount: 50,
};
