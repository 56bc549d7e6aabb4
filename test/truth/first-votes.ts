import { setTimeout as sleep } from 'node:timers/promises';
import { Backends } from '../../tools/demo/backends.ts';
import { watchMachine } from '../support/watch-machine.ts';
import type { Scene } from './scene.ts';

const AT_ONCE = 10;
const LOOK_EVERY_MS = 100;

/** Milliseconds from a question's first vote to it being an increase; undefined where it is none after `withinMs`. */
async function timeFirstVote(scene: Scene, text: string, withinMs: number): Promise<number | undefined> {
  const backends = new Backends(scene.stack);
  const question = await scene.organiser.publish(text);
  await scene.box.vote(scene.urls, question);
  const votedAt = Date.now();
  const query = `sum(increase(votes_total{question="${question.slug}"}[5m])) > 0.5`;
  while (Date.now() - votedAt <= withinMs) {
    if ((await backends.promql(query)).length > 0) return Date.now() - votedAt;
    await sleep(LOOK_EVERY_MS);
  }
  return undefined;
}

/**
 * Publishes questions, votes at once, and expects each vote in `increase` within two export intervals, beside what the
 * machine is late by.
 */
export async function firstVotes(
  scene: Scene,
  { count, exportMs, say }: { count: number; exportMs: number; say(line: string): void },
): Promise<string[]> {
  const times: (number | undefined)[] = [];
  const lateness = watchMachine();
  for (let done = 0; done < count; done += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, index) =>
      timeFirstVote(scene, `First vote ${done + index}`, 10 * exportMs),
    );
    times.push(...(await Promise.all(batch)));
  }
  const late = await lateness();
  const inTime = times.flatMap((time) => (time !== undefined && time <= 2 * exportMs + late ? [time] : []));
  const seen = inTime.sort((a, b) => a - b);
  say(
    `first vote visible within two export intervals: ${seen.length} of ${count}; median ${seen[seen.length >> 1]} ms, slowest ${seen.at(-1)} ms, the machine up to ${late} ms late`,
  );
  return seen.length === count
    ? []
    : [`${count - seen.length} of ${count} first votes were not visible in time`];
}
