import { type ChildProcess, spawn } from 'node:child_process';
import { chown, open, rename, stat } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterPaths } from './cluster-paths.ts';
import { EmbeddedError } from './embedded-error.ts';
import type { Binaries } from './find-binaries.ts';
import { clearForeignLock, isAlive, readPostmasterFile } from './postmaster-file.ts';
import { programEnvironment, type RunAs } from './run-as.ts';
import { serverArguments } from './server-arguments.ts';
import { secureSocketDirectory, socketPath } from './socket-directory.ts';

/** What it takes to run a server on a cluster. */
export interface Cluster {
  paths: ClusterPaths;
  binaries: Binaries;
  runAs: RunAs;
  /** Where a server started here opens its socket. */
  socketDirectory: string;
}

const pollMs = 10;
const lockPatienceMs = 10_000;
const fastShutdownMs = 20_000;
const reapMs = 1000;
const largestLogBytes = 5 * 1024 * 1024;

/** The process and the socket directory of the server that runs on this cluster, if one accepts connections. */
export async function findServer({ paths }: Cluster) {
  const file = await readPostmasterFile(paths.data);
  return file && (await accepts(socketPath(file.socketDirectory))) ? file : undefined;
}

/**
 * Waits until a server on this cluster is ready, starting one where none runs; gives its process id. A server left
 * by a killed process is found and used. Throws the server's own complaint in one line where it will not start.
 */
export async function ensureRunning(cluster: Cluster): Promise<number> {
  const lockDeadline = Date.now() + lockPatienceMs;
  let start: Start | undefined;
  for (;;) {
    const running = await findServer(cluster);
    if (running?.ready) return running.pid;
    if (!running && start?.failed()) {
      const complaint = await start.complaint();
      // Another process is starting it as well, or the last server's backends are not yet gone.
      const locked = /lock file|shared memory block/.test(complaint);
      if (!locked || Date.now() > lockDeadline) {
        throw new EmbeddedError(
          `The embedded database does not start: ${complaint} (see ${cluster.paths.log})`,
        );
      }
      start = undefined;
    }
    if (!running && !start) start = await startServer(cluster);
    await sleep(pollMs);
  }
}

/** Stops the server with a fast shutdown and waits until its process is gone. Nothing happens where none runs. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const running = await findServer(cluster);
  if (!running) return;
  const { pid } = running;
  process.kill(pid, 'SIGINT');
  const started = Date.now();
  let released: number | undefined;
  let forced = false;
  while (isAlive(pid)) {
    const now = Date.now();
    if ((await readPostmasterFile(cluster.paths.data))?.pid !== pid) released ??= now;
    // Where no init process reaps, a server that ended after its starter stays a zombie.
    if (released !== undefined && now - released > reapMs) return;
    if (!forced && now - started > fastShutdownMs) {
      process.kill(pid, 'SIGQUIT');
      forced = true;
    }
    await sleep(pollMs);
  }
}

interface Start {
  failed(): boolean;
  complaint(): Promise<string>;
}

async function startServer({ paths, binaries, runAs, socketDirectory }: Cluster): Promise<Start> {
  await clearForeignLock(paths.data);
  await secureSocketDirectory(socketDirectory, runAs);
  const log = await openLog(paths.log, runAs);
  const { size } = await log.stat();
  const { prefix, ...user } = runAs;
  const [command = binaries.postgres, ...args] = [
    ...prefix,
    binaries.postgres,
    ...serverArguments(paths.data, socketDirectory),
  ];
  const child: ChildProcess = spawn(command, args, {
    ...user,
    cwd: '/',
    env: programEnvironment,
    stdio: ['ignore', log.fd, log.fd],
    // A session of its own: Ctrl-C in a terminal must reach the service alone, which stops the server last.
    detached: true,
  });
  child.unref();
  let problem: Error | undefined;
  child.on('error', (error) => {
    problem = error;
  });
  await log.close();
  return {
    failed: () => problem !== undefined || child.exitCode !== null || child.signalCode !== null,
    complaint: async () => problem?.message ?? lastComplaint(await readFrom(paths.log, size)),
  };
}

async function openLog(path: string, { uid, gid }: RunAs) {
  const size = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  if (size > largestLogBytes) await rename(path, `${path}.1`);
  const log = await open(path, 'a', 0o600);
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
  return log;
}

async function readFrom(path: string, offset: number): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16_384), 0, 16_384, offset);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function lastComplaint(text: string): string {
  const lines = text.trim().split('\n');
  return lines.findLast((line) => /error|fatal|panic/i.test(line)) ?? lines.at(-1) ?? '';
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path, () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('error', () => resolve(false));
  });
}
