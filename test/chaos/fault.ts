import type { Random } from '../../bench/random.ts';
import type { House } from './house.ts';

/** Ends a fault; what is broken by then stays broken only in its consequences. */
export type Heal = () => Promise<void> | void;

export interface Fault {
  readonly name: string;
  /** What it breaks; two faults of one place do not strike at once. */
  readonly place: 'database' | 'redis' | 'workers' | 'platform' | 'rules' | 'clock' | 'schedules' | 'brakes';
  /** A process is really killed with SIGKILL. */
  readonly kill?: true;
  /** How often it is drawn, against the others. */
  readonly weight: number;
  /** After it tries rest for up to so long, in simulated milliseconds, and people have tried again what was given up. */
  readonly pause?: number;
  /** The fault lasts until the service notices it by itself: at most so long, in real milliseconds, after it was struck. */
  readonly unnoticed?: number;
  /** Absent: on every installation. */
  readonly needs?: (house: House) => boolean;
  /** Throws where there is nothing to break, because the fault before has broken it already. */
  strike(house: House, random: Random): Promise<Heal> | Heal;
}
