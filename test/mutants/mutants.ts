// `make mutants`: changes the code that counts in every way that Stryker knows, and sees whether a test notices.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { prepareTemplate } from '../support/template-database.ts';
import { startTestServer } from '../support/test-server.ts';
import { groups } from './groups.ts';
import { type Judged, rowOf, scoreOf, survivorsOf, tableWith } from './report.ts';
import { addSqlMutator } from './sql-mutator.ts';
import { tryRules } from './try-rules.ts';

/** Of all mutants, in percent. */
const ASKED = 85;

const wanted = (process.env.MUTANTS_ONLY || '').split(',').filter(Boolean);
const files = (process.env.MUTANTS_FILES || '').split(',').filter(Boolean);
/** Files of which only lines are tried. */
const inPart = new Set(files.filter((file) => file.includes(':')).map((file) => file.replace(/:.*/, '')));
/** What the tests of the groups need of the project. */
const parts = ['src', 'test', 'tools', 'slo', 'alerts', 'dashboards', 'package.json'];
const root = join(import.meta.dirname, '../..');
const page = join(root, 'docs/mutants.md');
const say = (line: string) => process.stdout.write(`mutants: ${line}\n`);

process.chdir(root);
await addSqlMutator();
// One server for all: with one of its own each of the thousands of test processes would take seconds longer.
const server = await startTestServer({ durable: false });
process.env.TEST_DATABASE_URL = server.url;
await prepareTemplate(server.url);
// Which mutant is at work is said by the environment, so all of them run the same compiled code.
process.env.NODE_COMPILE_CACHE = join(root, 'test-results/mutants/compiled');
const row = { root, today: new Date().toISOString().slice(0, 10) };
const judged: Judged[] = [];

const gone = (file: string) =>
  !existsSync(join(root, /^(src|slo|alerts)\//.test(file) ? file : `src/features/${file}`));

/** Keeps what a group gave at once: who ends a run of hours before its end has the rows of all groups before. */
async function keep(group: string, results: readonly Judged[]): Promise<void> {
  for (const line of survivorsOf(results, root)) say(line);
  for (const [file, found] of Map.groupBy(results, ({ fileName }) => fileName)) say(rowOf(file, found, row));
  say(`${group}: ${scoreOf(results).toFixed(1)} % killed`);
  judged.push(...results);
  // Part of a file says nothing of the whole.
  const whole = results.filter(({ fileName }) => !inPart.has(relative(root, fileName)));
  await writeFile(page, tableWith(await readFile(page, 'utf8'), whole, row, gone));
}

try {
  for (const { name, mutate, tests } of groups.filter(
    (group) => !wanted.length || wanted.includes(group.name),
  )) {
    const results = await new Stryker({
      mutate: files.length ? files : [...mutate, '!src/**/*.test.ts', '!src/**/*-schema.ts'],
      testRunner: 'quickest-first',
      ignorers: ['schemas'],
      plugins: ['@stryker-mutator/tap-runner', join(import.meta.dirname, 'stryker-plugin.ts')],
      tap: { testFiles: tests, nodeArgs: ['--test-reporter=tap'], forceBail: true },
      coverageAnalysis: 'perTest',
      concurrency: Number(process.env.MUTANTS_AT_ONCE || 2),
      // A slow machine must not look like a mutant that never ends.
      timeoutFactor: 4,
      timeoutMS: 5000,
      tempDirName: 'test-results/mutants/sandbox',
      // Its own parser of this file does not know TypeScript 7.
      tsconfigFile: 'none',
      ignorePatterns: ['/*', ...parts.map((part) => `!/${part}`)],
      reporters: ['progress-append-only'],
      allowConsoleColors: false,
    } as ConstructorParameters<typeof Stryker>[0]).runMutationTest();
    await keep(name, results);
  }
  if (!files.length && (!wanted.length || wanted.includes('rules')))
    await keep('rules', await tryRules(root));
} finally {
  await server.stop();
}
say(`${scoreOf(judged).toFixed(1)} % of ${judged.length} mutants killed; ${ASKED} % asked`);
process.exitCode = scoreOf(judged) < ASKED ? 1 : 0;
