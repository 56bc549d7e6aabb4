// Ends what a stack started when the process that owns the stack is gone, however it went. It is told process ids on
// standard input, "+7" started and "-7" ended; the end of the input means that the owner is gone.
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

const GRACE_MS = 15_000;
const processes = new Set<number>();

process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) processes.add(pid);
  else processes.delete(pid);
}
for (const pid of processes) signal(pid, 'SIGTERM');
const deadline = Date.now() + GRACE_MS;
while (Date.now() < deadline && [...processes].some((pid) => signal(pid, 0))) await setTimeout(100);
for (const pid of processes) signal(-pid, 'SIGKILL');

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
