// How many replicas a load takes, out of what `make bench` has measured: `node bench/capacity.ts --votes 5000 --viewers 20000`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Series } from './part.ts';
import { median } from './statistics.ts';

/** Share of its peak that a process is planned for: the autoscaler's aim, and the load at which the 99th percentile is measured. */
const PLANNED = 0.7;

/** What a load is made of, and what an hour of its parts costs. */
export interface Demand {
  /** Votes a second at the busiest. */
  votes: number;
  /** People who watch results at the same time. */
  viewers: number;
  /** Price of an hour of one replica, and of the database. */
  replicaPrice: number;
  databasePrice: number;
}

/** What was measured, of one process with all telemetry on. */
export interface Measured {
  votesAProcess: number;
  /** Votes a second of one process, and of two beside each other, in one run: runs on one machine differ by a third. */
  votesOfOne: number;
  votesOfTwo: number;
  kilobytesAViewer: number;
  /** Votes a second with one vote a statement and 32 clients, on the same PostgreSQL. */
  oneAStatement: number;
}

/** Replicas for a demand, memory for its viewers, and the price of a million votes at that rate, day and night. */
export function capacity(demand: Demand, measured: Measured) {
  // Each further replica adds what the second did: they wait for the same disk.
  const gain = Math.max(0, measured.votesOfTwo - measured.votesOfOne) / measured.votesOfOne;
  const first = measured.votesAProcess * PLANNED;
  const further = first * gain;
  const beyond = demand.votes - first;
  const needed = beyond <= 0 ? 1 : further > 0 ? 1 + Math.ceil(beyond / further) : Number.POSITIVE_INFINITY;
  const replicas = Math.max(2, needed);
  const anHour = replicas * demand.replicaPrice + demand.databasePrice;
  return {
    replicas,
    viewerMebibytes: (demand.viewers * measured.kilobytesAViewer * 1000) / 2 ** 20,
    batching: measured.votesAProcess / measured.oneAStatement,
    aMillionVotes: (anHour / (demand.votes * 3600)) * 1_000_000,
  };
}

/** Reads a part's result as `make bench` keeps it. @throws where it has not been measured. */
function series(part: string): Series[] {
  const file = join(import.meta.dirname, 'results', `${part}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')).series;
  } catch (error) {
    throw new Error(`nothing is kept of ${part}: run BENCH_ONLY=${part} make bench`, { cause: error });
  }
}

function of(part: string, name: string, unit: string): number {
  const found = series(part).find((one) => one.name === name && one.unit === unit);
  if (!found) throw new Error(`bench/results/${part}.json has no "${name}" in ${unit}`);
  return median(found.values);
}

function answer(): void {
  const number = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const { values } = parseArgs({
    options: {
      votes: number('1000'),
      viewers: number('0'),
      'replica-price': number('0'),
      'database-price': number('0'),
    },
  });
  const demand = {
    votes: Number(values.votes),
    viewers: Number(values.viewers),
    replicaPrice: Number(values['replica-price']),
    databasePrice: Number(values['database-price']),
  };
  const measured = {
    votesAProcess: of('votes', 'all telemetry', 'votes/s'),
    votesOfOne: of('processes', 'one process', 'votes/s'),
    votesOfTwo: of('processes', 'two processes', 'votes/s'),
    kilobytesAViewer: of('streams', 'memory of a viewer', 'kB'),
    oneAStatement: of('votes', 'pgbench, 32 clients', 'votes/s'),
  };
  const { replicas, viewerMebibytes, batching, aMillionVotes } = capacity(demand, measured);
  const second = measured.votesOfTwo / measured.votesOfOne;
  console.log(
    `measured    ${Math.round(measured.votesAProcess)} votes/s one process, two ${second.toFixed(2)} times one; ${batching.toFixed(1)} times one vote a statement`,
  );
  const enough = Number.isFinite(replicas)
    ? replicas
    : 'no number is enough, as a second process added nothing:';
  console.log(`replicas    ${enough} for ${demand.votes} votes/s at ${PLANNED * 100} % of the peak`);
  console.log(`viewers     ${Math.ceil(viewerMebibytes)} MiB for ${demand.viewers}`);
  if (aMillionVotes > 0 && Number.isFinite(aMillionVotes))
    console.log(`cost        ${aMillionVotes.toFixed(2)} for a million votes at this rate`);
}

if (import.meta.main) {
  try {
    answer();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
