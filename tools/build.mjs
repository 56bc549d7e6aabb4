// Builds the native tools of the local stack: `node tools/build.mjs [name...]`, by default all that the stack uses.
import { existsSync, mkdirSync, statfsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { buildTool } from './build/build-tool.mjs';
import { binaries, builtDir, cacheRoot, goVersion, TOOLS } from './build/plan.mjs';

// Modules, Go's build cache and the binaries of a first build together.
const NEEDED_GIB = 6;

const wanted = process.argv.slice(2);
const chosen = TOOLS.filter((tool) =>
  wanted.length > 0
    ? wanted.includes(tool.name)
    : tool.use === 'stack' || (tool.use === 'full' && process.env.STACK === 'full'),
);

try {
  const unknown = wanted.filter((name) => !TOOLS.some((tool) => tool.name === name));
  if (unknown.length > 0)
    throw new Error(
      `No tool is called ${unknown.join(', ')}: there are ${TOOLS.map((tool) => tool.name).join(', ')}.`,
    );
  await build();
} catch (error) {
  process.stderr.write(`tools: ${error.message}\n`);
  process.exitCode = 1;
}

async function build() {
  const version = goVersion();
  const missing = chosen.filter((tool) =>
    binaries(tool).some((name) => !existsSync(join(builtDir(tool, version), name))),
  );
  if (missing.length === 0) return;
  checkDisk();
  say(
    `building ${missing.map((tool) => tool.name).join(', ')} with Go ${version}; minutes the first time, kept in ${cacheRoot()}`,
  );
  const queue = [...missing];
  let done = 0;
  let failure;
  const stop = new AbortController();
  const worker = async () => {
    for (let tool = queue.shift(); tool && !failure; tool = queue.shift()) {
      try {
        const outcome = await buildTool(tool, version, say, stop.signal);
        done += 1;
        say(`${tool.name}: ${outcome} (${done} of ${missing.length})`);
      } catch (error) {
        failure ??= error;
        stop.abort();
      }
    }
  };
  // Linking is one thread and takes a gigabyte: two at a time keep two cores busy.
  const limit = totalmem() < 4 * 2 ** 30 ? 1 : availableParallelism() >= 8 ? 3 : 2;
  await Promise.all(Array.from({ length: limit }, worker));
  if (failure) throw failure;
}

function checkDisk() {
  mkdirSync(cacheRoot(), { recursive: true });
  const { bavail, bsize } = statfsSync(cacheRoot());
  const free = (bavail * bsize) / 2 ** 30;
  if (free < NEEDED_GIB) {
    throw new Error(
      `Only ${free.toFixed(1)} GiB of disk are free under ${cacheRoot()}, and building takes ${NEEDED_GIB}: free some, or set XDG_CACHE_HOME, GOCACHE and GOMODCACHE to another disk.`,
    );
  }
}

function say(text) {
  process.stdout.write(`tools: ${text}\n`);
}
