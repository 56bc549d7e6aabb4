import { setTimeout as sleep } from 'node:timers/promises';
import { type Stack, startStack } from '../../tools/stack/start-stack.ts';
import { Organiser } from '../pipeline/rig/organiser.ts';
import { type Service, startService } from '../pipeline/rig/service.ts';
import { Relay } from '../support/relay.ts';
import { Clock } from './clock.ts';
import { PostgresPair } from './postgres/postgres-pair.ts';
import { makeScratch, removeScratch } from './postgres/scratch.ts';

/** A process of the service, and the network in front of it. */
export interface Process extends Service {
  relay: Relay;
  /** What clients connect to. */
  publicUrl: string;
}

/** Everything that is broken in a run: processes of the service on a pair of servers, with S3 and a Collector. */
export interface Scene {
  directory: string;
  pair: PostgresPair;
  stack: Stack;
  processes: Process[];
  organiser: Organiser;
  /** What the servers of PostgreSQL take for the time; undefined where it cannot be changed. */
  clock: Clock | undefined;
  /** Connects everything, and starts what does not run. */
  mend(): Promise<void>;
  stop(): Promise<void>;
}

const NAMES = ['service-a', 'service-b', 'service-c'];
const MEND_MS = 60_000;

/** Starts a process again for as long as it takes: without its database it ends at once, as it says it does. */
async function startAgain({ part }: Process): Promise<void> {
  for (const deadline = Date.now() + MEND_MS; part.pid === undefined; ) {
    await part.start().catch((error: unknown) => {
      if (Date.now() > deadline) throw error;
    });
    if (part.pid === undefined) await sleep(100);
  }
}

async function openProcess(name: string, stack: Stack, databaseUrl: string): Promise<Process> {
  const service = await startService({ name, stack, databaseUrl, env: { TRUSTED_PROXIES: '127.0.0.1' } });
  const { hostname, port } = new URL(service.url);
  const relay = await Relay.listen({ host: hostname, port: Number(port) });
  return { ...service, relay, publicUrl: `http://127.0.0.1:${relay.port}` };
}

/** Waits for all of them even where one fails, or what another starts would be stopped by nobody. */
async function all<T extends readonly Promise<unknown>[]>(started: readonly [...T]) {
  await Promise.allSettled(started);
  return Promise.all(started);
}

/** Starts everything on a directory of its own, with up to three processes of the service. */
export async function startScene(count = NAMES.length): Promise<Scene> {
  const directory = makeScratch();
  const stops: (() => unknown)[] = [() => removeScratch(directory)];
  const stop = async () => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    const clock = Clock.find(directory);
    const [pair, stack] = await all([
      PostgresPair.start(directory, clock?.env).then((started) => {
        stops.push(() => started.stop());
        return started;
      }),
      startStack({ dataDir: `${directory}/stack`, only: ['s3', 'collector'] }).then((started) => {
        stops.push(() => started.stop());
        return started;
      }),
    ]);
    // All at once on an empty database: one of them makes the tables, the others wait for it.
    const started: Process[] = [];
    stops.push(async () => {
      for (const { relay } of started) relay.close();
      await Promise.all(
        started.map(async ({ part }) => {
          await part.kill('SIGCONT');
          await part.stop();
        }),
      );
    });
    const open = async (name: string) => {
      const process = await openProcess(name, stack, pair.url);
      started.push(process);
      return process;
    };
    const processes = await all(NAMES.slice(0, count).map(open));
    const organiser = await Organiser.register(pair.url, processes[0]?.url ?? '');
    const mend = async () => {
      await clock?.set(0);
      for (const part of [stack.part('s3'), stack.part('collector')]) {
        await part.kill('SIGCONT');
        if (part.pid === undefined) await part.start();
      }
      await pair.mend();
      pair.relay.mend();
      await Promise.all(
        processes.map(async (process) => {
          await process.part.kill('SIGCONT');
          process.relay.mend();
          await startAgain(process);
        }),
      );
    };
    return { directory, pair, stack, processes, organiser, clock, mend, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
