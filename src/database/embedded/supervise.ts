import { unwatchFile, watchFile } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { EmbeddedError } from './embedded-error.ts';
import { postmasterFilePath } from './postmaster-file.ts';
import { ensureRunning, stopServer } from './run-server.ts';
import { isServer } from './server-process.ts';
import { takeServiceLock } from './service-lock.ts';
import type { Cluster } from './start-server.ts';

const firstDelayMs = 50;
const longestDelayMs = 5000;
const firstHoldMs = 10_000;
const lookMs = 1000;

/**
 * Runs the server for the one process that serves, and starts it again, with growing pauses, whenever it is lost.
 * Connection pools reconnect by themselves: the URL stays the same.
 */
export async function supervise(cluster: Cluster, url: string, log: Pick<Logger, 'info' | 'warn'>) {
  const stopping = new AbortController();
  let recovery = Promise.resolve();
  let pid = 0;
  let lock: Client | undefined;
  const file = postmasterFilePath(cluster.paths.data);

  // PostgreSQL looks for its file once a minute, and until then it keeps votes in files that nobody will find again.
  function endWithoutFile({ nlink }: { nlink: number }): void {
    if (nlink === 0 && isServer(pid, cluster.paths.data)) process.kill(pid, 'SIGQUIT');
  }

  async function hold(): Promise<void> {
    pid = await ensureRunning(cluster);
    lock = await takeServiceLock(url, dirname(cluster.paths.root));
    watchFile(file, { interval: lookMs, persistent: false }, endWithoutFile);
    lock.once('end', () => {
      unwatchFile(file, endWithoutFile);
      if (!stopping.signal.aborted) recovery = recover();
    });
  }

  async function recover(): Promise<void> {
    log.warn('The embedded database went away; bringing it back');
    let delay = firstDelayMs;
    while (!stopping.signal.aborted) {
      try {
        await hold();
        log.info({ 'process.pid': pid }, 'The embedded database is back');
        return;
      } catch (error) {
        log.warn({ err: error }, 'The embedded database is still away');
      }
      await sleep(delay, undefined, { signal: stopping.signal }).catch(() => {});
      delay = Math.min(delay * 2, longestDelayMs);
    }
  }

  // The last resort for a process that exits without stop(): it may only do what is synchronous.
  function stopAtExit(): void {
    try {
      process.kill(pid, 'SIGINT');
    } catch {}
  }

  await retry(hold);
  process.once('exit', stopAtExit);
  return {
    url,
    get pid() {
      return pid;
    },
    async stop(): Promise<void> {
      stopping.abort();
      await recovery;
      await lock?.end().catch(() => {});
      await stopServer(cluster, pid);
      process.off('exit', stopAtExit);
    },
  };
}

/** A server found while it goes down, or comes back from a crash, cuts connections for a moment. */
async function retry(hold: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + firstHoldMs;
  for (;;) {
    try {
      return await hold();
    } catch (error) {
      if (error instanceof EmbeddedError || Date.now() > deadline) throw error;
    }
    await sleep(firstDelayMs);
  }
}
