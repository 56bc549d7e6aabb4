import type { DriverTransaction } from '#src/database/driver-transaction.ts';

/** A voter is hidden among at least this many, or all who have voted where they are fewer. */
export const CROWD = 256;

/** Voters of one question who are new in this transaction, and how many voters it has with them. */
export interface Newcomers {
  questionId: number;
  voters: readonly Buffer[];
  total: number;
}

/** A range of voter keys, from `low` to before `high`, of which `others` are to be written again. */
export interface Share {
  questionId: number;
  low: Buffer;
  high: Buffer;
  others: number;
}

/** Higher than every key. */
const END = Buffer.alloc(33, 0xff);
const PREFIXES = 2 ** 32;

function boundary(cell: number, cells: number): Buffer {
  if (cell === cells) return END;
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(Math.ceil((cell * PREFIXES) / cells));
  return prefix;
}

/**
 * Which other voters are written again together with new ones. Keys are keyed hashes, so a range of them is a sample
 * of all voters; each new voter takes the same number of random neighbours along, out of a range wide enough to have
 * them, and so is as likely to be the new one as any of those.
 */
export function sharesOf({ questionId, voters, total }: Newcomers): Share[] {
  if (voters.length >= CROWD) return [];
  const each = Math.ceil(CROWD / voters.length);
  // Eight standard deviations of the number of keys in a range, so that one with too few does not occur.
  const width = each + 8 * Math.sqrt(each) + 16;
  const cells = Math.max(1, Math.floor(total / width));
  const newIn = new Map<number, number>();
  for (const voter of voters) {
    const cell = Math.floor((voter.readUInt32BE(0) / PREFIXES) * cells);
    newIn.set(cell, (newIn.get(cell) ?? 0) + 1);
  }
  return [...newIn].map(([cell, count]) => ({
    questionId,
    low: boundary(cell, cells),
    high: boundary(cell + 1, cells),
    others: count * (each - 1),
  }));
}

// Nobody else moves these rows, so where they stand is a name for them, and the cheapest.
const MIX = `
  WITH chosen AS (
    SELECT p.ctid FROM unnest($1::integer[], $2::bytea[]) AS f (question, voter)
    CROSS JOIN LATERAL (
      SELECT ctid FROM participations WHERE question_id = f.question AND voter = f.voter OFFSET 0
    ) p
    UNION ALL
    SELECT p.ctid
    FROM unnest($3::integer[], $4::bytea[], $5::bytea[], $6::integer[]) AS s (question, low, high, others)
    CROSS JOIN LATERAL (
      SELECT ctid FROM participations
      WHERE question_id = s.question AND voter >= s.low AND voter < s.high AND voter <> ALL ($2)
      ORDER BY random() LIMIT s.others
    ) p
  ), taken AS (
    DELETE FROM participations WHERE ctid = ANY (ARRAY(SELECT ctid FROM chosen)) RETURNING question_id, voter
  )
  INSERT INTO participations (question_id, voter) SELECT question_id, voter FROM taken ORDER BY question_id, voter`;

/**
 * Writes the new voters of secret questions again, together with others and in the order of their keys. Otherwise the
 * order of the rows, and the transaction that each row names as its own, would join voters to ballots of that moment.
 * To be called by who has the turnouts of the questions, so that no other transaction writes voters again meanwhile.
 */
export async function mixVoters(
  transaction: DriverTransaction,
  newcomers: readonly Newcomers[],
): Promise<void> {
  const few = newcomers.filter(({ voters }) => voters.length < CROWD);
  if (few.length === 0) return;
  const fresh = few.flatMap(({ questionId, voters }) => voters.map((voter) => ({ questionId, voter })));
  const shares = few.flatMap(sharesOf);
  await transaction.query({ text: MIX }, [
    fresh.map(({ questionId }) => questionId),
    fresh.map(({ voter }) => voter),
    shares.map(({ questionId }) => questionId),
    shares.map(({ low }) => low),
    shares.map(({ high }) => high),
    shares.map(({ others }) => others),
  ]);
}
