import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';

/** Inodes of the sockets that listen on a port of this machine, from the kernel's own tables (proc_net_tcp(5)). */
function listeners(port: number): Set<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = ['tcp', 'tcp6']
    .flatMap((table) => read(`/proc/net/${table}`).split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === LISTENING);
  return new Set(rows.map((row) => `socket:[${row[9]}]`));
}

/** Process ids of a process group; field 5 of proc_pid_stat(5), behind a name that may hold anything. */
function membersOf(group: number): string[] {
  return readdirSync('/proc').filter(
    (name) =>
      /^\d+$/.test(name) &&
      Number(
        read(`/proc/${name}/stat`)
          .replace(/^.*\) /s, '')
          .split(' ')[2],
      ) === group,
  );
}

/** Whether it is a process of that group that listens on the port, and not somebody else. */
export function listensOn(group: number, port: number): boolean {
  const sockets = listeners(port);
  return membersOf(group).some((pid) =>
    descriptorsOf(pid).some((name) => sockets.has(link(`/proc/${pid}/fd/${name}`))),
  );
}

// Processes, and what they have open, may be gone by the time they are looked at.
const read = (file: string) => orElse('', () => readFileSync(file, 'utf8'));
const link = (file: string) => orElse('', () => readlinkSync(file));
const descriptorsOf = (pid: string) => orElse([], () => readdirSync(`/proc/${pid}/fd`));

function orElse<T>(otherwise: T, look: () => T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
