import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { EmbeddedError } from './embedded-error.ts';
import { canNameUser } from './name-user.ts';

/** How PostgreSQL programs are started so that they accept their user. */
export interface RunAs {
  uid?: number;
  gid?: number;
  /** Programs and arguments put before the command. */
  prefix: string[];
  /** Whether the user has no name of its own and is given one for initdb. */
  unnamed?: boolean;
}

/** PostgreSQL programs need little, and must not inherit PG* variables or this process's secrets. */
export const programEnvironment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

const nobody = 65534;

/**
 * Chooses the user for a new cluster below `parent`. PostgreSQL refuses to run as root, so root hands over to
 * the owner of `parent`, or to nobody where that is root too. Where that user cannot reach the directory or the
 * programs, the server runs in a user namespace of its own, in which root is not root.
 * Throws one line where neither is possible.
 */
export function chooseRunAs(parent: string, owner: { uid: number; gid: number }, program: string): RunAs {
  const user = process.getuid?.();
  if (user !== 0) {
    if (hasName()) return { prefix: [] };
    if (canNameUser()) return { prefix: [], unnamed: true };
    return inUserNamespace(`initdb needs a name for uid ${user} in /etc/passwd`);
  }
  const other = owner.uid === 0 ? { uid: nobody, gid: nobody } : { uid: owner.uid, gid: owner.gid };
  if (canServe(other, parent, program)) return { ...other, prefix: [] };
  return inUserNamespace(
    `PostgreSQL does not run as root, and uid ${other.uid} has no name or cannot reach ${parent} and ${dirname(program)}`,
  );
}

/** The user for a cluster that exists: its owner. Throws one line where this process may not act as that user. */
export function runAsOwner(root: string, owner: { uid: number; gid: number }): RunAs {
  const user = process.getuid?.();
  if (user === owner.uid && user !== 0) return { prefix: [] };
  if (user !== 0) {
    throw new EmbeddedError(
      `${root} belongs to uid ${owner.uid}: run as that user, or set DATA_DIR to a directory of your own`,
    );
  }
  if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, prefix: [] };
  return inUserNamespace(`PostgreSQL does not run as root, which owns ${root}`);
}

function inUserNamespace(reason: string): RunAs {
  const prefix = ['unshare', '--user', '--'];
  if (spawnSync('unshare', ['--user', 'true'], { env: programEnvironment }).status !== 0) {
    throw new EmbeddedError(`${reason}: run as another user, or set DATABASE_URL to a PostgreSQL server`);
  }
  return { prefix };
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

function canServe(user: { uid: number; gid: number }, directory: string, program: string): boolean {
  // initdb asks for the name of its user, which the owner of a mounted volume may not have here.
  const script = 'cd "$1" && "$2" --version && id -un';
  const run = spawnSync('/bin/sh', ['-c', script, 'sh', directory, program], {
    ...user,
    cwd: '/',
    env: programEnvironment,
  });
  return run.status === 0;
}
