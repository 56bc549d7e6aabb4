import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pace } from '../pipeline/rig/ballot-box.ts';
import { runCommand } from '../pipeline/rig/command.ts';
import type { Asked } from '../pipeline/rig/organiser.ts';
import { disturb, type Seconds } from './disturb.ts';
import { firstVotes } from './first-votes.ts';
import { findProblems } from './judge.ts';
import { type Reading, readingsTable, takeReadings } from './readings.ts';
import { type Scene, startScene } from './scene.ts';

/** How large the run is. */
export interface TruthOptions {
  /** Votes over all questions. */
  votes: number;
  /** How long parts are away and left alone. */
  seconds: Seconds;
  /** New questions whose first vote is timed. */
  firstVotes: number;
  /** Export interval of the processes, in milliseconds. */
  exportMs: number;
  /** Evaluates rules more often than in earnest. */
  fast: boolean;
  say(line: string): void;
  /** Its rejection ends the run early. */
  interrupted?: Promise<never>;
}

const QUESTIONS = { atStart: 16, meanwhile: 4 };
/** Share of the votes that are cast while nothing is killed. */
const GRACEFUL = 0.75;
/** Time an export under way may have before the kill cuts it off, in milliseconds. */
const EXPORT_TAKES_MS = 500;
/** Time until every rule has been evaluated again, in milliseconds. */
const RULES_TAKE_MS = 35_000;
/** Seconds the graceful disturbances take beside the blackouts and the quiet around them. */
const DISTURBED_SECONDS = 20;
/** Seconds of voting around the kill, and how long before it. */
const KILL = { seconds: 7, after: 3 };

async function publish(scene: Scene, from: number, count: number): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (let number = from; number < from + count; number += 1)
    asked.push(await scene.organiser.publish(`Question ${String(number).padStart(2, '0')}`));
  return asked;
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

/** What the phases of a run share. */
interface Run extends TruthOptions {
  scene: Scene;
  questions: Asked[];
}

/** Votes while everything is restarted and cut off, but nothing is killed. */
async function gracefulPhase(run: Run): Promise<string[]> {
  const { scene, questions, exportMs, say } = run;
  const { collector, prometheus, quiet } = run.seconds;
  const { box, urls } = scene;
  const votes = Math.round(run.votes * GRACEFUL);
  const seconds = collector + prometheus + 3 * quiet + DISTURBED_SECONDS;
  const pace: Pace = { concurrency: 32, perSecond: votes / seconds, keepGoing: true };
  say(`${votes} votes or more in about ${seconds} s, with restarts and blackouts`);
  const load = box.castMany(urls, questions, votes, pace);
  const noticed = await disturb(scene, { seconds: run.seconds, say }, async () => {
    questions.push(...(await publish(scene, QUESTIONS.atStart + 1, QUESTIONS.meanwhile)));
  });
  pace.keepGoing = false;
  pace.perSecond = Number.POSITIVE_INFINITY;
  await load;
  const isRight = (readings: Reading[]) => findProblems(readings, box).length === 0;
  const readings = await settled(scene, exportMs, isRight);
  say(`after graceful restarts and blackouts:\n${readingsTable(readings)}`);
  return [...noticed, ...findProblems(readings, box)];
}

/** Votes while a process is killed, and writes all votes into files. */
async function killPhase(run: Run): Promise<string[]> {
  const { scene, questions, exportMs, say } = run;
  const { box, urls } = scene;
  const [, victim] = scene.services;
  if (!victim) throw new Error('There is no process to kill.');
  const votes = run.votes - Math.round(run.votes * GRACEFUL);
  say(`${votes} votes with a process killed`);
  const load = box.castMany(urls, questions, votes, { concurrency: 32, perSecond: votes / KILL.seconds });
  await sleep(KILL.after * 1000);
  const atRisk = box.acknowledgedSince(victim.url, Date.now() - exportMs - EXPORT_TAKES_MS);
  for (const [slug, count] of box.inFlight(victim.url)) atRisk.set(slug, (atRisk.get(slug) ?? 0) + count);
  await victim.part.kill('SIGKILL');
  await victim.part.start();
  await load;
  const exported = await runCommand(['export', '--prefix', 'truth', '--all'], scene.env);
  await settled(scene, exportMs);
  if (!run.fast) await sleep(RULES_TAKE_MS);
  const readings = await takeReadings(scene, { files: true });
  const shown = new Set(questions.map(({ slug }) => slug));
  say(`after a kill -9:\n${readingsTable(readings.filter(({ question }) => shown.has(question)))}`);
  return [
    ...(exported.code === 0 ? [] : [`the export failed: ${exported.stderr.trim()}`]),
    ...findProblems(readings, { cast: box.cast, atRisk }),
  ];
}

/** What the parts between the processes and the numbers logged last: their logs are gone with the run. */
function lastWords({ stack }: Scene): string[] {
  return (['collector', 'prometheus'] as const).flatMap((name) =>
    readFileSync(stack.part(name).spec.logFile, 'utf8')
      .split('\n')
      .filter((line) => /warn|error|fail/i.test(line))
      .slice(-20)
      .map((line) => `${name}: ${line.slice(0, 500)}`),
  );
}

async function allPhases(run: Run): Promise<string[]> {
  run.questions.push(...(await publish(run.scene, 1, QUESTIONS.atStart)));
  const graceful = await gracefulPhase(run);
  const first = await firstVotes(run.scene, { ...run, count: run.firstVotes });
  return [...graceful, ...first, ...(await killPhase(run))];
}

/**
 * Casts votes over twenty questions and three processes while everything around them is restarted, cut off and killed,
 * and holds every number there is against the ledger. Gives what was found wrong, one line each.
 */
export async function runTruth(options: TruthOptions): Promise<string[]> {
  const started = Date.now();
  const scene = await startScene(options);
  try {
    const ends = [allPhases({ ...options, scene, questions: [] }), options.interrupted];
    const problems = await Promise.race(ends.filter((end) => end !== undefined));
    const cast = [...scene.box.cast.values()].reduce((sum, count) => sum + count, 0);
    const seconds = Math.round((Date.now() - started) / 1000);
    options.say(`${cast} votes, ${scene.box.retries} sent again, ${seconds} s`);
    if (problems.length > 0) for (const line of lastWords(scene)) options.say(line);
    return problems;
  } finally {
    await scene.stop();
  }
}
