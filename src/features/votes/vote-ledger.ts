import type { Sequelize } from 'sequelize';
import { DriverTransaction } from '#src/database/driver-transaction.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { holdCrowds } from '#src/features/votes/crowds.ts';
import { type Explained, explainVotes } from '#src/features/votes/explain-votes.ts';
import { holdBallots } from '#src/features/votes/hold-ballots.ts';
import { type BatchShape, type Recorded, recordStatement } from '#src/features/votes/record-statement.ts';
import { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';

const statements = {
  open: { name: 'record-open-votes', text: recordStatement({ limited: false, changes: false }) },
  limited: { name: 'record-votes', text: recordStatement({ limited: true, changes: false }) },
  changes: { name: 'record-changes', text: recordStatement({ limited: true, changes: true }) },
};

const mayReplace = ({ voter, changeable }: CastVote) => voter !== null && changeable === true;

function shapeOf(votes: readonly CastVote[]): BatchShape {
  return {
    limited: votes.some(({ voter }) => voter !== null),
    changes: votes.some(mayReplace),
  };
}

const limitedIn = (votes: readonly CastVote[]) =>
  votes.flatMap(({ voter, questionId }) => (voter === null ? [] : [questionId]));

/** An array as PostgreSQL reads it. The driver would look for quotes in each id, number and hash, where there are none. */
const list = (values: readonly (string | number | null)[]) => `{${values.join(',')}}`;
const bytes = (value: Buffer | null | undefined) => (value ? `"\\\\x${value.toString('hex')}"` : 'NULL');

/** The parameters of the statement, in its order. */
function columns(votes: readonly CastVote[], { limited }: BatchShape, replaces: Map<string, string>) {
  const common = [
    list(votes.map((vote) => vote.ballotId)),
    list(votes.map((vote) => vote.questionId)),
    list(votes.map((vote) => `"{${vote.choices.join(',')}}"`)),
  ];
  const receipts = [
    list(votes.map((vote) => bytes(vote.receipt?.hash))),
    list(votes.map((vote) => bytes(vote.receipt?.sealed))),
  ];
  if (!limited) return [...common, ...receipts];
  return [
    ...common,
    list(votes.map((vote) => bytes(vote.voter))),
    list(votes.map((vote) => replaces.get(vote.ballotId) ?? 'NULL')),
    ...receipts,
  ];
}

async function record(transaction: DriverTransaction, votes: readonly CastVote[]): Promise<Recorded> {
  const shape = shapeOf(votes);
  if (shape.limited) await transaction.query(holdCrowds, [list(limitedIn(votes))]);
  const replaces = shape.changes
    ? await holdBallots(transaction, votes.filter(mayReplace), votes)
    : new Map<string, string>();
  const { open, limited, changes } = statements;
  const statement = shape.changes ? changes : shape.limited ? limited : open;
  const [recorded] = await transaction.query<Recorded>(statement, columns(votes, shape, replaces));
  if (!recorded) throw new Error('the ledger gave no answer');
  return recorded;
}

const idsOf = (ids = '') => (ids === '' ? [] : ids.split(','));

/**
 * Records a batch of votes in one transaction and resolves once it is durable, with an outcome a ballot id. Ballot ids
 * within a batch must differ.
 *
 * Rejects where nothing of the batch was recorded, or where the commit got no answer; then its votes are `unanswered`. They
 * may be recorded again, also on another server, which took over and lacks them: the outcome is that of the first time
 * where it is found that they were there already by that.
 */
export async function recordVotes<V extends CastVote>(
  sequelize: Sequelize,
  votes: readonly V[],
  unanswered = new UnansweredVotes<V>(),
): Promise<Map<string, VoteOutcome>> {
  const outcomes = new Map<string, VoteOutcome>();
  const transaction = await DriverTransaction.begin(sequelize);
  let recorded: Recorded;
  let explained: Explained[];
  try {
    recorded = await record(transaction, votes);
    for (const ballotId of idsOf(recorded.counted)) outcomes.set(ballotId, 'counted');
    for (const ballotId of idsOf(recorded.changed)) outcomes.set(ballotId, 'changed');
    const others = votes.filter((vote) => !outcomes.has(vote.ballotId));
    explained = await explainVotes(transaction, others);
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
  try {
    await transaction.commit();
  } catch (error) {
    unanswered.add(votes, outcomes, recorded);
    throw error;
  }
  for (const ballotId of outcomes.keys()) unanswered.forget(ballotId);
  for (const one of explained) outcomes.set(one.ballot, unanswered.settle(one));
  return outcomes;
}
