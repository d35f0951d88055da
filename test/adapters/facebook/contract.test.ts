import { platformContract } from '../../contract/platform.ts';
import { bench } from './world.ts';

platformContract('facebook', async () => {
  const world = await bench();
  const { sim } = world;
  const post = sim.addPost({ text: 'Hàng mới về' });
  return {
    platform: world.facebook,
    access: world.access,
    secrets: [sim.tokens.page, sim.appSecret],
    now: () => sim.clock.now(),
    write(text) {
      sim.clock.advance(1000);
      const id = sim.addComment({ post, text, by: { id: '77001122334455667', name: 'An' } });
      return { id: world.key(id), post, kind: 'comment' };
    },
    mishap(on, kind, forever = false) {
      const method = on === 'write' ? 'POST' : 'GET';
      const times = forever ? Number.MAX_SAFE_INTEGER : 1;
      const at = { method, times };
      if (kind === 'server-error') sim.faults.add({ kind: 'error', code: 2, ...at });
      else if (kind === 'html') sim.faults.add({ kind: 'html', ...at });
      else if (kind === 'drop') sim.faults.add({ kind: 'drop', ...at });
      else if (kind === 'drop-after-write') sim.faults.add({ kind: 'drop-after', ...at });
      else if (kind === 'throttle') sim.faults.add({ kind: 'error', code: 80001, ...at });
      else sim.faults.add({ kind: 'error', code: 190, subcode: 460, ...at });
    },
    calls: () => sim.usage.total,
    applied: () => sim.log,
    stop: () => sim.stop(),
  };
});
