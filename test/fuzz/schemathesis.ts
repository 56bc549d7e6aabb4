import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheRoot } from '../../tools/build/plan.mjs';

const run = promisify(execFile);
const OLDEST_PYTHON = [3, 10] as const;

/** The fuzzer, ready to be run: what to start, with the environment in which it is found. */
export interface Fuzzer {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

const start = 'import sys; from schemathesis.cli import schemathesis; sys.exit(schemathesis())';

async function pythonVersion(): Promise<string> {
  const script = 'import platform, pip; print(platform.python_version(), platform.machine())';
  const { stdout } = await run('python3', ['-c', script]).catch(() => ({ stdout: '' }));
  return stdout.trim();
}

/** Why the fuzzer cannot be run on this machine, or undefined where they can. */
async function missingPython(): Promise<string | undefined> {
  const [major = 0, minor = 0] = (await pythonVersion()).split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_PYTHON;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `this needs Python ${OLDEST_PYTHON.join('.')} or newer with pip`;
}

/**
 * Why no fuzzer is there and none can be fetched now, or undefined where one is: no Python, or no index of its packages.
 * What is wrong with our own list of them is no such reason. @throws it.
 */
export async function missingFuzzer(): Promise<string | undefined> {
  const python = await missingPython();
  if (python) return python;
  try {
    await schemathesis();
    return undefined;
  } catch (error) {
    if (/\(from versions: none\)/.test((error as Error).message)) return 'pip reaches no index of packages';
    throw error;
  }
}

/**
 * Installs what `requirements.txt` lists into the cache of tools, unless it is there, and gives how to run it. Two that
 * install at once do not get in each other's way.
 */
export async function schemathesis(): Promise<Fuzzer> {
  const requirements = join(import.meta.dirname, 'requirements.txt');
  const version = await pythonVersion();
  const hash = createHash('sha256')
    .update(version)
    .update(await readFile(requirements));
  const target = join(cacheRoot(), `schemathesis-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(target)) {
    await mkdir(cacheRoot(), { recursive: true });
    const scratch = await mkdtemp(`${target}.`);
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', scratch, '-r', requirements];
    // Somebody's pip may be told to install for the user, or nowhere but in an environment of its own.
    const env = { ...process.env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' };
    try {
      await run('python3', pip, { env });
      await rename(scratch, target).catch((error) => {
        if (!existsSync(target)) throw error;
      });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  // What is asked runs here: a proxy that packages come through does not reach it. Python reads the small letters first.
  const env = { ...process.env, PYTHONPATH: target, no_proxy: '*', NO_PROXY: '*' };
  return { command: 'python3', args: ['-c', start], env };
}
