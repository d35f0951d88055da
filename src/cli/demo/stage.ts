import { type FacebookSimulator, startFacebookSimulator } from '../../simulators/facebook/index.ts';
import { type Voice, voicesOnPage, voicesToOa } from '../../simulators/voices.ts';
import { startZaloSimulator, type ZaloSimulator } from '../../simulators/zalo/index.ts';

/** A simulated Page and a simulated Zalo OA on loopback, with people who write. */
export interface Stage {
  readonly facebook: FacebookSimulator;
  readonly zalo: ZaloSimulator;
  /** The next comment or message is written; false when all voices have spoken once. */
  speak(): boolean;
  stop(): Promise<void>;
}

/** The conversation of this OA among those in the files. */
const ZALO_CONVERSATION = 'zalo-benhvien';

/** Starts both platforms with their posts; nobody has written anything yet. */
export async function openStage(): Promise<Stage> {
  const facebook = await startFacebookSimulator({ clock: 'running', pageName: 'Hạ Giang Online' });
  const zalo = await startZaloSimulator({
    oa: { id: '4318657068771012646', name: 'Bệnh viện Đa khoa Hạ Giang' },
  });
  const voices = interleave([
    ...voicesOnPage(facebook),
    ...voicesToOa(zalo).filter(({ post }) => post === ZALO_CONVERSATION),
  ]);
  let next = 0;
  return {
    facebook,
    zalo,
    speak() {
      voices[next % voices.length]?.speak();
      next += 1;
      return next < voices.length;
    },
    async stop() {
      await Promise.all([facebook.stop(), zalo.stop()]);
    },
  };
}

/** A living stream mixes its kinds: one of each in turn, in a fixed order, so that every demo tells the same. */
function interleave(voices: readonly Voice[]): Voice[] {
  const byKind = new Map<string, Voice[]>();
  for (const voice of voices) byKind.set(voice.kind, [...(byKind.get(voice.kind) ?? []), voice]);
  const lists = [...byKind.values()];
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, round) => lists.flatMap((list) => list[round] ?? [])).flat();
}
