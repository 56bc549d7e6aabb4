import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD_FLAGS, binaries, builtDir, cacheRoot, explain, moduleDir } from './plan.mjs';

/**
 * Builds a tool into the cache unless it is there, telling `say` how far it is. Safe when two run at once: each builds
 * into a folder of its own and the first to finish puts it in place. `signal` ends it early. Rejects with a one-line error.
 */
export async function buildTool(tool, goVersion, say, signal) {
  const target = builtDir(tool, goVersion);
  if (binaries(tool).every((name) => existsSync(join(target, name)))) return 'cached';
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const scratch = `${target}.${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  let fetched = 0;
  let compiled = 0;
  let total = 0;
  const report = setInterval(() => {
    const phase = total
      ? `compiling, ${compiled} of ${total} packages`
      : `fetching modules, ${fetched} so far`;
    say(`${tool.name}: ${phase}, ${seconds()} s`);
  }, 10_000);
  try {
    // `go list` fetches just the modules the commands use, and says how many packages the build has.
    const listed = await go(
      tool,
      signal,
      ['list', '-mod=readonly', '-deps', ...tool.flags, ...tool.commands],
      (line) => {
        if (line.startsWith('go: downloading')) fetched += 1;
      },
    );
    total = listed.split('\n').length - 1;
    await go(
      tool,
      signal,
      [
        'build',
        '-v',
        ...BUILD_FLAGS,
        ...tool.flags,
        '-o',
        `${scratch}/${tool.binary ?? ''}`,
        ...tool.commands,
      ],
      () => {
        compiled += 1;
      },
    );
    try {
      renameSync(scratch, target);
    } catch (error) {
      if (!existsSync(target)) throw error;
    }
    return `built in ${seconds()} s`;
  } finally {
    clearInterval(report);
    rmSync(scratch, { recursive: true, force: true });
  }
}

function go(tool, signal, args, onLine) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
    const child = spawn('go', args, { cwd: moduleDir(tool), env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
      for (const line of text.split('\n')) if (line) onLine(line);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(stdout);
      const logFile = join(cacheRoot(), `${tool.name}.log`);
      try {
        writeFileSync(logFile, stderr);
      } catch {
        // A full disk: explain() says so from the text itself.
      }
      reject(new Error(explain(tool, stderr, logFile)));
    });
  });
}
