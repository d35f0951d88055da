import { createControlStore } from '../../src/adapters/postgres/controls.ts';
import type { Fault } from './fault.ts';

/** Not broken, but held up on purpose: what ends a hide must get through all the same. */
export const BRAKES: readonly Fault[] = [
  {
    name: 'brake pulled',
    place: 'brakes',
    weight: 3,
    async strike(house) {
      const controls = createControlStore(house.pool);
      // Whether or not it got through: what stands is released.
      await controls.pull({ source: house.sources.facebook }, 'chaos', undefined).catch(() => false);
      return async () => {
        for (const { source, rule } of await controls.brakes()) {
          const scope = { ...(source !== undefined && { source }), ...(rule !== undefined && { rule }) };
          await controls.release(scope, 'chaos');
        }
      };
    },
  },
  {
    name: 'page observes for a while',
    place: 'brakes',
    weight: 2,
    async strike({ console: { service }, sources }) {
      await service.sources.setMode(sources.facebook, 'observe', 'chaos').catch(() => undefined);
      return () => service.sources.setMode(sources.facebook, 'enforce', 'chaos');
    },
  },
  {
    name: 'page removed and added again',
    place: 'brakes',
    weight: 2,
    async strike({ console: { service }, sources, facebook }) {
      const page = sources.facebook;
      await service.sources.setStatus(page, 'removed', 'chaos').catch(() => undefined);
      return async () => {
        await service.sources.setStatus(page, 'active', 'chaos');
        // A poll may have met the page without its token.
        await service.tokens.write(page, { accessToken: facebook.tokens.page });
        await service.sources.setStatus(page, 'active', 'chaos');
        await service.sources.setMode(page, 'enforce', 'chaos');
      };
    },
  },
  {
    name: 'actions stopped',
    place: 'brakes',
    weight: 2,
    async strike(house) {
      const controls = createControlStore(house.pool);
      await controls.stopActions('chaos', undefined).catch(() => undefined);
      return () => controls.resumeActions('chaos');
    },
  },
];
