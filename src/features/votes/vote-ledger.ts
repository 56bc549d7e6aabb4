import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes, type Sequelize } from 'sequelize';
import { DriverTransaction } from '#src/database/driver-transaction.ts';
import { isInterrupted } from '#src/database/is-interrupted.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { PAUSES, sqlState } from '#src/features/votes/commit-votes.ts';
import { holdCrowds } from '#src/features/votes/crowds.ts';
import { explainVotes } from '#src/features/votes/explain-votes.ts';
import { holdBallots } from '#src/features/votes/hold-ballots.ts';
import { type BatchShape, type Recorded, recordStatement } from '#src/features/votes/record-statement.ts';

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

/** What PostgreSQL says of a transaction; `unreachable` where it says nothing, undefined where it has not heard of it. */
async function statusOf(sequelize: Sequelize, transaction: string): Promise<string | null | undefined> {
  try {
    const [row] = await sequelize.query<{ status: string | null }>(
      'SELECT pg_xact_status($1::xid8) AS status',
      { bind: [transaction], type: QueryTypes.SELECT },
    );
    return row?.status;
  } catch (error) {
    // A server that took over refuses a number that is not its own yet.
    return sqlState(error)?.length === 5 && !isInterrupted(error) ? undefined : 'unreachable';
  }
}

/** Whether PostgreSQL says that the transaction was committed; false where it cannot say, or stays away. */
async function wasCommitted(sequelize: Sequelize, transaction: string): Promise<boolean> {
  const pauses = PAUSES.values();
  for (;;) {
    const status = await statusOf(sequelize, transaction);
    if (status !== 'in progress' && status !== 'unreachable') return status === 'committed';
    const pause = status === 'unreachable' ? pauses.next().value : 50;
    if (pause === undefined) return false;
    await sleep(pause);
  }
}

/**
 * Settles a batch whose commit got no answer. The server that answers now may be another one, which gave the number of
 * the transaction to somebody else's, or one whose standby has not got the votes. So they are recorded again: what is
 * found there is there, and on the standby as well. The status tells whether they were counted by this call.
 */
async function settle(
  sequelize: Sequelize,
  votes: readonly CastVote[],
  { first, transaction }: { first: Map<string, VoteOutcome>; transaction: string },
): Promise<Map<string, VoteOutcome> | undefined> {
  if (!(await wasCommitted(sequelize, transaction))) return undefined;
  const again = await recordVotes(sequelize, votes);
  return new Map(
    [...again].map(([ballotId, outcome]) => [
      ballotId,
      outcome === 'replayed' ? (first.get(ballotId) ?? outcome) : outcome,
    ]),
  );
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
  const transaction = await DriverTransaction.begin(sequelize);
  let recorded: Recorded;
  try {
    recorded = await record(transaction, votes);
    for (const ballotId of idsOf(recorded.counted)) outcomes.set(ballotId, 'counted');
    for (const ballotId of idsOf(recorded.changed)) outcomes.set(ballotId, 'changed');
    const others = votes.filter((vote) => !outcomes.has(vote.ballotId));
    const explained = await explainVotes(transaction, others);
    for (const [ballotId, outcome] of explained) outcomes.set(ballotId, outcome);
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
  try {
    await transaction.commit();
  } catch (error) {
    const settled = await settle(sequelize, votes, { first: outcomes, transaction: recorded.transaction });
    if (!settled) throw error;
    return settled;
  }
  return outcomes;
}
