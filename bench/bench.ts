import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { isMet, type Part } from './part.ts';
import { exports } from './parts/exports.ts';
import { growth } from './parts/growth.ts';
import { latency } from './parts/latency.ts';
import { pages } from './parts/pages.ts';
import { processes } from './parts/processes.ts';
import { start } from './parts/start.ts';
import { streams } from './parts/streams.ts';
import { telemetry } from './parts/telemetry.ts';
import { votes } from './parts/votes.ts';
import { describeEnvironment, loadAverage } from './report/environment.ts';
import { numberText } from './report/number-text.ts';
import { keepResult } from './report/results.ts';
import { postgresTool } from './rig/pgbench.ts';
import { withRig } from './rig/rig.ts';
import { median } from './statistics.ts';

const parts: readonly Part[] = [votes, latency, processes, pages, exports, streams, start, telemetry, growth];

const rounds = Number(process.env.ROUNDS ?? 3);
const only = process.env.BENCH_ONLY?.split(',');
const order = parts.map(({ name }) => name);
const unknown = only?.filter((name) => !order.includes(name)) ?? [];
if (unknown.length > 0 || !Number.isSafeInteger(rounds) || rounds < 1) {
  process.stderr.write(
    `BENCH_ONLY takes ${order.join(', ')}, separated by commas; ROUNDS a number from 1.\n`,
  );
  process.exit(2);
}

const { dependencies } = createRequire(import.meta.url)('../package.json');
const [, pgbenchVersion = 'unknown'] =
  / ([\d.]+)/.exec(execFileSync(pgbenchOrEnd(), ['--version'], { encoding: 'utf8' })) ?? [];

for (const { name, title, run } of parts.filter((part) => only?.includes(part.name) ?? true)) {
  process.stderr.write(`${name}: ${title}\n`);
  const loadBefore = loadAverage();
  const { postgresVersion, result } = await withRig(async (rig) => ({
    postgresVersion: rig.postgresVersion,
    result: await run(rig, rounds),
  }));
  const versions = { PostgreSQL: postgresVersion, pgbench: pgbenchVersion, Fastify: dependencies.fastify };
  const environment = describeEnvironment(versions, loadBefore);
  const command = `BENCH_ONLY=${name} make bench`;
  await keepResult({ part: name, title, command, rounds, environment, ...result }, order);
  console.table(
    result.series.map(({ name: what, unit, values }) => ({
      what,
      unit,
      median: numberText(median(values)),
      range: `${numberText(Math.min(...values))}–${numberText(Math.max(...values))}`,
    })),
  );
  console.table(
    result.goals.map((goal) => ({
      goal: goal.text,
      measured: numberText(goal.measured),
      bound: `${goal.relation} ${numberText(goal.bound)}`,
      met: goal.exempt ?? isMet(goal),
    })),
  );
}

function pgbenchOrEnd(): string {
  try {
    return postgresTool('pgbench');
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}
