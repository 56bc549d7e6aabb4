import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { DriverJob } from './driver-process.ts';
import type { Offer, Offered } from './offer-votes.ts';
import type { IdleCount, IdleJob } from './open-idle.ts';

/** Clients are elsewhere in earnest: here they give way to what they ask. */
const NICENESS = 10;

function start(job: DriverJob): ChildProcess {
  const child = fork(join(import.meta.dirname, 'driver-process.ts'), { serialization: 'advanced' });
  if (child.pid) setPriority(child.pid, NICENESS);
  child.send(job);
  return child;
}

/** Offers votes from a process of its own. @throws where that ends without a result; it has told why. */
export async function offer(job: Offer): Promise<Offered> {
  const child = start({ offer: job });
  const closed = once(child, 'close');
  const ended = closed.then(([code]) => Promise.reject(new Error(`the driver ended with ${code}`)));
  const [result] = await Promise.race([once(child, 'message'), ended]);
  await closed;
  ended.catch(() => undefined);
  return result as Offered;
}

/** Connections that a process of its own opens and keeps. */
export interface Idle {
  /** As it was told last. */
  count: IdleCount;
  /** From now on they keep still. */
  rest(): void;
  stop(): void;
}

export function keepIdle(job: IdleJob): Idle {
  const child = start({ idle: job });
  const idle: Idle = {
    count: { open: 0, complete: false },
    rest: () => child.send('rest'),
    stop: () => child.kill(),
  };
  child.on('message', (count) => {
    idle.count = count as IdleCount;
  });
  return idle;
}
