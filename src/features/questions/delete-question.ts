import type { Transaction } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import { type Actor, recordAction } from '#src/database/record-action.ts';
import { announce, changeQuestion, closeNow } from '#src/features/questions/question-store.ts';
import { holdGate } from '#src/features/questions/vote-gate.ts';

/** What has a row for each vote; but for the entries of its log, which go with the question as nobody may delete them. */
const LARGE = ['participations', 'ballots'];

async function removeVotes({ sequelize }: Database, questionId: number, transaction: Transaction) {
  for (const table of LARGE)
    await sequelize.query(`DELETE FROM ${table} WHERE question_id = $1`, { bind: [questionId], transaction });
}

/**
 * Deletes the question with its choices, ballots, participations and credentials; undefined where there is none. Deleting takes
 * seconds for each million votes, and a vote that waits for it holds up the other votes of its batch. So the question is
 * closed first, for which votes wait only briefly, and its own row is deleted last.
 */
export async function deleteQuestion(
  database: Database,
  slug: string,
  actor: Actor | null = null,
): Promise<QuestionModel | undefined> {
  const found = await changeQuestion(
    database,
    slug,
    { event: 'closed', actor },
    async (question, transaction) =>
      question.state === 'draft' ? undefined : closeNow(database, question, transaction),
  );
  if (!found) return undefined;
  // Votes that waited for the close saw an open question, and would now wait for its row.
  await holdGate(database, slug);
  return database.sequelize.transaction(async (transaction) => {
    await removeVotes(database, found.id, transaction);
    const question = await database.questions.findOne({ where: { id: found.id }, lock: true, transaction });
    if (!question) return undefined;
    await question.destroy({ transaction });
    await recordAction(database.sequelize, transaction, { actor, question, action: 'question.deleted' });
    await announce(database, question, 'deleted', transaction);
    return question;
  });
}
