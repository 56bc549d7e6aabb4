import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** One runner of the check: a command, and how it counts. */
interface Stage {
  name: string;
  command: string[];
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
  '--test-coverage-lines=90',
];

const stages: Stage[] = [
  { name: 'lint', command: ['biome', 'ci', '--colors=off', '--error-on-warnings', '.'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'generated', command: ['node', 'tools/generate.ts', '--check'] },
  {
    name: 'unit and integration',
    command: nodeTest(
      ...coverage,
      `--test-concurrency=${availableParallelism()}`,
      '{src,slo,alerts,dashboards,otel,tools,test/support}/**/*.test.ts',
    ),
  },
  {
    name: 'pipeline',
    command: nodeTest('--test-concurrency=1', 'test/{pipeline,faults,truth,drill,upgrade}/*.test.ts'),
  },
  {
    name: 'browser',
    command: [
      'node',
      '--import=./src/telemetry/register.ts',
      '--test',
      '--test-global-setup=test/browser/global-setup.ts',
      '--test-concurrency=1',
      'test/browser/*.test.ts',
    ],
  },
];

/** Passes the stage's output on and counts what a test runner says at its end; other commands count as one. */
async function run({ name, command }: Stage): Promise<{ passed: number; failed: number; skipped: number }> {
  process.stdout.write(`\n== ${name}\n`);
  const started = performance.now();
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    output = (output + chunk).slice(-200_000);
  });
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)));
  const count = (word: string) => Number(new RegExp(`^. ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const tests = /^. tests \d+$/m.test(output);
  const failed = tests ? count('fail') + count('cancelled') : Number(code !== 0);
  const result = {
    passed: tests ? count('pass') : Number(code === 0),
    // A runner that fails without a failed test, such as on missing coverage, is a failure too.
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: count('skipped'),
  };
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped (${seconds} s)\n`,
  );
  return result;
}

const wanted = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };
for (const stage of stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const result = await run(stage);
  for (const key of ['passed', 'failed', 'skipped'] as const) totals[key] += result[key];
}
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.failed > 0 ? 1 : 0;
