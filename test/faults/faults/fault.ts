import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Scene } from '../scene.ts';

/** Something that goes wrong, and is mended again. */
export interface Fault {
  name: string;
  /** Why it cannot be done on this machine, where it cannot. */
  missing?(scene: Scene): string | undefined;
  /** Breaks something, leaves it so for a while and mends it. */
  strike(scene: Scene, random: Random): Promise<void>;
}

/** Waits between `low` and `high` milliseconds. */
export const pause = (random: Random, low: number, high: number): Promise<void> =>
  sleep(random.between(low, high));
