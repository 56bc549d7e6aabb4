import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '#src/config/make-directory.ts';
import { type ClusterPaths, clusterPaths } from './cluster-paths.ts';
import { createCluster } from './create-cluster.ts';
import { EmbeddedError } from './embedded-error.ts';
import { findBinaries, postgresMajor } from './find-binaries.ts';
import { runAsOwner } from './run-as.ts';
import { findServer } from './run-server.ts';
import { chooseSocketDirectory } from './socket-directory.ts';
import type { Cluster } from './start-server.ts';

/** What the driver would else take from PGSSLMODE and PGOPTIONS, which are set for another server; a space is no option. */
const OWN = 'sslmode=disable&options=%20';

/** Makes sure there is a cluster below `dataDir` that this release can open; gives it with the URL of its server. */
export async function prepareCluster(dataDir: string): Promise<{ cluster: Cluster; url: string }> {
  try {
    return await prepare(dataDir);
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, dataDir);
  }
}

async function prepare(dataDir: string) {
  await makeDirectory(dataDir);
  const paths = clusterPaths(join(await realpath(dataDir), 'postgres'));
  const binaries = await findBinaries();
  if (!(await exists(paths.root))) await createCluster(paths, binaries);
  const runAs = runAsOwner(paths.root, await stat(paths.root), binaries.postgres);
  await checkVersion(paths);
  const cluster = { paths, binaries, runAs, socketDirectory: chooseSocketDirectory(paths.root) };
  // A server that already runs may have been started under another temporary directory.
  cluster.socketDirectory = (await findServer(cluster))?.socketDirectory ?? cluster.socketDirectory;
  const password = await readFile(paths.password, 'utf8');
  const host = encodeURIComponent(cluster.socketDirectory);
  return { cluster, url: `postgres://tallyscope:${password}@localhost:5432/tallyscope?host=${host}&${OWN}` };
}

async function checkVersion(paths: ClusterPaths): Promise<void> {
  const version = (await readFile(join(paths.data, 'PG_VERSION'), 'utf8')).trim();
  if (version === postgresMajor) return;
  throw new EmbeddedError(
    `${paths.data} was written by PostgreSQL ${version}, this release brings ${postgresMajor}: dump it with the release that wrote it (pg_dump) and restore it into a new DATA_DIR`,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

function explain(error: NodeJS.ErrnoException, dataDir: string): Error {
  const { code, path = dataDir, syscall } = error;
  const advice = syscall === 'mkdir' && code === 'ENOENT' ? advices.EROFS : advices[code ?? ''];
  return advice ? new EmbeddedError(`${advice[0]} ${path}: ${advice[1]}`, { cause: error }) : error;
}

const ownDirectory = 'run as its owner, or set DATA_DIR to a directory of your own';
const advices: Record<string, [problem: string, advice: string]> = {
  EACCES: ['No permission to use', ownDirectory],
  EPERM: ['No permission to use', ownDirectory],
  EROFS: ['Cannot write to', 'set DATA_DIR to a directory on a writable disk'],
  ENOSPC: ['No space left for', 'free some, or set DATA_DIR to a directory on another disk'],
  ENOTDIR: ['Not a directory:', 'set DATA_DIR to a directory'],
  EEXIST: ['Not a directory:', 'set DATA_DIR to a directory'],
};
