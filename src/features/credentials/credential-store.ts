import { QueryTypes, type Transaction } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import type { Actor } from '#src/database/record-action.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { changeQuestion, QuestionStateError } from '#src/features/questions/question-store.ts';
import { newCode, readCode } from '#src/features/votes/credential-code.ts';
import { crowdKey } from '#src/features/votes/crowds.ts';
import type { Voters } from '#src/features/votes/voter.ts';

/** Credentials that are made at a time, and that a question may have. */
export const MOST_AT_A_TIME = 10_000;
const MOST_OF_A_QUESTION = 100_000;

/** How many credentials a question has. Nothing tells which are used. */
export interface CredentialCounts {
  made: number;
  used: number;
}

/** Such questions are secret, so their voters are in crowds. */
const USED = `${crowdKey('c.voter')} IN (SELECT unnest(voters) FROM crowds WHERE question_id = $1)`;

/** Counts a question's credentials, and those somebody has voted with. */
export async function countCredentials(
  { sequelize }: Database,
  questionId: number,
  transaction?: Transaction,
): Promise<CredentialCounts> {
  const [counts] = await sequelize.query<CredentialCounts>(
    `SELECT count(*)::integer AS made, count(*) FILTER (WHERE ${USED})::integer AS used
     FROM credentials c WHERE c.question_id = $1`,
    { bind: [questionId], type: QueryTypes.SELECT, ...(transaction && { transaction }) },
  );
  return counts ?? { made: 0, used: 0 };
}

function refuseWithoutUse(question: QuestionModel): void {
  if (question.policy !== 'credential') throw new QuestionStateError('noCredentials');
  if (questionStatus(question) === 'closed') throw new QuestionStateError('credentialsClosed');
}

/** How many of these the question has. */
async function countOf(
  { sequelize }: Database,
  questionId: number,
  keys: readonly Buffer[],
  transaction: Transaction,
): Promise<number> {
  const [row] = await sequelize.query<{ count: number }>(
    'SELECT count(*)::integer AS count FROM credentials WHERE question_id = $1 AND voter = ANY ($2::bytea[])',
    { bind: [questionId, keys], type: QueryTypes.SELECT, transaction },
  );
  return row?.count ?? 0;
}

/**
 * Makes `count` one-time credentials and gives their codes, which are stored nowhere: of each the database holds a keyed
 * hash, in the order of the hashes. Those of a `form` are given again where it is sent again.
 * @throws {QuestionStateError} where the question has no use for them, or where it does not have as many as the sender has `seen`:
 * a form that is sent again would make them twice.
 */
export async function makeCredentials(
  { database, voters }: { database: Database; voters: Voters },
  {
    slug,
    count,
    seen,
    form,
    actor,
  }: {
    slug: string;
    count: number;
    seen?: number | undefined;
    form?: string | undefined;
    actor: Actor | null;
  },
): Promise<string[]> {
  let codes: string[] = [];
  await changeQuestion(database, slug, { event: 'credentials', actor }, async (question, transaction) => {
    refuseWithoutUse(question);
    const { id } = question;
    codes = Array.from({ length: count }, (_, place) =>
      form === undefined ? newCode() : voters.codeOfForm(id, form, `${place} of ${count}`),
    );
    const keys = codes.map((code) => voters.credentialKey(id, code));
    if (form !== undefined && (await countOf(database, id, keys, transaction)) === count) return undefined;
    const { made } = await countCredentials(database, id, transaction);
    if (seen !== undefined && made !== seen) throw new QuestionStateError('credentialsMeanwhile');
    if (made + count > MOST_OF_A_QUESTION) throw new QuestionStateError('credentialsFull');
    await database.sequelize.query(
      `INSERT INTO credentials (question_id, voter)
       SELECT $1, voter FROM unnest($2::bytea[]) AS v (voter) ORDER BY voter`,
      {
        bind: [id, keys],
        type: QueryTypes.INSERT,
        transaction,
      },
    );
    return { action: 'credentials.made', details: { count } };
  });
  return codes;
}

/**
 * Gives the code of a new credential, in whose favour the old one is no longer good; no vote comes in meanwhile. That of a `form`
 * is given again where it is sent again.
 * @throws {QuestionStateError} where the old one is none of the question's, or somebody has voted with it.
 */
export async function replaceCredential(
  { database, voters }: { database: Database; voters: Voters },
  { slug, code, form, actor }: { slug: string; code: string; form?: string | undefined; actor: Actor | null },
): Promise<string> {
  let fresh = newCode();
  await changeQuestion(database, slug, { event: 'credentials', actor }, async (question, transaction) => {
    refuseWithoutUse(question);
    const { id } = question;
    if (form !== undefined) {
      fresh = voters.codeOfForm(id, form, `instead of ${readCode(code)}`);
      if (await countOf(database, id, [voters.credentialKey(id, fresh)], transaction)) return undefined;
    }
    const [found] = await database.sequelize.query<{ used: boolean }>(
      `SELECT ${USED} AS used FROM credentials c WHERE question_id = $1 AND voter = $2`,
      { bind: [id, voters.credentialKey(id, code)], type: QueryTypes.SELECT, transaction },
    );
    if (!found) throw new QuestionStateError('credentialUnknown');
    if (found.used) throw new QuestionStateError('credentialUsed');
    await database.sequelize.query(
      `WITH gone AS (DELETE FROM credentials WHERE question_id = $1 AND voter = $2)
       INSERT INTO credentials (question_id, voter) VALUES ($1, $3)`,
      {
        bind: [id, voters.credentialKey(id, code), voters.credentialKey(id, fresh)],
        type: QueryTypes.INSERT,
        transaction,
      },
    );
    return { action: 'credentials.replaced' };
  });
  return fresh;
}

/** Revokes every credential that nobody has voted with and gives their number; no vote comes in meanwhile. */
export async function revokeCredentials(
  database: Database,
  slug: string,
  actor: Actor | null,
): Promise<number> {
  let revoked = 0;
  await changeQuestion(database, slug, { event: 'credentials', actor }, async ({ id }, transaction) => {
    const gone = await database.sequelize.query(
      `DELETE FROM credentials c WHERE question_id = $1
         AND NOT (${USED})
       RETURNING 1`,
      { bind: [id], type: QueryTypes.SELECT, transaction },
    );
    revoked = gone.length;
    return revoked > 0 ? { action: 'credentials.revoked', details: { count: revoked } } : undefined;
  });
  return revoked;
}
