import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const children = new Set<ChildProcess>();
let reaper: ChildProcess | undefined;

/** Sees to it that a child, which has a group of its own, is ended when this process is gone, even by SIGKILL. */
export function endWithThisProcess(child: ChildProcess): void {
  reaper ??= startReaper();
  const { stdin } = reaper;
  children.add(child);
  stdin?.write(`+${child.pid}\n`);
  child.once('exit', () => {
    children.delete(child);
    stdin?.write(`-${child.pid}\n`);
    if (children.size > 0) return;
    // Nothing is left to guard. Waiting for its end leaves no process behind.
    reaper?.ref();
    stdin?.end();
    reaper = undefined;
  });
}

function startReaper(): ChildProcess {
  const script = join(import.meta.dirname, 'reaper.ts');
  const started = spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  started.unref();
  (started.stdin as unknown as { unref(): void }).unref();
  started.stdin.on('error', () => {});
  return started;
}
