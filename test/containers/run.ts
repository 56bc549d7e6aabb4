import { type SpawnSyncOptions, spawnSync } from 'node:child_process';

/** Runs a program to its end and gives what it printed. @throws with its last lines where it fails. */
export function run(program: string, args: readonly string[], options: SpawnSyncOptions = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    maxBuffer: 64 * 1024 * 1024,
    ...options,
    encoding: 'utf8',
  });
  if (error) throw error;
  if (status === 0) return stdout.trim();
  const said = `${stdout}${stderr}`.trim().split('\n').slice(-15).join('\n');
  throw new Error(`${program} ${args.slice(0, 3).join(' ')} ended with ${status}:\n${said}`);
}
