import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { PROJECT } from '../../../tools/stack/config-dir.ts';
import { PROGRAM } from '../../../tools/stack/program.ts';

/** How a command of the program ended and what it wrote. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command of the program, such as `audit`, in a process of its own. */
export async function runCommand(args: string[], env: Record<string, string>): Promise<Ended> {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  const child = spawn(process.execPath, [...PROGRAM, ...args], {
    cwd: PROJECT,
    env: { PATH, HOME, TMPDIR, LANG, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
}
