import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findViolations } from './check/check-history.ts';
import { pause } from './faults/fault.ts';
import { Recorder } from './history.ts';
import { type Load, runClient } from './load/client.ts';
import { closeQuestion } from './load/close-questions.ts';
import { publishAll, publishForBrowsers } from './load/questions.ts';
import { runReader } from './load/reader.ts';
import { openVoters } from './load/voters.ts';
import { deal, LANES, possible } from './plan-faults.ts';
import { Random } from './random.ts';
import { csvOf, endOf, requestExport } from './read/read-export.ts';
import { openReceipts, readQuestion } from './read/read-ledger.ts';
import { headsMade } from './read/read-proofs.ts';
import { type Scene, startScene } from './scene.ts';

/** What a round is made of. */
export interface FaultOptions {
  /** Decides which faults strike whom in which order, and what clients do. */
  seed: number;
  /** How long faults strike. */
  seconds: number;
  /** Names of the faults that may strike; all where it is empty. */
  only: readonly string[];
  /** Processes of the service; three where it is left out. */
  processes?: number;
  /** Where the history is written. */
  historyFile: string;
  say(line: string): void;
}

const CLIENTS = 16;
/** Voters of each sort, for every minute: few enough that some come again. */
const VOTERS = { least: 60, perSecond: 2 };
/** How long votes are sent again once nothing is broken any more. */
const SETTLE_MS = 60_000;
const SETTLED_MS = 2000;

async function strikeAll(
  scene: Scene,
  options: FaultOptions,
  recorder: Recorder,
  until: number,
): Promise<void> {
  await Promise.all(
    LANES.map(async (lane, index) => {
      const random = new Random(options.seed * LANES.length + index);
      for (const dealt of deal(possible(lane, scene, options), random)) {
        await pause(random, 200, 1500);
        if (Date.now() >= until) return;
        const { name } = dealt.fault;
        recorder.add({ type: 'fault', fault: name });
        await dealt.fault.strike(scene, dealt.random);
        recorder.add({ type: 'mended', fault: name });
        if (Date.now() >= until) return;
      }
    }),
  );
}

/** Closes some questions while votes come in, one after the other; those that are late without a pause. */
async function closeSome(
  scene: Scene,
  load: Load,
  { options, random, until }: { options: FaultOptions; random: Random; until: number },
): Promise<void> {
  const some = random.shuffled(load.questions).slice(0, load.questions.length >> 1);
  const every = (1000 * options.seconds) / (some.length + 1);
  const context = { recorder: load.recorder, organiser: () => scene.organiser, pair: scene.pair };
  for (const question of some) {
    await sleep(Math.max(0, Math.min(every * (0.5 + random.next()), until - Date.now())));
    await closeQuestion(context, question, load.giveUpAt);
  }
}

/** What the processes wrote that none should ever write; the last is Node's own last line after an error that nobody caught. */
function complaints({ directory, processes }: Scene): string[] {
  return processes.flatMap(({ part }) => {
    const text = readFileSync(join(directory, 'stack/logs', `${part.spec.name}.log`), 'utf8');
    const line = text
      .split('\n')
      .find((one) => /unhandled|uncaught|ERR_INTERNAL|heap out of memory|^Node\.js v\d/i.test(one));
    return line ? [`${part.spec.name} wrote: ${line.slice(0, 300)}`] : [];
  });
}

async function exportProblems(scene: Scene, exports: readonly string[]): Promise<string[]> {
  const ends = await Promise.all(exports.map((id) => endOf(scene.organiser, id)));
  return ends.flatMap(({ id, state }) =>
    state === 'succeeded' || state === 'failed' ? [] : [`export ${id} is ${state} for ever`],
  );
}

