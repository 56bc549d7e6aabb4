import { QueryTypes, type Sequelize } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import { type Actor, recordAction } from '#src/database/record-action.ts';
import { isHidden, questionStatus } from '#src/features/questions/question-status.ts';
import { Problem } from '#src/plugins/problem.ts';
import type { en } from '#src/ui/messages/en.ts';
import { t } from '#src/ui/messages/messages.ts';

const HAS_FINAL = 'SELECT FROM log_heads WHERE question_id = $1 AND final';
// A correction of the question either sees that a head is asked for, or is in it.
const HOLD = 'SELECT FROM questions WHERE id = $1 FOR SHARE';
const WANT = `
  INSERT INTO ballot_logs (question_id, head_wanted) VALUES ($1, true)
  ON CONFLICT (question_id) DO UPDATE SET head_wanted = true`;

type Refusal = keyof typeof en.proofs.refusals;

const refuse = (reason: Refusal): Problem =>
  new Problem({
    type: 'state',
    status: 409,
    title: 'Not possible now',
    page: (locale) => t(locale).proofs.refusals[reason],
  });

async function hasFinal(sequelize: Sequelize, questionId: number): Promise<boolean> {
  return (await sequelize.query(HAS_FINAL, { bind: [questionId], type: QueryTypes.SELECT })).length > 0;
}

/**
 * Asks the worker to sign a question's log as it stands. @throws a 409 problem where there is nothing to sign: a question
 * that is not open yet or has its final head, one whose answers may be changed until it closes.
 */
export async function requestHead(
  { sequelize }: Database,
  question: QuestionModel,
  actor: Actor | null,
): Promise<void> {
  const { id, slug, authorId, secret } = question;
  if (isHidden(question)) throw refuse('notOpen');
  if (!secret && questionStatus(question) !== 'closed') throw refuse('changeable');
  if (await hasFinal(sequelize, id)) throw refuse('final');
  await sequelize.transaction(async (transaction) => {
    await sequelize.query(HOLD, { bind: [id], type: QueryTypes.SELECT, transaction });
    await sequelize.query(WANT, { bind: [id], type: QueryTypes.INSERT, transaction });
    await recordAction(sequelize, transaction, {
      actor,
      action: 'head.requested',
      question: { slug, authorId },
    });
  });
}
