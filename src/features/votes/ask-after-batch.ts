import type { Sequelize } from 'sequelize';
import { DriverTransaction } from '#src/database/driver-transaction.ts';
import type { CastVote } from '#src/features/votes/cast-vote.ts';
import { RECORDED, type Recorded } from '#src/features/votes/recorded.ts';
import type { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';

/**
 * Waits for the batch where it is being committed, and fences it off where it has not got so far, so that it never will be. The
 * fence of a later batch stays where this statement itself arrives late.
 */
const ASK = {
  name: 'ask-after-batch',
  text: `
    INSERT INTO batches AS b (process, batch, counted, changed, fence)
    VALUES ($1::uuid, 0, '{}', '{}', $2::bigint)
    ON CONFLICT (process) DO UPDATE SET fence = greatest(b.fence, excluded.fence), at = excluded.at
    RETURNING b.batch = $2::bigint AS committed, ${RECORDED}`,
};

/**
 * Finds out what became of the batch whose commit got no answer, if there is one: the statement that records votes stores its
 * own answer in the same transaction.
 * @throws where PostgreSQL cannot be asked or does not answer; then this may be called again.
 */
export async function askAfterBatch<V extends CastVote>(
  sequelize: Sequelize,
  unanswered: UnansweredVotes<V>,
): Promise<void> {
  const { lost, process } = unanswered;
  if (!lost) return;
  const transaction = await DriverTransaction.begin(sequelize);
  const values = [process, String(lost.number)];
  const [row] = await transaction.finish<Recorded & { committed: boolean }>({ statement: ASK, values });
  unanswered.learn(lost, row?.committed ? row : undefined);
}

/** Forgets processes that have neither recorded nor asked for a day; until then a batch that was fenced off could still arrive. */
export async function forgetBatches(sequelize: Sequelize): Promise<void> {
  await sequelize.query(`DELETE FROM batches WHERE at < now() - interval '1 day'`);
}
