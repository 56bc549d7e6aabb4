import { rmdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedError } from './embedded-error.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { isAlive, isServer } from './server-process.ts';
import { socketPath } from './socket-directory.ts';
import { type Cluster, type Start, startServer } from './start-server.ts';

const pollMs = 10;
const lockPatienceMs = 10_000;
const fastShutdownMs = 20_000;

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
      const locked = /lock file .* already exists|shared memory block/.test(complaint);
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

/**
 * Stops the server with a fast shutdown and waits until its process is gone. Nothing happens where none runs.
 * `knownPid` is the server last seen, for when somebody removed its directory.
 */
export async function stopServer(cluster: Cluster, knownPid?: number): Promise<void> {
  const running = await findServer(cluster);
  const pid = running?.pid ?? knownPid;
  if (pid !== undefined) await shutDown(cluster, pid);
  // A directory made for the socket alone; the cluster's own is never empty.
  await rmdir(running?.socketDirectory ?? cluster.socketDirectory).catch(() => {});
}

async function shutDown({ paths }: Cluster, pid: number): Promise<void> {
  if (!isServer(pid, paths.data)) return;
  process.kill(pid, 'SIGINT');
  let forceAt = Date.now() + fastShutdownMs;
  while (isAlive(pid)) {
    if (Date.now() > forceAt) {
      process.kill(pid, 'SIGQUIT');
      forceAt = Number.POSITIVE_INFINITY;
    }
    await sleep(pollMs);
  }
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
