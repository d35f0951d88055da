import type { Effect } from '../../../src/simulators/zalo/faults.ts';
import { type Mishap, platformContract, type PlatformWorld } from '../../contract/platform.ts';
import { conversationKey, zaloWorld } from './world.ts';

const READS = /\/(listrecentchat|conversation|getoa|getlist|getslice|getgroupsofoa)$/;
const WRITES = /\/(cs|message|tagfollower|update)$/;

const EFFECTS: Readonly<Record<Mishap, Effect>> = {
  'server-error': { status: 500, body: '{"error":-1,"message":"internal"}' },
  html: { status: 502 },
  drop: { drop: 'before' },
  'drop-after-write': { drop: 'after' },
  throttle: { error: -32 },
  token: { error: -216 },
};

async function makeWorld(): Promise<PlatformWorld> {
  const world = await zaloWorld();
  const { simulator } = world;
  const person = simulator.addUser('Chị Hạnh');
  return {
    platform: world.platform,
    access: world.access,
    secrets: [
      world.vault.pair?.accessToken ?? '',
      world.vault.pair?.refreshToken ?? '',
      world.options.appSecret,
    ],
    now: () => simulator.clock.date(),
    write(text) {
      const message = simulator.say(person, text);
      return { id: message.id, post: conversationKey(person.id), kind: 'message', answerTo: person.id };
    },
    mishap(on, kind, forever = false) {
      const path = on === 'read' ? READS : WRITES;
      simulator.faults.add({ path, effect: EFFECTS[kind], ...(!forever && { times: 1 }) });
      if (kind === 'token') {
        simulator.oauth.revoke();
      }
    },
    calls: () => simulator.calls.length,
    applied: () => simulator.log.map(({ verb, text }) => ({ verb, ...(text !== undefined && { text }) })),
    stop: () => world.stop(),
  };
}

platformContract('zalo', makeWorld);
