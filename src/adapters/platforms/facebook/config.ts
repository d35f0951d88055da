import { z } from 'zod';
import { PlatformFailure } from '../../../domain/failure.ts';

/** How a page is polled; a source's own settings may override any of these. */
const pollSettings = z.object({
  /** Posts younger than this are listed in every cycle and fully re-read every `sweepEvery` cycles. */
  lookBackDays: z.number().int().positive().default(30),
  /** Within so many cycles every post of the look-back window is read anew from end to end. */
  sweepEvery: z.number().int().positive().default(60),
  /** Within so many cycles all posts ever made are listed with their counts. */
  deepEvery: z.number().int().positive().default(10),
  /** Comments a page; the platform allows 100 at most. */
  pageSize: z.number().int().min(1).max(100).default(100),
  /** Calls put into one batch request; the platform allows 50 at most. */
  batchSize: z.number().int().min(1).max(50).default(25),
  /** Posts no list shows any more, looked at one by one in a cycle. */
  strayPosts: z.number().int().positive().default(10),
});
export type PollSettings = z.infer<typeof pollSettings>;

export const facebookConfig = z.object({
  baseUrl: z.url().default('https://graph.facebook.com'),
  version: z
    .string()
    .regex(/^v\d+\.\d+$/)
    .default('v26.0'),
  appId: z.string().min(1).optional(),
  /** Signs calls (`appsecret_proof`) and proves webhooks; needed for both. */
  appSecret: z.string().min(1).optional(),
  /** What the webhook handshake must carry. */
  verifyToken: z.string().min(1).optional(),
  timeoutMs: z.number().int().positive().default(30_000),
  poll: pollSettings.prefault({}),
});
export type FacebookConfig = z.infer<typeof facebookConfig>;

/** The poll settings of one source: its own over the installation's. */
export function settingsOf(config: FacebookConfig, own: Readonly<Record<string, unknown>>): PollSettings {
  const read = pollSettings.safeParse({ ...config.poll, ...own });
  if (read.success) return read.data;
  throw new PlatformFailure('stop-source', 'facebook.settings');
}
