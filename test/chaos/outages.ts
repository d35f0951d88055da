import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

const MINUTE = 60_000;

/** Longer than an action is tried: whatever was given up is tried again by people, and what ends a hide never is. */
export const OUTAGES: readonly Fault[] = [
  {
    name: 'Facebook: away for 40 minutes',
    place: 'platform',
    weight: 0.5,
    pause: 5 * MINUTE,
    strike(house) {
      house.facebook.faults.add({ kind: 'html', probability: 1 });
      return async () => {
        await sleep((40 * MINUTE) / house.time.rate);
        house.facebook.faults.clear();
      };
    },
  },
  {
    name: 'Zalo: away for 40 minutes',
    place: 'platform',
    weight: 0.5,
    pause: 5 * MINUTE,
    strike(house) {
      house.zalo.faults.add({ path: /^\/v[23]\.0\//, effect: { status: 503 } });
      return async () => {
        await sleep((40 * MINUTE) / house.time.rate);
        house.zalo.faults.clear();
      };
    },
  },
];
