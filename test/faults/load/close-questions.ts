import { setTimeout as sleep } from 'node:timers/promises';
import type { Organiser } from '../../pipeline/rig/organiser.ts';
import type { Recorder } from '../history.ts';
import type { PostgresPair } from '../postgres/postgres-pair.ts';
import type { Asked } from './questions.ts';

const RETRY_MS = 200;

async function eventually<T>(attempt: () => Promise<T>, until: number): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/** Closes a question, however often that takes, and reads how many ballots it has from then on. */
export async function closeQuestion(
  { recorder, organiser, pair }: { recorder: Recorder; organiser: () => Organiser; pair: PostgresPair },
  { slug }: Asked,
  until: number,
): Promise<void> {
  recorder.add({ type: 'close', question: slug });
  await eventually(() => organiser().send('POST', `/questions/${slug}/close`), until);
  recorder.add({ type: 'closed', question: slug });
  const sql = `SELECT count(*)::int AS ballots FROM ballots b JOIN questions q ON q.id = b.question_id WHERE q.slug = $1`;
  const ballots = await eventually(async () => {
    const [row] = await pair.primary.query<{ ballots: number }>(sql, [slug]);
    if (!row) throw new Error('The primary gave no answer.');
    return row.ballots;
  }, until);
  recorder.add({ type: 'sealed', question: slug, ballots });
}
