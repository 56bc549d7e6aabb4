import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BallotBox } from '../pipeline/rig/ballot-box.ts';
import type { Scene } from './scene.ts';

const PAUSE_MS = 1000;
/** Most that a process may grow while nobody takes its telemetry, in MiB. */
const GROWTH_MIB = 150;

function residentMib(pid: number | undefined): number {
  const [, kib = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

/** The 99th percentile of the time to an acknowledgement, in milliseconds. */
function p99({ latencies }: BallotBox, from: number, to: number): number {
  const times = latencies.filter(({ at }) => at >= from && at < to).map(({ seconds }) => seconds);
  times.sort((a, b) => a - b);
  return 1000 * (times[Math.floor(times.length * 0.99)] ?? Number.NaN);
}

/** Keeps a part of the pipeline away for a while, and expects voters to notice nothing. */
async function blackout(
  { box, services }: Scene,
  { name, seconds, say }: { name: string; seconds: number; say(line: string): void },
  away: () => Promise<void>,
  back: () => Promise<void>,
): Promise<string[]> {
  const memory = () => services.map(({ part }) => residentMib(part.pid));
  const [before, retries, began] = [memory(), box.retries, Date.now()];
  await away();
  await sleep(seconds * 1000);
  const ended = Date.now();
  const grown = Math.max(...memory().map((mib, index) => mib - (before[index] ?? 0)));
  await back();
  const again = box.retries - retries;
  const [usual, meanwhile] = [p99(box, began - 1000 * seconds, began), p99(box, began, ended)];
  say(
    `${name} away for ${seconds} s: ${again} votes sent again, p99 ${usual.toFixed(0)} → ${meanwhile.toFixed(0)} ms, grown by ${grown.toFixed(0)} MiB at most`,
  );
  return [
    ...(again > 0 ? [`${again} votes failed while ${name} was away`] : []),
    ...(grown > GROWTH_MIB ? [`a process grew by ${grown.toFixed(0)} MiB while ${name} was away`] : []),
  ];
}

/**
 * Restarts every process gracefully, then Collector and Prometheus, then cuts the Collector off (it hangs, which is
 * worse for its clients than to be gone) and stops Prometheus for a while. Gives what voters noticed of the latter two.
 */
export async function disturb(
  scene: Scene,
  { blackoutSeconds: seconds, say }: { blackoutSeconds: number; say(line: string): void },
  publishMore: () => Promise<void>,
): Promise<string[]> {
  const { stack, services } = scene;
  const collector = stack.part('collector');
  const prometheus = stack.part('prometheus');
  await sleep(PAUSE_MS);
  await publishMore();
  for (const { part } of [
    ...services.map(({ part }) => ({ part })),
    { part: collector },
    { part: prometheus },
  ]) {
    await sleep(PAUSE_MS);
    await part.restart();
    say(`${part.spec.name} restarted`);
  }
  await sleep(PAUSE_MS);
  const cutOff = await blackout(
    scene,
    { name: 'the Collector', seconds, say },
    () => collector.kill('SIGSTOP'),
    () => collector.kill('SIGCONT'),
  );
  await sleep(PAUSE_MS);
  const down = await blackout(
    scene,
    { name: 'Prometheus', seconds, say },
    () => prometheus.stop(),
    () => prometheus.start(),
  );
  return [...cutOff, ...down];
}
