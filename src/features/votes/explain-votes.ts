import type { Sequelize } from 'sequelize';
import { bytes, list, numbers } from '#src/database/array-literal.ts';
import { DriverTransaction } from '#src/database/driver-transaction.ts';
import { holdGates } from '#src/features/questions/vote-gate.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { tookPart } from '#src/features/votes/crowds.ts';
import { ADMISSIBLE, takesVotes } from '#src/features/votes/record-statement.ts';

const EXPLAIN = {
  name: 'explain-votes',
  text: `
  SELECT v.ballot,
    CASE
      WHEN b.id IS NOT NULL AND b.question_id = v.question AND b.choices = v.choices THEN 'replayed'
      WHEN b.id IS NOT NULL THEN 'conflict'
      WHEN r.sealed = v.sealed THEN 'replayed'
      WHEN r.sealed IS NOT NULL THEN 'conflict'
      WHEN q.id IS NULL OR q.state = 'draft' OR q.opens_at > $7::timestamptz THEN 'unknown'
      WHEN v.question <> ALL ($8::integer[]) AND ${takesVotes('$7::timestamptz')} THEN NULL
      WHEN v.question <> ALL ($8::integer[]) THEN 'closed'
      WHEN ${tookPart('v.question', 'v.voter')} AND (${ADMISSIBLE}) THEN 'duplicate'
      WHEN q.policy <> 'open' AND v.voter IS NULL THEN 'unentitled'
      WHEN q.policy = 'credential' AND NOT EXISTS (
        SELECT FROM credentials k WHERE k.question_id = v.question AND k.voter = v.voter) THEN 'unentitled'
      ELSE 'invalid'
    END AS outcome
  FROM (
    SELECT ballot, question, choices::integer[] AS choices, voter, hash, sealed
    FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[])
      AS v (ballot, question, choices, voter, hash, sealed)
  ) v
  LEFT JOIN ballots b ON b.id = v.ballot
  LEFT JOIN receipts r ON r.code_hash = v.hash
  LEFT JOIN (
    SELECT asked.*, ARRAY(SELECT c.id FROM choices c WHERE c.question_id = asked.id) AS choices FROM questions asked
  ) q ON q.id = v.question`,
};

/** What the statement that records saw. */
export interface Then {
  /** Its time, as PostgreSQL writes it. */
  at: string;
  /** Ids of the questions of the batch that took votes, between commas. */
  open: string;
}

/**
 * Says why votes were not counted, by ballot id. It runs after the batch was recorded, so it sees whatever stood against them;
 * whether a question took votes is judged as of `then`. An answer that was replaced since has no ballot, but its receipt, which is
 * the same for the same vote. Another copy of a vote may have come to another process just before its question closed, and its batch
 * may still be under way: that is waited for, so that nobody is told that a vote came too late which is counted. Left out are votes
 * that nothing speaks against: they waited at the gate of their question while its times were changed, and were judged by the
 * earlier times.
 */
export async function explainVotes(
  sequelize: Sequelize,
  votes: readonly CastVote[],
  { at, open }: Then,
): Promise<Map<string, VoteOutcome>> {
  if (votes.length === 0) return new Map();
  const opened = new Set(open.split(',').map(Number));
  const late = votes.map(({ questionId }) => questionId).filter((id) => !opened.has(id));
  const reading = await DriverTransaction.begin(sequelize);
  try {
    if (late.length > 0) await reading.query(holdGates, [list(late)]);
    const rows = await reading.query<{ ballot: string; outcome: VoteOutcome | null }>(EXPLAIN, [
      list(votes.map(({ ballotId }) => ballotId)),
      list(votes.map(({ questionId }) => questionId)),
      list(votes.map(({ choices }) => numbers(choices))),
      list(votes.map(({ voter }) => bytes(voter))),
      list(votes.map(({ receipt }) => bytes(receipt?.hash))),
      list(votes.map(({ receipt }) => bytes(receipt?.sealed))),
      at,
      `{${open}}`,
    ]);
    return new Map(rows.flatMap(({ ballot, outcome }) => (outcome ? [[ballot, outcome]] : [])));
  } finally {
    await reading.rollback();
  }
}
