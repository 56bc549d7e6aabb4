// Gets a checkout ready to run: npm's packages and the native tools, side by side. Quick when both are there.
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
// Whatever a shell or ~/.npmrc says: what tests and the demo need is installed, and the scripts that PostgreSQL comes with run.
const ALL_OF_IT = [
  '--include=dev',
  '--include=optional',
  '--no-ignore-scripts',
  '--bin-links',
  '--package-lock',
  '--no-dry-run',
  '--no-global',
];
const OLDEST_NODE = 20;
const running = new Set();

try {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE)
    throw new Error(
      `Node ${process.versions.node} is too old: this needs Node ${OLDEST_NODE} or newer, from https://nodejs.org/.`,
    );
  await Promise.all([install(), run('tools', process.execPath, [join(root, 'tools/build.mjs')])]);
} catch (error) {
  for (const child of running) child.kill('SIGTERM');
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function install() {
  if (changed('node_modules/.package-lock.json') >= changed('package-lock.json')) return;
  const began = Date.now();
  process.stdout.write('npm: installing packages\n');
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const report = setInterval(() => process.stdout.write(`npm: installing, ${seconds()} s\n`), 10_000);
  await run('npm', 'npm', ['ci', ...ALL_OF_IT, '--no-progress', '--loglevel=error']).finally(() =>
    clearInterval(report),
  );
  process.stdout.write(`npm: installed in ${seconds()} s\n`);
}

function changed(file) {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Shows what a program writes as it comes, but keeps its complaints for the error, so that they are read last. */
function run(name, command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', name === 'npm' ? 'ignore' : 'inherit', 'pipe'],
    });
    running.add(child);
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaints += text;
    });
    child.on('error', (error) => reject(new Error(`${name}: ${error.message}`)));
    child.on('close', (code) => {
      running.delete(child);
      if (code === 0) resolve();
      else reject(new Error(complaints.trim() || `${name} ended with code ${code}`));
    });
  });
}
