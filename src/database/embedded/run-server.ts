import { rmdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedError } from './embedded-error.ts';
import { isAlive, readPostmasterFile } from './postmaster-file.ts';
import { socketPath } from './socket-directory.ts';
import { type Cluster, type Start, startServer } from './start-server.ts';

const pollMs = 10;
const lockPatienceMs = 10_000;
const fastShutdownMs = 20_000;
const reapMs = 1000;

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
      const locked = /lock file "postmaster.pid" already exists|shared memory block/.test(complaint);
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
  if (running) await shutDown(cluster, running.pid);
  // A directory made for the socket alone; the cluster's own never is empty.
  await rmdir(running?.socketDirectory ?? cluster.socketDirectory).catch(() => {});
}

async function shutDown({ paths }: Cluster, pid: number): Promise<void> {
  process.kill(pid, 'SIGINT');
  const started = Date.now();
  let released: number | undefined;
  let forced = false;
  while (isAlive(pid)) {
    const now = Date.now();
    if ((await readPostmasterFile(paths.data))?.pid !== pid) released ??= now;
    // Where no init process reaps, a server that ended after its starter stays a zombie.
    if (released !== undefined && now - released > reapMs) return;
    if (!forced && now - started > fastShutdownMs) {
      process.kill(pid, 'SIGQUIT');
      forced = true;
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
