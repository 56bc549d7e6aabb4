import { setTimeout as sleep } from 'node:timers/promises';
import { blackOut, hungCollector, latencyProblems, stoppedPrometheus } from './blackout.ts';
import type { Scene } from './scene.ts';
import type { Stretch } from './slowdown.ts';

const PAUSE_MS = 1000;
/** Time a part has to catch up before times count as usual again, as a share of the quiet that follows. */
const CATCH_UP = 1 / 3;

/** How long each part of the pipeline is away, and how long nothing is done around that, in seconds. */
export interface Seconds {
  collector: number;
  prometheus: number;
  quiet: number;
}

/** Lets votes be cast undisturbed; gives the time in which they were, what went before having been caught up with. */
async function quiet(seconds: number): Promise<Stretch> {
  await sleep(1000 * seconds * CATCH_UP);
  const from = Date.now();
  await sleep(1000 * seconds * (1 - CATCH_UP));
  return { from, to: Date.now() };
}

async function restartAll({ stack, services }: Scene, say: (line: string) => void): Promise<void> {
  const parts = [...services.map(({ part }) => part), stack.part('collector'), stack.part('prometheus')];
  for (const part of parts) {
    await sleep(PAUSE_MS);
    await part.restart();
    say(`${part.spec.name} restarted`);
  }
}

/**
 * Restarts every process gracefully, then Collector and Prometheus, then hangs the Collector and stops Prometheus for a
 * while each. Gives what voters noticed of the latter two, and what was not noticed by those who should.
 */
export async function disturb(
  scene: Scene,
  { seconds, say }: { seconds: Seconds; say(line: string): void },
  publishMore: () => Promise<void>,
): Promise<string[]> {
  await sleep(PAUSE_MS);
  await publishMore();
  await restartAll(scene, say);
  const before = await quiet(seconds.quiet);
  const collector = hungCollector(scene, seconds.collector);
  const hung = await blackOut(scene, collector, say);
  const between = await quiet(seconds.quiet);
  const prometheus = stoppedPrometheus(scene, seconds.prometheus);
  const early = scene.deadMansSwitch.alarms.length;
  const stopped = await blackOut(scene, prometheus, say);
  const after = await quiet(seconds.quiet);
  return [
    ...(early > 0 ? ['the Watchdog was missed while Prometheus was there'] : []),
    ...hung.problems,
    ...latencyProblems(
      scene,
      { name: collector.name, meanwhile: hung.stretch, usual: [before, between] },
      say,
    ),
    ...stopped.problems,
    ...latencyProblems(
      scene,
      { name: prometheus.name, meanwhile: stopped.stretch, usual: [between, after] },
      say,
    ),
  ];
}
