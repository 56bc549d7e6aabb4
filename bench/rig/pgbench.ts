import { execFile, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isExecutable } from '../../test/support/is-executable.ts';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

function findTool(name: string): string | undefined {
  let versions: string[] = [];
  try {
    versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  } catch {
    // PostgreSQL is not from Debian's packages here.
  }
  const debian = versions.map((version) => join(DEBIAN, version, 'bin'));
  const path = (process.env.PATH ?? '').split(':');
  return [...debian, ...path].map((directory) => join(directory, name)).find(isExecutable);
}

/**
 * The path of one of PostgreSQL's own programs, which the embedded server comes without: what is installed, or what apt
 * installs now where this runs as root. @throws one line that says what to install.
 */
export function postgresTool(name: 'pgbench' | 'psql'): string {
  const found = findTool(name);
  if (found) return found;
  if (process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')) {
    process.stderr.write('installing PostgreSQL’s own programs: apt-get install postgresql\n');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update'], { env, stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'postgresql'], {
      env,
      stdio: 'ignore',
    });
  }
  const installed = findTool(name);
  if (!installed) throw new Error(`No ${name} found: install PostgreSQL’s programs (Debian: postgresql).`);
  return installed;
}

/** Runs one of those; gives what it wrote. What a shell is set up with for another server, as PG* variables, does not reach it. */
export async function runTool(name: 'pgbench' | 'psql', args: string[]): Promise<string> {
  const { PATH } = process.env;
  return (await run(postgresTool(name), args, { env: { PATH } })).stdout;
}

/** What pgbench says of a run. */
export interface PgbenchResult {
  /** Transactions a second. */
  rate: number;
  /** Mean milliseconds of a transaction. */
  latencyMs: number;
}

/** Runs a script with prepared statements. */
export async function pgbench(
  { url, directory, script }: { url: string; directory: string; script: string },
  { clients, seconds }: { clients: number; seconds: number },
): Promise<PgbenchResult> {
  const file = join(directory, 'vote.sql');
  await writeFile(file, script);
  const load = ['-c', String(clients), '-j', String(Math.min(2, clients)), '-T', String(seconds)];
  const stdout = await runTool('pgbench', ['-n', '-M', 'prepared', '-f', file, ...load, url]);
  if (!/^number of failed transactions: 0 /m.test(stdout)) throw new Error(`pgbench said: ${stdout}`);
  const number = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1]);
  const result = { rate: number(/^tps = ([\d.]+)/m), latencyMs: number(/^latency average = ([\d.]+) ms/m) };
  if (!(result.rate > 0 && result.latencyMs > 0)) throw new Error(`pgbench said: ${stdout}`);
  return result;
}
