import { databaseFaults } from './faults/database-faults.ts';
import { diskAndClockFaults } from './faults/disk-and-clock-faults.ts';
import type { Fault } from './faults/fault.ts';
import { serviceFaults } from './faults/service-faults.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';

/** Faults that can befall at the same time, one out of each. */
export const LANES: readonly (readonly Fault[])[] = [
  [...databaseFaults, ...diskAndClockFaults],
  serviceFaults,
];

/** Names of all faults there are. */
export const faultNames: readonly string[] = LANES.flat().map(({ name }) => name);

/** Faults of a lane that may strike: those asked for that this machine can do. Says which it cannot. */
export function possible(
  lane: readonly Fault[],
  scene: Scene,
  { only, say }: { only: readonly string[]; say(line: string): void },
): Fault[] {
  return lane.filter(({ name, missing }) => {
    if (only.length > 0 && !only.includes(name)) return false;
    const reason = missing?.(scene);
    if (reason) say(`${name} is left out: ${reason}`);
    return reason === undefined;
  });
}

/** Deals faults in an order that the seed decides, each once before any comes again. */
export function* deal(faults: readonly Fault[], random: Random): Generator<{ fault: Fault; random: Random }> {
  while (faults.length > 0) {
    for (const fault of random.shuffled(faults)) yield { fault, random: random.fork() };
  }
}
