import type { Database } from '#src/database/database.ts';
import { deleteQuestion } from '#src/features/questions/delete-question.ts';

/** Deletes every question with its votes; gives how many there were. */
export async function clearQuestions(database: Database): Promise<number> {
  const questions = await database.questions.findAll({ attributes: ['slug'] });
  for (const { slug } of questions) await deleteQuestion(database, slug);
  return questions.length;
}
