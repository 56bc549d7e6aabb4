import type { ClientBase } from 'pg';
import {
  definitionHash,
  formatHead,
  type LogHead,
  type QuestionDefinition,
} from '#src/features/proofs/log-head.ts';
import type { LogState } from '#src/features/proofs/log-store.ts';
import { signNote } from '#src/features/proofs/signed-note.ts';
import type { SigningKey } from '#src/features/proofs/signing-key.ts';
import { addRankings } from '#src/features/results/tally/add-rankings.ts';
import { instantRunoff } from '#src/features/results/tally/instant-runoff.ts';
import { contendersOf } from '#src/features/results/tally/lot.ts';
import { Preferences } from '#src/features/results/tally/preferences.ts';

/** SQL of a question's definition, as JSON; `q` is the question. */
export const DEFINITION = `
  json_build_object(
    'id', q.id, 'slug', q.slug, 'text', q.text, 'kind', q.kind,
    'min_choices', q.min_choices, 'max_choices', q.max_choices,
    'choices', (SELECT json_agg(json_build_object('id', c.id, 'text', c.text) ORDER BY c.position)
                FROM choices c WHERE c.question_id = q.id))`;

// The clock that gives ballots their times, so that none is later than the head it is in, whose time is cut to the millisecond.
const QUESTION = `
  SELECT ${DEFINITION} AS definition, clock_timestamp() + interval '1 millisecond' AS time,
    (SELECT json_object_agg(c.id, c.tally) FROM choices c WHERE c.question_id = q.id) AS tallies
  FROM questions q WHERE q.id = $1`;

const LAST = `
  SELECT number, size::float8 AS size, final, key_id AS key FROM log_heads
  WHERE question_id = $1 ORDER BY number DESC LIMIT 1`;

// Ballots of the log, not the rankings that votes count: the head says what the log adds up to.
const loggedRankings = (questionId: number) => `
  SELECT b.choices, count(*) AS ballots FROM log_entries e JOIN ballots b ON b.id = e.ballot_id
  WHERE e.question_id = ${questionId} GROUP BY b.choices`;

/** Who wins the instant runoff of the ballots in a log. */
async function winnerOf(client: ClientBase, { id, slug, choices }: QuestionDefinition) {
  const preferences = new Preferences(contendersOf(slug, choices));
  const ask = async (statement: string) => (await client.query<object>(statement)).rows;
  await addRankings(preferences, ask, loggedRankings(id));
  return instantRunoff(preferences).winner;
}

const PUBLISH = `
  INSERT INTO log_heads (question_id, number, size, final, made_at, key_id, note) VALUES ($1, $2, $3, $4, $5, $6, $7)`;

interface Asked {
  definition: QuestionDefinition;
  time: Date;
  tallies: Record<string, number>;
}

/**
 * Whether the log can be signed as final: it holds every ballot of a closed question and adds up to the tally that the
 * votes' own transactions kept.
 */
function isComplete(
  { closed, ballots, frontier, tallies }: LogState,
  counted: Record<string, number>,
): boolean {
  return (
    closed &&
    frontier.size === ballots &&
    Object.entries(counted).every(([choice, votes]) => (tallies[choice] ?? 0) === votes)
  );
}

/**
 * Signs the log as it stands and publishes the head, where there is anything new to sign. A closed question gets its
 * final head; false where it should have one but ledger and log do not agree, or has one of other ballots.
 */
export async function publishHead(client: ClientBase, log: LogState, key: SigningKey): Promise<boolean> {
  const { questionId, frontier, tallies } = log;
  const [question] = (await client.query<Asked>(QUESTION, [questionId])).rows;
  const [last] = (await client.query(LAST, [questionId])).rows;
  if (!question) return true;
  const final = isComplete(log, question.tallies);
  const isNew = !last || last.size !== frontier.size || last.key !== key.id || last.final !== final;
  if (isNew && !last?.final) {
    const head: LogHead = {
      questionId,
      size: frontier.size,
      root: frontier.root(),
      definition: definitionHash(question.definition),
      time: question.time,
      final,
      tally: question.definition.choices.map(({ id }) => ({ choice: id, votes: tallies[id] ?? 0 })),
    };
    if (log.kind === 'ranked') head.winner = await winnerOf(client, question.definition);
    const number = (last?.number ?? 0) + 1;
    await client.query(PUBLISH, [
      questionId,
      number,
      head.size,
      final,
      head.time,
      key.id,
      signNote(formatHead(head), key),
    ]);
  }
  const overtaken = last?.final === true && last.size !== frontier.size;
  return (final && !overtaken) || !log.closed;
}
