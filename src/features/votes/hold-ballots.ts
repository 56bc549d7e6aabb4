import { bytes, list } from '#src/database/array-literal.ts';
import type { DriverTransaction } from '#src/database/driver-transaction.ts';
import { throughGates } from '#src/features/questions/vote-gate.ts';
import type { CastVote } from '#src/features/votes/cast-vote.ts';

const HOLD = {
  name: 'hold-ballots',
  text: `
  WITH gates AS MATERIALIZED (${throughGates('$4::integer[]')}
  ), held_questions AS MATERIALIZED (
    SELECT id FROM questions
    WHERE id = ANY ($2::integer[]) AND state = 'open' AND (SELECT count(*) FROM gates) > 0 ORDER BY id FOR SHARE
  )
  SELECT v.ballot, p.ballot_id AS replaces
  FROM unnest($1::uuid[], $2::integer[], $3::bytea[]) AS v (ballot, question, voter)
    JOIN held_questions q ON q.id = v.question
    JOIN participations p ON p.question_id = v.question AND p.voter = v.voter
  WHERE p.ballot_id IS NOT NULL
  ORDER BY p.question_id, p.voter
  FOR UPDATE OF p`,
};

/**
 * The ballots that stand now for the voters of `votes`, by the id of the new one; only non-secret questions have any.
 * They are locked until the transaction ends. Questions that are closed take no change and are left out: they may be about to be
 * deleted. The gates of the whole batch are passed first. It is a statement of its own, so that the next one sees what this
 * one waited for.
 */
export async function holdBallots(
  transaction: DriverTransaction,
  votes: readonly CastVote[],
  batch: readonly CastVote[],
): Promise<Map<string, string>> {
  const rows = await transaction.query<{ ballot: string; replaces: string }>(HOLD, [
    list(votes.map(({ ballotId }) => ballotId)),
    list(votes.map(({ questionId }) => questionId)),
    list(votes.map(({ voter }) => bytes(voter))),
    list(batch.map(({ questionId }) => questionId)),
  ]);
  return new Map(rows.map(({ ballot, replaces }) => [ballot, replaces]));
}
