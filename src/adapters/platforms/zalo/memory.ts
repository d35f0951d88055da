import { z } from 'zod';
import { Feed } from './feed.ts';
import { GROUP_COUNTS } from './groups.ts';

const EMPTY: Feed = { watermark: null, seen: [], gap: null };

/** The adapter's memory of an OA. It holds times, message ids and keyed names, no person's id and no text. */
export const Memory = z.object({
  chat: Feed.catch(EMPTY),
  groupChat: Feed.catch(EMPTY),
  groups: z
    .object({ ids: z.array(z.string()), count: z.number(), listAt: z.number() })
    .catch({ ids: [], count: GROUP_COUNTS[0], listAt: 0 }),
  articles: z.object({ newest: z.number(), listAt: z.number() }).catch({ newest: 0, listAt: 0 }),
});
export type Memory = z.infer<typeof Memory>;