/** Reads everything that tells of votes and holds it against what the clients saw. */
async function judge(scene: Scene, load: Load, exports: readonly string[]): Promise<string[]> {
  const { organiser, pair } = scene;
  const events = load.recorder.events;
  const stuck = await exportProblems(scene, exports);
  const id = await requestExport(organiser, 'final');
  const final = id === undefined ? undefined : await endOf(organiser, id);
  if (final?.state !== 'succeeded') return [`the last export is ${final?.state}: ${final?.error?.message}`];
  const csv = async (slug: string) => {
    const href = await csvOf(organiser, final.id, slug);
    return href ? organiser.text(href) : '';
  };
  const questions = await Promise.all(
    load.questions.map((asked) => readQuestion({ pair, organiser, csv }, asked)),
  );
  const receipts = await openReceipts(pair, events);
  return [...findViolations(events, { questions, receipts }), ...stuck, ...complaints(scene)];
}

/** Keeps what everybody wrote, beside the history. */
function keepLogs({ directory, pair }: Scene, { historyFile }: FaultOptions): void {
  const logs = historyFile.replace(/\.ndjson$/, '-logs');
  rmSync(logs, { recursive: true, force: true });
  cpSync(join(directory, 'stack/logs'), logs, { recursive: true });
  for (const [role, node] of Object.entries({ primary: pair.primary, standby: pair.standby }))
    cpSync(node.cluster.paths.log, join(logs, `postgres-${role}.log`));
}

function summary({ recorder }: Load): string {
  const count = (type: string) => recorder.events.filter((event) => event.type === type).length;
  return `${count('invoke')} votes: ${count('ok')} acknowledged, ${count('refused')} refused, ${count('unknown')} without an answer; ${count('fault')} faults`;
}

/** Votes while faults strike, mends everything, and gives what was violated, one line each. */
export async function runFaults(options: FaultOptions): Promise<string[]> {
  const random = new Random(options.seed);
  const recorder = new Recorder(options.historyFile);
  const scene = await startScene(options.processes);
  try {
    const [first] = scene.processes;
    if (!first) throw new Error('There is no process.');
    const people = Math.max(VOTERS.least, Math.round(VOTERS.perSecond * options.seconds));
    const warmUp = await publishForBrowsers(scene.organiser);
    const questions = await publishAll(scene.organiser, people);
    for (const { slug, kind, policy, changeable } of questions)
      recorder.add({ type: 'question', question: slug, kind, policy, changeable });
    const voters = await openVoters({ url: first.url, databaseUrl: scene.pair.url }, warmUp, people);
    const until = Date.now() + 1000 * options.seconds;
    const load: Load = {
      recorder,
      questions,
      voters,
      urls: scene.processes.map(({ publicUrl }) => publicUrl),
      seed: options.seed,
      operations: 0,
      going: true,
      giveUpAt: until + SETTLE_MS,
    };
    const clients = Promise.all(Array.from({ length: CLIENTS }, () => runClient(load, random.fork())));
    const closing = closeSome(scene, load, { options, random: random.fork(), until });
    const reading = runReader(load, random.fork());
    const exports: string[] = [];
    const exporting = (async () => {
      for (let number = 0; Date.now() < until; number += 1) {
        const id = await requestExport(scene.organiser, `during/${number}`);
        if (id) exports.push(id);
        await sleep(3000);
      }
    })();
    const meanwhile = Promise.all([closing, exporting]);
    // Nobody waits for it before everything is mended.
    meanwhile.catch(() => undefined);
    await strikeAll(scene, options, recorder, until);
    await scene.mend();
    await Promise.all([meanwhile, sleep(SETTLED_MS)]);
    load.going = false;
    await Promise.all([clients, reading]);
    const context = { recorder, organiser: () => scene.organiser, pair: scene.pair };
    const open = questions.filter(
      ({ slug }) => !recorder.events.some((event) => event.type === 'closed' && event.question === slug),
    );
    await Promise.all(open.map((question) => closeQuestion(context, question, Date.now() + SETTLE_MS)));
    await headsMade(scene.pair);
    options.say(summary(load));
    const problems = await judge(scene, load, exports);
    if (problems.length > 0) keepLogs(scene, options);
    return problems;
  } catch (error) {
    keepLogs(scene, options);
    // A process that is gone is why nobody answered.
    const why = complaints(scene);
    if (why.length === 0) throw error;
    return [...why, `the run ended early: ${error instanceof Error ? error.message : error}`];
  } finally {
    await scene.stop();
  }
}
