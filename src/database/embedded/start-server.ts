import { spawn } from 'node:child_process';
import { chmod, chown, open, rename, stat } from 'node:fs/promises';
import type { ClusterPaths } from './cluster-paths.ts';
import { findComplaint } from './embedded-error.ts';
import type { Binaries } from './find-binaries.ts';
import { commandAs, programEnvironment, type RunAs } from './run-as.ts';
import { serverArguments } from './server-arguments.ts';
import { clearStaleLocks } from './server-process.ts';
import { secureSocketDirectory } from './socket-directory.ts';

/** What it takes to run a server on a cluster. */
export interface Cluster {
  paths: ClusterPaths;
  binaries: Binaries;
  runAs: RunAs;
  /** Where a server started here opens its socket. */
  socketDirectory: string;
}

/** A server process that was started: it may be on its way up, or have failed. */
export interface Start {
  failed(): boolean;
  complaint(): Promise<string>;
}

const largestLogBytes = 5 * 1024 * 1024;

/** Starts a server and gives it at once, ready or not. It outlives this process unless it is stopped. */
export async function startServer({ paths, binaries, runAs, socketDirectory }: Cluster): Promise<Start> {
  await clearStaleLocks(paths.data, socketDirectory);
  // Kubernetes opens volumes to a group (fsGroup) at every start; PostgreSQL refuses a directory open to others.
  await chmod(paths.root, 0o700);
  await chmod(paths.data, 0o700);
  await secureSocketDirectory(socketDirectory, runAs);
  const log = await openLog(paths.log, runAs);
  const { size } = await log.stat();
  const settings = serverArguments(paths.data, socketDirectory);
  const { command, args, user } = commandAs(runAs, binaries.postgres, settings);
  const child = spawn(command, args, {
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
    complaint: async () => problem?.message ?? findComplaint(await readFrom(paths.log, size)),
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
