import type { Logger } from 'pino';
import { prepareCluster } from './prepare-cluster.ts';
import { ensureRunning, findServer, stopServer } from './run-server.ts';
import { isInUse } from './service-lock.ts';
import { supervise } from './supervise.ts';

/** An embedded PostgreSQL server in use. */
export interface EmbeddedPostgres {
  /** A `postgres://` URL with its password, for pg, Sequelize and psql alike. */
  url: string;
  /** The server's process id; changes when the server had to be started again. */
  readonly pid: number;
  /** Gives the server up. Close every connection first. */
  stop(): Promise<void>;
}

/** Where the cluster lives, and who uses it. */
export interface EmbeddedOptions {
  dataDir: string;
  /** True for the one process that serves: it refuses to run beside another, restarts a lost server and stops it at the end. */
  exclusive: boolean;
  log: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Opens the PostgreSQL 18 server in `dataDir`: created on first use, started where it does not run, else joined.
 * With `exclusive` false (a command beside a running service) the server is stopped at the end only by its last user.
 * Throws one line that says what to do: no binaries for this platform, directory not ours, already served, disk full.
 */
export async function openEmbedded({ dataDir, exclusive, log }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { cluster, url } = await prepareCluster(dataDir);
  if (exclusive) return supervise(cluster, url, log);
  const pid = await ensureRunning(cluster);
  return {
    url,
    pid,
    stop: async () => {
      if ((await findServer(cluster)) && !(await isInUse(url))) await stopServer(cluster);
    },
  };
}
