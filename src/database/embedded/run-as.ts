import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { EmbeddedError } from './embedded-error.ts';
import { canNameUser } from './name-user.ts';

/** How PostgreSQL programs are started so that they accept their user. */
export interface RunAs {
  /** Whose the files are, and the process, unless `prefix` makes it another's. */
  uid?: number;
  gid?: number;
  /** Programs and arguments put before the command, which change the user themselves. */
  prefix: string[];
  /** Whether the user has no name of its own and is given one for initdb. */
  unnamed?: boolean;
}

/** PostgreSQL programs need little, and must not inherit PG* variables or this process's secrets. */
export const programEnvironment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

const nobody = { uid: 65534, gid: 65534 };

/** A program and its arguments, with the user to spawn it as. */
export function commandAs({ prefix, uid, gid }: RunAs, program: string, args: string[]) {
  const [command = program, ...rest] = [...prefix, program, ...args];
  return { command, args: rest, user: prefix.length > 0 ? {} : { uid, gid } };
}

/**
 * Chooses the user for a new cluster below `parent`. PostgreSQL refuses to run as root, so root hands over to
 * the owner of `parent`, or to nobody where that is root too. Where that user cannot reach the directory or the
 * programs, the server runs in a user namespace of its own, in which root is not root, or, as containers often forbid that,
 * as nobody with the right to pass where only root may.
 * Throws one line where neither is possible.
 */
export function chooseRunAs(parent: string, owner: { uid: number; gid: number }, program: string): RunAs {
  const user = process.getuid?.();
  if (user !== 0) {
    if (hasName()) return { prefix: [] };
    if (canNameUser()) return { prefix: [], unnamed: true };
    return inUserNamespace(`initdb needs a name for uid ${user} in /etc/passwd`);
  }
  const other = { ...(owner.uid === 0 ? nobody : { uid: owner.uid, gid: owner.gid }), prefix: [] };
  if (canServe(other, parent, program)) return other;
  const through = passingEverywhere(nobody);
  if (!canUnshare() && canServe(through, parent, program)) return through;
  return inUserNamespace(
    `PostgreSQL does not run as root, and uid ${other.uid} has no name or cannot reach ${parent} and ${dirname(program)}`,
  );
}

/** The user for a cluster that exists: its owner. Throws one line where this process may not act as that user. */
export function runAsOwner(root: string, owner: { uid: number; gid: number }, program: string): RunAs {
  const user = process.getuid?.();
  if (user === owner.uid && user !== 0) return { prefix: [] };
  if (user !== 0) {
    throw new EmbeddedError(
      `${root} belongs to uid ${owner.uid}: run as that user, or set DATA_DIR to a directory of your own`,
    );
  }
  if (owner.uid !== 0) {
    const user = { uid: owner.uid, gid: owner.gid };
    const plain = { ...user, prefix: [] };
    return canReach(plain, root, program) ? plain : passingEverywhere(user);
  }
  return inUserNamespace(`PostgreSQL does not run as root, which owns ${root}`);
}

function inUserNamespace(reason: string): RunAs {
  const prefix = ['unshare', '--user', '--'];
  if (!canUnshare()) {
    throw new EmbeddedError(`${reason}: run as another user, or set DATABASE_URL to a PostgreSQL server`);
  }
  return { prefix };
}

const canUnshare = () => spawnSync('unshare', ['--user', 'true'], { env: programEnvironment }).status === 0;

/** That user, who keeps of root's rights the one to pass any directory. */
function passingEverywhere({ uid, gid }: { uid: number; gid: number }): RunAs {
  const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const right = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  // Without it access(2), by which initdb looks for its server, disregards the right.
  const asked = '--securebits=+no_setuid_fixup';
  return { uid, gid, prefix: ['setpriv', ...user, ...right, asked, '--'] };
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

/** Whether that user may enter the directory and start the program. */
const canReach = (runAs: RunAs, directory: string, program: string) =>
  succeeds(runAs, 'cd "$1" && test -x "$2"', [directory, program]);

// initdb asks for the name of its user, which the owner of a mounted volume may not have here.
const canServe = (runAs: RunAs, directory: string, program: string) =>
  succeeds(runAs, 'cd "$1" && "$2" --version && id -un', [directory, program]);

function succeeds(runAs: RunAs, script: string, values: string[]): boolean {
  const { command, args, user } = commandAs(runAs, '/bin/sh', ['-c', script, 'sh', ...values]);
  return spawnSync(command, args, { ...user, cwd: '/', env: programEnvironment }).status === 0;
}
