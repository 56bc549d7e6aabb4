import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';

/**
 * One statement takes a whole batch: it locks the questions against closing, makes each voter unique,
 * inserts the ballots and adds to the tallies. Questions, voters, ballots and choices are each taken in
 * one order, so that replicas never wait for each other in a circle.
 */
const RECORD = `
  WITH cast_votes AS (
    SELECT ballot, question, choices::integer[] AS choices, voter,
           row_number() OVER (PARTITION BY question, voter ORDER BY ballot) AS turn
    FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::bytea[]) AS v (ballot, question, choices, voter)
  ), open_questions AS MATERIALIZED (
    SELECT q.id, q.policy, ARRAY(SELECT c.id FROM choices c WHERE c.question_id = q.id) AS choices
    FROM questions q
    WHERE q.id = ANY ($2::integer[]) AND q.state = 'open' AND q.opens_at <= now()
      AND (q.closes_at IS NULL OR now() < q.closes_at)
    ORDER BY q.id
    FOR SHARE OF q
  ), admissible AS (
    SELECT v.* FROM cast_votes v JOIN open_questions q ON q.id = v.question
    WHERE cardinality(v.choices) = 1 AND v.choices <@ q.choices AND (v.voter IS NULL) = (q.policy = 'open')
  ), new_voters AS (
    INSERT INTO participations (question_id, voter)
    SELECT question, voter FROM admissible WHERE voter IS NOT NULL AND turn = 1 ORDER BY question, voter
    ON CONFLICT DO NOTHING
    RETURNING question_id, voter
  ), counted AS (
    INSERT INTO ballots (id, question_id, choices, cast_at)
    SELECT ballot, question, choices, now() FROM admissible a
    WHERE voter IS NULL
       OR (turn = 1 AND EXISTS (SELECT FROM new_voters n WHERE n.question_id = a.question AND n.voter = a.voter))
    ORDER BY ballot
    ON CONFLICT DO NOTHING
    RETURNING id, choices
  ), added AS (
    SELECT choice, count(*) AS votes FROM counted, unnest(counted.choices) AS choice GROUP BY choice
  ), locked AS MATERIALIZED (
    SELECT c.id, a.votes FROM choices c JOIN added a ON a.choice = c.id ORDER BY c.id FOR UPDATE OF c
  ), tallied AS (
    UPDATE choices SET tally = tally + locked.votes FROM locked WHERE choices.id = locked.id
  )
  SELECT pg_current_xact_id()::text AS transaction, ARRAY(SELECT id FROM counted) AS counted`;

/** Says why a vote was not counted. It runs after RECORD, so it sees whatever RECORD ran into. */
const EXPLAIN = `
  SELECT v.ballot,
    CASE
      WHEN b.id IS NOT NULL AND b.question_id = v.question AND b.choices = v.choices::integer[] THEN 'replayed'
      WHEN b.id IS NOT NULL THEN 'conflict'
      WHEN q.id IS NULL OR q.state = 'draft' OR q.opens_at > now() THEN 'invalid'
      WHEN q.state = 'closed' OR q.closes_at <= now() THEN 'closed'
      WHEN EXISTS (SELECT FROM participations p WHERE p.question_id = v.question AND p.voter = v.voter) THEN 'duplicate'
      ELSE 'invalid'
    END AS outcome
  FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::bytea[]) AS v (ballot, question, choices, voter)
  LEFT JOIN ballots b ON b.id = v.ballot
  LEFT JOIN questions q ON q.id = v.question`;

const columns = (votes: readonly CastVote[]) => [
  votes.map((vote) => vote.ballotId),
  votes.map((vote) => vote.questionId),
  votes.map((vote) => `{${vote.choices.join(',')}}`),
  votes.map((vote) => vote.voter),
];

/** The commit's answer was lost: PostgreSQL itself knows how the transaction ended. */
async function wasCommitted(sequelize: Sequelize, transaction: string): Promise<boolean> {
  for (;;) {
    const [row] = await sequelize.query<{ status: string | null }>(
      'SELECT pg_xact_status($1::xid8) AS status',
      { bind: [transaction], type: QueryTypes.SELECT },
    );
    if (row?.status !== 'in progress') return row?.status === 'committed';
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function rollBack(transaction: Transaction): Promise<void> {
  // A connection that is gone has rolled back already.
  await transaction.rollback().catch(() => undefined);
}

/**
 * Records a batch of votes in one transaction and resolves once it is durable, with an outcome a ballot id.
 * Ballot ids within a batch must differ. Rejects where nothing of the batch was recorded.
 */
export async function recordVotes(
  sequelize: Sequelize,
  votes: readonly CastVote[],
): Promise<Map<string, VoteOutcome>> {
  const outcomes = new Map<string, VoteOutcome>();
  const transaction = await sequelize.transaction();
  let recorded: { transaction: string; counted: string[] } | undefined;
  try {
    [recorded] = await sequelize.query<{ transaction: string; counted: string[] }>(RECORD, {
      bind: columns(votes),
      type: QueryTypes.SELECT,
      transaction,
    });
    if (!recorded) throw new Error('the ledger gave no answer');
    for (const ballotId of recorded.counted) outcomes.set(ballotId, 'counted');
    const others = votes.filter((vote) => !outcomes.has(vote.ballotId));
    if (others.length > 0) {
      const explained = await sequelize.query<{ ballot: string; outcome: VoteOutcome }>(EXPLAIN, {
        bind: columns(others),
        type: QueryTypes.SELECT,
        transaction,
      });
      for (const { ballot, outcome } of explained) outcomes.set(ballot, outcome);
    }
  } catch (error) {
    await rollBack(transaction);
    throw error;
  }
  try {
    await transaction.commit();
  } catch (error) {
    if (!(await wasCommitted(sequelize, recorded.transaction))) throw error;
  }
  return outcomes;
}
