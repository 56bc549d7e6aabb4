import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backends } from '../../tools/demo/backends.ts';
import type { Pace } from '../pipeline/rig/ballot-box.ts';
import { runCommand } from '../pipeline/rig/command.ts';
import { eventually } from '../pipeline/rig/eventually.ts';
import type { Asked } from '../pipeline/rig/organiser.ts';
import { disturb } from './disturb.ts';
import { firstVotes } from './first-votes.ts';
import { exactProblems, killedProblems } from './judge.ts';
import { type Reading, readingsTable, takeReadings } from './readings.ts';
import { type Scene, startScene } from './scene.ts';

/** How large the run is. */
export interface TruthOptions {
  /** Votes over all questions. */
  votes: number;
  /** How long the Collector, and then Prometheus, is away, in seconds. */
  blackoutSeconds: number;
  /** New questions whose first vote is timed. */
  firstVotes: number;
  /** Export interval of the processes, in milliseconds. */
  exportMs: number;
  /** Evaluates rules more often than in earnest. */
  fast: boolean;
  say(line: string): void;
}

const QUESTIONS = { atStart: 16, meanwhile: 4 };
/** Share of the votes that are cast while nothing is killed. */
const GRACEFUL = 0.75;
/** Seconds the graceful disturbances take beside the blackouts. */
const DISTURBED_SECONDS = 20;
/** Seconds of voting around the kill, and how long before it. */
const KILL = { seconds: 7, after: 3 };

async function publish(scene: Scene, from: number, count: number): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (let number = from; number < from + count; number += 1)
    asked.push(await scene.organiser.publish(`Question ${String(number).padStart(2, '0')}`));
  return asked;
}

/** Waits until the audit has told the zero of each question: what it gains from now on is known exactly. */
async function auditKnows({ stack }: Scene, questions: readonly Asked[]): Promise<void> {
  const backends = new Backends(stack);
  await eventually(async () => {
    const known = await backends.promql('votes_recorded == 0');
    assert.equal(known.length, questions.length);
  });
}

/** Reads until the readings are what is `wanted` or, where nothing is, two in a row are the same. */
async function settled(
  scene: Scene,
  exportMs: number,
  wanted?: (readings: Reading[]) => boolean,
): Promise<Reading[]> {
  let last: number | undefined;
  for (const deadline = Date.now() + 10 * exportMs + 30_000; ; await sleep(exportMs + 1500)) {
    const readings = await takeReadings(scene, { files: false });
    const sum = readings.reduce((total, { increase, drift = 0 }) => total + increase.anchored + drift, 0);
    if (Date.now() > deadline || (wanted ? wanted(readings) : sum === last)) return readings;
    last = sum;
  }
}

/**
 * Casts votes over twenty questions and three processes while everything around them is restarted, cut off and killed,
 * and holds every number there is against the ledger. Gives what was found wrong, one line each.
 */
export async function runTruth(options: TruthOptions): Promise<string[]> {
  const { votes, blackoutSeconds, exportMs, say } = options;
  const started = Date.now();
  const scene = await startScene(options);
  const problems: string[] = [];
  try {
    const { box, urls } = scene;
    const questions = await publish(scene, 1, QUESTIONS.atStart);
    await auditKnows(scene, questions);
    const graceful = Math.round(votes * GRACEFUL);
    const seconds = 2 * blackoutSeconds + DISTURBED_SECONDS;
    const pace: Pace = { concurrency: 32, perSecond: graceful / seconds, keepGoing: true };
    say(
      `${graceful} votes or more in about ${seconds} s, with restarts and blackouts of ${blackoutSeconds} s`,
    );
    const load = box.castMany(urls, questions, graceful, pace);
    const publishMore = async () => {
      questions.push(...(await publish(scene, QUESTIONS.atStart + 1, QUESTIONS.meanwhile)));
    };
    problems.push(...(await disturb(scene, { blackoutSeconds, say }, publishMore)));
    pace.keepGoing = false;
    pace.perSecond = Number.POSITIVE_INFINITY;
    await load;
    const exact = await settled(
      scene,
      exportMs,
      (readings) => exactProblems(readings, box.cast).length === 0,
    );
    problems.push(...exactProblems(exact, box.cast));
    say(`after graceful restarts and blackouts:\n${readingsTable(exact)}`);

    say(`${options.firstVotes} new questions, each with one vote at once`);
    problems.push(...(await firstVotes(scene, { count: options.firstVotes, exportMs, say })));

    say(`${votes - graceful} votes with a process killed`);
    const [, victim] = scene.services;
    if (!victim) throw new Error('There is no process to kill.');
    const rest = box.castMany(urls, questions, votes - graceful, {
      concurrency: 32,
      perSecond: (votes - graceful) / KILL.seconds,
    });
    await sleep(KILL.after * 1000);
    const killedAt = Date.now();
    const atRisk = [box.acknowledgedSince(victim.url, killedAt - exportMs - 500), box.inFlight(victim.url)];
    await victim.part.kill('SIGKILL');
    await victim.part.start();
    await rest;
    const exported = await runCommand(['export', '--prefix', 'truth', '--all'], scene.env);
    if (exported.code !== 0) problems.push(`the export failed: ${exported.stderr.trim()}`);
    await settled(scene, exportMs);
    if (!options.fast) await sleep(35_000);
    const final = await takeReadings(scene, { files: true });
    problems.push(
      ...killedProblems(
        final,
        box.cast,
        atRisk,
        new Set(questions.slice(0, QUESTIONS.atStart).map(({ slug }) => slug)),
      ),
    );
    const shown = new Set(questions.map(({ slug }) => slug));
    say(`after a kill -9:\n${readingsTable(final.filter(({ question }) => shown.has(question)))}`);
    const cast = [...box.cast.values()].reduce((sum, count) => sum + count, 0);
    say(`${cast} votes, ${box.retries} sent again, ${Math.round((Date.now() - started) / 1000)} s`);
    return problems;
  } finally {
    await scene.stop();
  }
}
