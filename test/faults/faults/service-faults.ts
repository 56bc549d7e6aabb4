import { setTimeout as sleep } from 'node:timers/promises';
import type { Process } from '../scene.ts';
import { type Fault, pause } from './fault.ts';

/** How long a process that ends at once is started again, as whatever runs it would. */
const AGAIN_MS = 20_000;

async function start({ part }: Process): Promise<void> {
  // Where the database is away as well it ends again. The run's end starts what is still down.
  for (const deadline = Date.now() + AGAIN_MS; Date.now() < deadline; await sleep(200)) {
    await part.start().catch(() => undefined);
    if (part.pid !== undefined) return;
  }
}

const kill: Fault = {
  name: 'service-kill',
  async strike({ processes }, random) {
    const process = random.pick(processes);
    await process.part.kill('SIGKILL');
    await pause(random, 0, 1000);
    await start(process);
  },
};

const restart: Fault = {
  name: 'service-restart',
  async strike({ processes }, random) {
    const process = random.pick(processes);
    await process.part.stop();
    await start(process);
  },
};

const freeze: Fault = {
  name: 'service-freeze',
  async strike({ processes }, random) {
    const { part } = random.pick(processes);
    await part.kill('SIGSTOP');
    // Longer than clients wait, so that what it holds comes late.
    await pause(random, 500, 5000);
    await part.kill('SIGCONT');
  },
};

const killAll: Fault = {
  name: 'services-kill',
  async strike({ processes }) {
    await Promise.all(processes.map(({ part }) => part.kill('SIGKILL')));
    await Promise.all(processes.map(start));
  },
};

const answersCut: Fault = {
  name: 'answers-cut',
  async strike({ processes }, random) {
    const numbers = random.fork();
    for (const { relay } of processes) relay.cutsAnswer = () => numbers.chance(0.2);
    await pause(random, 1000, 3000);
    for (const { relay } of processes) relay.cutsAnswer = () => false;
  },
};

const clientsCut: Fault = {
  name: 'clients-cut',
  async strike({ processes }, random) {
    const { relay } = random.pick(processes);
    relay.cut();
    await pause(random, 100, 1500);
    relay.mend();
  },
};

const away = (name: string, part: 's3' | 'collector'): Fault => ({
  name,
  async strike({ stack }, random) {
    const hangs = random.chance(0.5);
    await stack.part(part).kill(hangs ? 'SIGSTOP' : 'SIGKILL');
    await pause(random, 500, 3000);
    if (hangs) await stack.part(part).kill('SIGCONT');
    else await stack.part(part).start();
  },
});

/** Faults of the service's processes, of the network to them and of what they send to. */
export const serviceFaults: readonly Fault[] = [
  kill,
  killAll,
  restart,
  freeze,
  answersCut,
  clientsCut,
  away('s3-away', 's3'),
  away('collector-away', 'collector'),
];
