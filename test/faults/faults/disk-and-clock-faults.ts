import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresNode } from '../postgres/postgres-node.ts';
import { type Fault, pause } from './fault.ts';

const MIB = Buffer.alloc(1024 * 1024);

/** Takes all the room there is; gives what frees it. */
function fillDisk(node: PostgresNode): () => void {
  const balloon = join(node.cluster.paths.root, 'balloon');
  const file = openSync(balloon, 'w');
  try {
    for (const piece of [MIB, MIB.subarray(0, 4096)]) {
      try {
        for (;;) if (writeSync(file, piece) < piece.length) break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(file);
  }
  return () => rmSync(balloon, { force: true });
}

const full = (name: string, node: 'primary' | 'standby'): Fault => ({
  name,
  missing: ({ pair }) => (pair.ownDisks ? undefined : 'no file system may be mounted here'),
  async strike({ pair }, random) {
    const free = fillDisk(pair[node]);
    try {
      await pause(random, 1000, 4000);
    } finally {
      free();
    }
    // Without room for its WAL a server ends itself; whoever looks after it starts it again.
    await pair.mend();
  },
});

const HOUR = 3600;

/** Faults of the disk and the clock, which take means that not every machine has. */
export const diskAndClockFaults: readonly Fault[] = [
  full('full-disk', 'primary'),
  full('full-disk-standby', 'standby'),
  {
    name: 'clock-jump',
    missing: ({ clock }) => (clock ? undefined : 'libfaketime is not installed'),
    async strike({ clock }, random) {
      await clock?.set(random.pick([-HOUR, -5, 5, HOUR]));
      await pause(random, 500, 2500);
      await clock?.set(0);
    },
  },
];
