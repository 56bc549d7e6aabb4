import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import type { Identity } from '#src/features/accounts/session-store.ts';
import { noSuchQuestion } from '#src/features/questions/find-published.ts';
import { mayManage } from '#src/features/questions/may-manage.ts';
import { isHidden } from '#src/features/questions/question-status.ts';
import { findQuestion } from '#src/features/questions/question-store.ts';
import { Problem } from '#src/plugins/problem.ts';

/** The question with its choices, for somebody who manages it. @throws a problem: 404 where others cannot see it, else 403. */
export async function ownQuestion(
  database: Database,
  { params: { slug }, identity }: { params: { slug: string }; identity: Identity | undefined },
): Promise<QuestionModel> {
  const question = await findQuestion(database, slug);
  if (question && mayManage(identity, question)) return question;
  if (!question || isHidden(question)) throw noSuchQuestion();
  throw new Problem({
    type: 'not-yours',
    status: 403,
    title: 'Not allowed',
    detail: 'This question belongs to somebody else.',
  });
}
