import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, pause } from './fault.ts';

const kill: Fault = {
  name: 'postgres-kill',
  async strike({ pair }, random) {
    await pair.primary.kill();
    await pause(random, 0, 800);
    await pair.mend();
  },
};

const restart: Fault = {
  name: 'postgres-restart',
  async strike({ pair }) {
    await pair.primary.stop();
    await pair.mend();
  },
};

const freeze: Fault = {
  name: 'postgres-freeze',
  async strike({ pair }, random) {
    pair.primary.signal('SIGSTOP');
    await pause(random, 500, 4000);
    pair.primary.signal('SIGCONT');
  },
};

const failover: Fault = {
  name: 'failover',
  async strike({ pair }, random) {
    await pair.primary.kill();
    await pause(random, 0, 500);
    await pair.promote();
    await pause(random, 0, 1000);
    await pair.rebuildStandby();
  },
};

/** Commits that wait for a frozen standby are on the primary's disk alone; it restarts, shows them, and is lost. */
const unsynced: Fault = {
  name: 'failover-unsynced',
  async strike({ pair }, random) {
    pair.standby.signal('SIGSTOP');
    await pause(random, 300, 800);
    await pair.primary.kill();
    await pair.primary.start();
    await pause(random, 300, 1500);
    await pair.primary.kill();
    pair.standby.signal('SIGCONT');
    await pair.promote();
    await pair.rebuildStandby();
  },
};

const standbyKill: Fault = {
  name: 'standby-kill',
  async strike({ pair }, random) {
    await pair.standby.kill();
    await pause(random, 200, 1500);
    await pair.mend();
  },
};

const standbyFreeze: Fault = {
  name: 'standby-freeze',
  async strike({ pair }, random) {
    pair.standby.signal('SIGSTOP');
    await pause(random, 500, 3000);
    pair.standby.signal('SIGCONT');
    await pair.inSync();
  },
};

const backends: Fault = {
  name: 'backends-ended',
  async strike({ pair }, random) {
    for (let round = random.between(2, 6); round > 0; round -= 1) {
      await pair.primary.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tallyscope' AND random() < 0.5`,
      );
      await pause(random, 50, 400);
    }
  },
};

const slowDisk: Fault = {
  name: 'slow-disk',
  async strike({ pair }, random) {
    // Every flush of the WAL begins that many microseconds later.
    await pair.setting('commit_siblings', '0');
    await pair.setting('commit_delay', '100000');
    await pause(random, 1000, 4000);
    await pair.setting('commit_delay', '0');
  },
};

/** Faults that last for a while and are mended one after the other. */
export const databaseFaults: readonly Fault[] = [
  kill,
  restart,
  freeze,
  failover,
  unsynced,
  standbyKill,
  standbyFreeze,
  backends,
  slowDisk,
  {
    name: 'database-cut',
    async strike({ pair }, random) {
      pair.relay.cut();
      await pause(random, 100, 1500);
      pair.relay.mend();
    },
  },
  {
    name: 'database-silent',
    async strike({ pair }, random) {
      pair.relay.hush();
      await pause(random, 100, 1500);
    },
  },
  {
    name: 'commits-cut',
    async strike({ pair }, random) {
      const numbers = random.fork();
      pair.relay.cutsAnswer = (chunk) => chunk.includes('COMMIT\0') && numbers.chance(0.3);
      await pause(random, 1000, 3000);
      pair.relay.cutsAnswer = () => false;
    },
  },
  {
    name: 'slow-network',
    async strike({ pair }, random) {
      pair.relay.delayMs = random.between(20, 250);
      await pause(random, 1000, 3000);
      pair.relay.delayMs = 0;
      await sleep(300);
    },
  },
];
