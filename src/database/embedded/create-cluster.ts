import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncDirectory } from '#src/config/sync-directory.ts';
import { type ClusterPaths, clusterPaths } from './cluster-paths.ts';
import { EmbeddedError, findComplaint } from './embedded-error.ts';
import type { Binaries } from './find-binaries.ts';
import { nameUser } from './name-user.ts';
import { chooseRunAs, commandAs, programEnvironment, type RunAs } from './run-as.ts';
import { isAlive } from './server-process.ts';

/**
 * Creates the cluster, its role and its database, all or nothing: they are made in a directory beside `paths.root`
 * that is renamed when complete. A cluster another process completed meanwhile is kept.
 */
export async function createCluster(paths: ClusterPaths, binaries: Binaries): Promise<void> {
  const parent = dirname(paths.root);
  await removeAbandoned(paths.root);
  const runAs = chooseRunAs(parent, await stat(parent), binaries.postgres);
  const draft = clusterPaths(`${paths.root}.new-${process.pid}`);
  try {
    await mkdir(draft.root, { mode: 0o700 });
    await giveTo(runAs, draft.root);
    await initialise(draft, binaries, runAs);
    await rename(draft.root, paths.root).catch(keepExisting);
    await syncDirectory(parent);
  } finally {
    await rm(draft.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function initialise(paths: ClusterPaths, binaries: Binaries, runAs: RunAs): Promise<void> {
  // The built-in C.UTF-8 sorts the same on every machine, whatever locales the system has.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const env = { ...programEnvironment, ...(runAs.unnamed && (await nameUser(paths.root))) };
  await run(binaries.initdb, ['-D', paths.data, '-U', 'postgres', '-A', 'reject', ...locale], runAs, env);
  const password = randomBytes(24).toString('base64url');
  const sql = [
    `CREATE ROLE tallyscope LOGIN CREATEDB PASSWORD '${password}';`,
    'GRANT pg_monitor TO tallyscope;',
    'CREATE DATABASE tallyscope OWNER tallyscope;',
  ];
  const single = ['--single', '-D', paths.data, '-c', 'log_checkpoints=off', 'postgres'];
  await run(binaries.postgres, single, runAs, env, `${sql.join('\n')}\n`);
  await writeFile(join(paths.data, 'pg_hba.conf'), 'local all tallyscope scram-sha-256\n');
  await writeFile(paths.password, password, { mode: 0o600 });
  await giveTo(runAs, paths.password);
}

async function run(
  program: string,
  args: string[],
  runAs: RunAs,
  env: NodeJS.ProcessEnv,
  input = '',
): Promise<void> {
  const { command, args: all, user } = commandAs(runAs, program, args);
  const child = spawn(command, all, { ...user, cwd: '/', env });
  let output = '';
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  // A program that fails early closes its input; its exit says more than the broken pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  // A server in single-user mode tells of a failed statement, and exits as if it had not.
  if (status === 0 && !/error|fatal|panic/i.test(output)) return;
  const complaint = findComplaint(output) || `${basename(program)} exited with ${status}`;
  throw new EmbeddedError(`The embedded database could not be created: ${complaint}`);
}

/** Removes what processes that no longer run left half made. */
async function removeAbandoned(root: string): Promise<void> {
  const prefix = `${basename(root)}.new-`;
  for (const name of await readdir(dirname(root))) {
    const maker = Number(name.slice(prefix.length));
    if (!name.startsWith(prefix) || (maker !== process.pid && isAlive(maker))) continue;
    await rm(join(dirname(root), name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function giveTo({ uid, gid }: RunAs, path: string): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

function keepExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}
