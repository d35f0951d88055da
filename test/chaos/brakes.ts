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
