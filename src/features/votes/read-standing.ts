import { QueryTypes, type Sequelize } from 'sequelize';
import { inCrowd } from '#src/features/votes/crowds.ts';

/** What the ledger knows of a voter of one question. */
export interface Standing {
  voted: boolean;
  /** Choices of the ballot that stands now; null where nothing joins the voter to one. */
  answer: number[] | null;
  /** Whether the voter's key is one of the question's credentials. */
  entitled: boolean;
}

const STANDING = `
  SELECT p.voter IS NOT NULL OR ${inCrowd('v.question', 'v.voter')} AS voted, b.choices AS answer,
    EXISTS (SELECT FROM credentials k WHERE k.question_id = v.question AND k.voter = v.voter) AS entitled
  FROM (VALUES ($1::integer, $2::bytea)) AS v (question, voter)
    LEFT JOIN participations p ON p.question_id = v.question AND p.voter = v.voter
    LEFT JOIN ballots b ON b.id = p.ballot_id`;

/** Reads whether and how the voter has voted, as of one moment. */
export async function readStanding(
  sequelize: Sequelize,
  questionId: number,
  voter: Buffer,
): Promise<Standing> {
  // One voter is asked about, so there is one row.
  const [standing] = (await sequelize.query<Standing>(STANDING, {
    bind: [questionId, voter],
    type: QueryTypes.SELECT,
  })) as [Standing];
  return standing;
}
