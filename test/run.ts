import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { makePlain } from './support/plain-environment.ts';
import { writeProcesses } from './support/write-processes.ts';

/** One runner of the check: a command, and how it counts. */
interface Stage {
  name: string;
  command: string[] | (() => string[]);
  /** Runs while the stage before it does: it waits more than it computes. */
  alongside?: true;
}

const root = join(import.meta.dirname, '..');
const nodeTest = (...args: string[]) => [
  'node',
  '--test',
  '--test-global-setup=test/support/global-setup.ts',
  ...args,
];
const coverage = [
  '--experimental-test-coverage',
  '--test-coverage-include=src/**/*.ts',
  '--test-coverage-exclude=**/*.test.ts',
  '--test-coverage-exclude=src/ui/static/**',
  // Asked are 95 and 90; runs of the same code differ by less than a tenth.
  '--test-coverage-lines=97',
  '--test-coverage-branches=91',
];

const stages: Stage[] = [
  { name: 'lint', command: ['biome', 'ci', '--colors=off', '--error-on-warnings', '.'] },
  // Checks again only what hangs on files that changed since the last time.
  {
    name: 'types',
    command: [
      'tsc',
      '-p',
      '.',
      '--incremental',
      '--tsBuildInfoFile',
      'node_modules/.cache/types.tsbuildinfo',
    ],
  },
  { name: 'generated', command: ['node', 'tools/generate.ts', '--check'] },
  {
    name: 'unit and integration',
    command: () =>
      nodeTest(
        ...coverage,
        `--test-concurrency=${availableParallelism()}`,
        writeProcesses('{src,slo,alerts,dashboards,otel,tools,test/support}/**/*.test.ts'),
      ),
  },
  {
    name: 'pipeline',
    alongside: true,
    command: nodeTest(
      '--test-concurrency=1',
      'test/{pipeline,faults,truth,drill,upgrade,fuzz,mutants}/*.test.ts',
    ),
  },
  {
    name: 'browser',
    command: () => [
      'node',
      '--import=./src/telemetry/register.js',
      '--test',
      '--test-global-setup=test/browser/global-setup.ts',
      `--test-concurrency=${availableParallelism()}`,
      writeProcesses('test/browser/*.test.ts'),
    ],
  },
  // Alone, because it judges speed.
  { name: 'lighthouse', command: nodeTest('test/lighthouse/*.test.ts') },
];

// Programs are stripped of their types and compiled once, not by each of the hundreds of processes.
const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') };
makePlain(env);

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Passes the stage's output on, or keeps it for later, and counts what a test runner says at its end; other commands
 * count as one.
 */
async function run(
  { name, command }: Stage,
  { live }: { live: boolean },
): Promise<{ totals: Totals; kept: string; failures: string }> {
  let kept = '';
  const show = (text: string) => {
    if (live) process.stdout.write(text);
    else kept += text;
  };
  show(`\n== ${name}\n`);
  const started = performance.now();
  const [program = '', ...args] = typeof command === 'function' ? command() : command;
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    show(String(chunk));
    output = (output + chunk).slice(-200_000);
  });
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)));
  const count = (word: string) => Number(new RegExp(`^. ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const tests = /^. tests \d+$/m.test(output);
  const failed = tests ? count('fail') + count('cancelled') : Number(code !== 0);
  const totals = {
    passed: tests ? count('pass') : Number(code === 0),
    // A runner that fails without a failed test, such as on missing coverage, is a failure too.
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: count('skipped'),
  };
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  show(
    `${name}: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped (${seconds} s)\n`,
  );
  return { totals, kept, failures: totals.failed > 0 ? `${name}: ${failuresIn(output)}\n` : '' };
}

/** Where each failed test stands and the first lines of what it said; of a command without tests, its last lines. */
function failuresIn(output: string): string {
  const [, repeated] = output.split(/^✖ failing tests:$/m);
  const lines = (text: string) =>
    text.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  if (repeated === undefined) return lines(output).slice(-12).join('\n');
  const tests = repeated.split(/^(?=test at )/m).slice(1, 5);
  return tests.flatMap((test) => lines(test).slice(0, 7)).join('\n');
}

const wanted = process.argv.slice(2);
const chosen = stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
let failed = '';
const sum = { passed: 0, failed: 0, skipped: 0 };
while (chosen.length > 0) {
  const next = chosen.findIndex(({ alongside }, index) => index > 0 && !alongside);
  const together = chosen.splice(0, next < 0 ? chosen.length : next);
  const runs = together.map((stage, index) => run(stage, { live: index === 0 }));
  for (const { totals, kept, failures } of await Promise.all(runs)) {
    process.stdout.write(kept);
    failed += failures;
    for (const key of ['passed', 'failed', 'skipped'] as const) sum[key] += totals[key];
  }
}
// Said again at the very end, because a record of the check often keeps only its last lines.
process.stdout.write(`\n${failed}\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
process.exitCode = sum.failed > 0 ? 1 : 0;
