import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import { decodeCursor, encodeCursor } from '#src/features/questions/cursor.ts';
import { publishedQuestions } from '#src/features/questions/question-store.ts';
import { Problem } from '#src/plugins/problem.ts';

/** One page of the published questions, newest first, with cursors to its neighbours. */
export interface QuestionsPage {
  questions: QuestionModel[];
  previous?: string | undefined;
  next?: string | undefined;
}

function readCursor(text: string | undefined) {
  if (text === undefined) return undefined;
  const cursor = decodeCursor(text);
  if (cursor) return cursor;
  throw new Problem({
    type: 'invalid-cursor',
    status: 400,
    title: 'Invalid cursor',
    detail: 'Start from the first page.',
  });
}

/** The page of `limit` questions after or before a cursor. @throws a 400 problem for a cursor that is none. */
export async function questionsPage(
  database: Database,
  { limit, after, before }: { limit: number; after?: string; before?: string },
): Promise<QuestionsPage> {
  const from = readCursor(after);
  const to = from ? undefined : readCursor(before);
  // One more than asked for tells whether there is a neighbour on the far side.
  const found = await publishedQuestions(database, {
    limit: limit + 1,
    ...(from && { after: from }),
    ...(to && { before: to }),
  });
  const more = found.length > limit;
  const questions = to ? found.slice(more ? 1 : 0) : found.slice(0, limit);
  const cursorOf = (question: QuestionModel | undefined) =>
    question?.opensAt ? encodeCursor({ opensAt: question.opensAt, id: question.id }) : undefined;
  return {
    questions,
    previous: from || (to && more) ? cursorOf(questions[0]) : undefined,
    next: to || more ? cursorOf(questions.at(-1)) : undefined,
  };
}
