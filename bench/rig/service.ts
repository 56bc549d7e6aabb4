import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { endWithThisProcess } from '../../tools/stack/end-with-this-process.ts';
import { holdPorts } from '../../tools/stack/ports.ts';
import { NODE_FLAGS } from '../../tools/stack/program.ts';

const root = join(import.meta.dirname, '../..');
const main = join(root, 'src/main.ts');
/** Starts telemetry where an endpoint is set. */
export const register = join(root, 'src/telemetry/register.js');
/** Of /proc/pid/stat on Linux, where it is 100 on every architecture Node runs on. */
const ticksPerSecond = 100;

/** How a service is run. */
export interface ServiceOptions {
  env: Record<string, string>;
  /** Paths of the modules loaded before the program; telemetry's unless given. */
  imports?: readonly string[];
  /** Flags for Node itself. */
  flags?: readonly string[];
}

/** A running service. */
export interface Service {
  port: number;
  /** Milliseconds from its start to its first answer of `ready`. */
  readyMs: number;
  /** CPU time of its own process so far, in microseconds. */
  cpu(): number;
  /** Memory of its process, in bytes. */
  resident(): number;
  stop(): Promise<void>;
}

function launch(script: string[], env: Record<string, string>): ChildProcess {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, script, {
    cwd: root,
    env: { PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  endWithThisProcess(child);
  return child;
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const ready = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await ready())) {
    if (child.exitCode !== null) throw new Error(`a server ended with ${child.exitCode}`);
    await delay(10);
  }
}

function watch(child: ChildProcess, port: number, readyMs: number): Service {
  const exited = once(child, 'exit');
  return {
    port,
    readyMs,
    cpu() {
      // The name in parentheses may hold spaces; utime and stime are the 14th and 15th field (proc(5)).
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e6;
    },
    resident() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Starts the service on a free port and waits until it is ready. What it logs goes nowhere, but is written. */
export async function startService({
  env,
  imports = [register],
  flags = [],
}: ServiceOptions): Promise<Service> {
  const [port = 0] = await holdPorts(1);
  const startedAt = performance.now();
  const child = launch(
    [
      ...NODE_FLAGS,
      ...flags,
      // Node reads a path as part of a URL, in which % begins a character.
      ...imports.flatMap((path) => ['--import', pathToFileURL(path).href]),
      main,
      'serve',
    ],
    {
      PORT: String(port),
      VOTE_QUEUE_LIMIT: '100000',
      SESSION_SECRET: 'benchmark'.repeat(4),
      ...env,
    },
  );
  await untilReady(child, `http://127.0.0.1:${port}/readyz`);
  return watch(child, port, performance.now() - startedAt);
}

/** Starts Fastify alone, which answers a constant where the service answers a vote or a page. */
export async function startConstant(): Promise<Service> {
  const [port = 0] = await holdPorts(1);
  const child = launch([join(import.meta.dirname, 'constant-server.ts')], { PORT: String(port) });
  await untilReady(child, `http://127.0.0.1:${port}/readyz`);
  return watch(child, port, 0);
}
