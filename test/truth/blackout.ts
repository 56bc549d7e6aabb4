import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_SECONDS } from '../../tools/stack/dead-mans-switch.ts';
import type { Scene } from './scene.ts';
import { type Stretch, slowdown } from './slowdown.ts';

/** Most that a process may grow while nobody takes its telemetry, in MiB. */
const GROWTH_MIB = 150;
/** Within which somebody must have heard that a part is gone, in seconds. */
const NOTICED_SECONDS = 300;

/** A part of the pipeline that is kept away for a while. */
export interface Blackout {
  name: string;
  seconds: number;
  away(): Promise<void>;
  back(): Promise<void>;
  /** Seconds until somebody is told, at the latest; in a shorter blackout nobody need be. */
  noticedWithin: number;
  /** When somebody was told of it, since then. */
  noticedAt(since: number): number | undefined;
}

type Say = (line: string) => void;

/** The Collector hangs, which is worse for its clients than to be gone; the page for it must arrive. */
export function hungCollector({ stack }: Scene, seconds: number): Blackout {
  const collector = stack.part('collector');
  return {
    name: 'the Collector',
    seconds,
    away: () => collector.kill('SIGSTOP'),
    back: () => collector.kill('SIGCONT'),
    // A scrape that runs out of time, its `for`, one run of the rules and the wait for company.
    noticedWithin: 100,
    noticedAt: (since) =>
      stack.notices
        .find(({ labels, receivedAt }) => labels.alertname === 'CollectorDown' && +receivedAt >= since)
        ?.receivedAt.getTime(),
  };
}

/** Prometheus stops, and with it every alert: only who misses the Watchdog can know. */
export function stoppedPrometheus({ stack, deadMansSwitch }: Scene, seconds: number): Blackout {
  const prometheus = stack.part('prometheus');
  return {
    name: 'Prometheus',
    seconds,
    away: () => prometheus.stop(),
    back: () => prometheus.start(),
    // Alertmanager believes the last Watchdog for a minute.
    noticedWithin: 60 + PATIENCE_SECONDS + 10,
    noticedAt: (since) => deadMansSwitch.alarms.find((alarm) => +alarm >= since)?.getTime(),
  };
}

function residentMib(pid: number | undefined): number {
  const [, kib = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

function noticeProblems({ name, seconds, noticedWithin, noticedAt }: Blackout, began: number, say: Say) {
  if (seconds < noticedWithin) return [];
  const at = noticedAt(began);
  if (at === undefined) return [`nobody was told that ${name} was away for ${seconds} s`];
  const after = Math.round((at - began) / 1000);
  say(`somebody was told that ${name} was away after ${after} s`);
  return after > NOTICED_SECONDS ? [`that ${name} was away was told after ${after} s only`] : [];
}

/** Keeps a part away, and expects voters to notice nothing, memory to stay bounded and somebody to be told. */
export async function blackOut(
  scene: Scene,
  blackout: Blackout,
  say: Say,
): Promise<{ problems: string[]; stretch: Stretch }> {
  const { box, services } = scene;
  const { name, seconds } = blackout;
  const memory = () => services.map(({ part }) => residentMib(part.pid));
  const [before, retries, began] = [memory(), box.retries, Date.now()];
  await blackout.away();
  await sleep(seconds * 1000);
  const ended = Date.now();
  const grown = Math.max(...memory().map((mib, index) => mib - (before[index] ?? 0)));
  await blackout.back();
  const again = box.retries - retries;
  say(`${name} away for ${seconds} s: ${again} votes sent again, grown by ${grown.toFixed(0)} MiB at most`);
  const problems = [
    ...(again > 0 ? [`${again} votes failed while ${name} was away`] : []),
    ...(grown > GROWTH_MIB ? [`a process grew by ${grown.toFixed(0)} MiB while ${name} was away`] : []),
    ...noticeProblems(blackout, began, say),
  ];
  return { problems, stretch: { from: began, to: ended } };
}

/** Expects votes not to have been slower while a part was away than in the quiet times around it. */
export function latencyProblems(
  { box }: Scene,
  { name, meanwhile, usual }: { name: string; meanwhile: Stretch; usual: readonly Stretch[] },
  say: Say,
): string[] {
  const found = slowdown(box.latencies, { usual, meanwhile });
  if (!found) return [];
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const line = `p99 ${found.usual.toFixed(1)} → ${found.meanwhile.toFixed(1)} ms while ${name} was away: ${percent(found.share)} ± ${percent(found.error)}, allowed ${percent(found.allowed)}`;
  say(line);
  return found.share > found.allowed ? [line] : [];
}
