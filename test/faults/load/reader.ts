import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Load } from './client.ts';

const PAUSE_MS = 200;
const ANSWER_MS = 3000;

/** Ballots that a process says a question has; undefined where no whole answer came back. */
async function totalOf(url: string, slug: string): Promise<number | undefined> {
  try {
    const answer = await fetch(`${url}/api/v1/questions/${slug}/results`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const { total } = (await answer.json()) as { total?: number };
    return total;
  } catch {
    return undefined;
  }
}

/** Reads results for as long as the load goes on, of any question and any process. */
export async function runReader(load: Load, random: Random): Promise<void> {
  const { recorder, questions, urls } = load;
  while (load.going) {
    const { slug } = random.pick(questions);
    const from = recorder.events.length;
    const total = await totalOf(random.pick(urls), slug);
    if (total !== undefined) recorder.add({ type: 'results', question: slug, total, from });
    await sleep(random.between(0, PAUSE_MS));
  }
}
