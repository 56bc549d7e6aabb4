import type { Sequelize } from 'sequelize';
import { bytes, list, numbers } from '#src/database/array-literal.ts';
import { DriverTransaction, type Step, type Values } from '#src/database/driver-transaction.ts';
import { holdCrowds } from '#src/features/questions/vote-gate.ts';
import { askAfterBatch } from '#src/features/votes/ask-after-batch.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { explainVotes, type Then } from '#src/features/votes/explain-votes.ts';
import { holdBallots } from '#src/features/votes/hold-ballots.ts';
import { type BatchShape, recordStatement } from '#src/features/votes/record-statement.ts';
import { outcomesOf, type Recorded } from '#src/features/votes/recorded.ts';
import { type Batch, UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';

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

/** The parameters of the statement, in its order. */
function columns(
  { votes, number }: Batch,
  process: string,
  { limited }: BatchShape,
  replaces: Map<string, string>,
): Values {
  const ballots = [
    list(votes.map((vote) => vote.ballotId)),
    list(votes.map((vote) => vote.questionId)),
    list(votes.map((vote) => numbers(vote.choices))),
  ];
  const voters = () => [
    list(votes.map((vote) => bytes(vote.voter))),
    list(votes.map((vote) => replaces.get(vote.ballotId) ?? 'NULL')),
  ];
  const receipts = [
    list(votes.map((vote) => bytes(vote.receipt?.hash))),
    list(votes.map((vote) => bytes(vote.receipt?.sealed))),
  ];
  return [...ballots, ...(limited ? voters() : []), ...receipts, process, String(number)];
}

async function record(transaction: DriverTransaction, batch: Batch, process: string) {
  const { votes } = batch;
  const shape = shapeOf(votes);
  const crowds: Step = { statement: holdCrowds, values: [list(limitedIn(votes))] };
  // What a change replaces is a parameter of the statement that records, so it is asked for on its own.
  if (shape.changes) await transaction.query(crowds.statement, crowds.values);
  const replaces = shape.changes
    ? await holdBallots(transaction, votes.filter(mayReplace), votes)
    : new Map<string, string>();
  const first = shape.limited && !shape.changes ? [crowds] : [];
  const { open, limited, changes } = statements;
  const statement = shape.changes ? changes : shape.limited ? limited : open;
  const last = { statement, values: columns(batch, process, shape, replaces) };
  const [recorded] = await transaction.finish<Recorded & Then>(...first, last);
  if (!recorded) throw new Error('the ledger gave no answer');
  return recorded;
}

/** Sends votes as a batch, and gives what the ledger says. */
async function send<V extends CastVote>(
  sequelize: Sequelize,
  votes: readonly V[],
  unanswered: UnansweredVotes<V>,
) {
  const batch = unanswered.next(votes);
  const transaction = await DriverTransaction.begin(sequelize);
  try {
    return await record(transaction, batch, unanswered.process);
  } catch (error) {
    await transaction.rollback();
    if (transaction.uncertain) unanswered.lose(batch);
    throw error;
  }
}

/**
 * Records a batch of votes in one transaction and resolves once it is durable, with an outcome a ballot id. Ballot ids
 * within a batch must differ, and each process sends one batch after the other.
 *
 * Rejects where nothing of the batch was recorded, or where it got no answer; then its votes are `unanswered`. They may be
 * passed again, also when another server took over that lacks them: votes that were recorded the first time get their first
 * outcome.
 */
export async function recordVotes<V extends CastVote>(
  sequelize: Sequelize,
  votes: readonly V[],
  unanswered = new UnansweredVotes<V>(),
): Promise<Map<string, VoteOutcome>> {
  await askAfterBatch(sequelize, unanswered);
  const outcomes = unanswered.take(votes);
  const others = () => votes.filter(({ ballotId }) => !outcomes.has(ballotId));
  const add = (more: Map<string, VoteOutcome>) => {
    for (const [ballot, outcome] of more) outcomes.set(ballot, outcome);
  };
  try {
    for (let rest = others(); rest.length > 0; rest = others()) {
      const recorded = await send(sequelize, rest, unanswered);
      add(outcomesOf(rest, recorded));
      add(await explainVotes(sequelize, others(), recorded));
    }
    return outcomes;
  } catch (error) {
    unanswered.keep(votes, outcomes);
    throw error;
  }
}
