import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Variant } from './variants.ts';

const root = join(import.meta.dirname, '../..');
const main = join(root, 'src/main.ts');
/** Of /proc/pid/stat on Linux, where it is 100 on every architecture Node runs on. */
const ticksPerSecond = 100;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function launch(args: string[], env: Record<string, string>): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, args, {
    cwd: root,
    env: { PATH, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Fills an empty data directory with questions that are open to every vote. */
export async function seed(dataDir: string): Promise<void> {
  const [code] = await once(launch([main, 'seed', '--mode', 'demo'], { DATA_DIR: dataDir }), 'exit');
  if (code !== 0) throw new Error(`seeding ended with ${code}`);
}

/** A running service. */
export interface Service {
  port: number;
  /** CPU time of the service's own process so far, in microseconds. */
  cpu(): number;
  stop(): Promise<void>;
}

/** Starts the service of a variant on a free port and waits until it is ready. */
export async function startService({ imports, env }: Variant, dataDir: string): Promise<Service> {
  const port = await freePort();
  const flags = imports.flatMap((path) => ['--import', path]);
  const child = launch([...flags, main, 'serve'], {
    ...env,
    DATA_DIR: dataDir,
    PORT: String(port),
    VOTE_QUEUE_LIMIT: '100000',
  });
  const exited = once(child, 'exit');
  const ready = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await ready())) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
    await delay(100);
  }
  return {
    port,
    cpu() {
      // The name in parentheses may hold spaces; utime and stime are the 14th and 15th field (proc(5)).
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e6;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
