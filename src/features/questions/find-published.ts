import { noSuchQuestion } from '#src/features/questions/no-such-question.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';

/** The question of that slug as the public may see it. @throws a 404 problem where it is hidden or unknown. */
export async function findPublished(catalogue: QuestionCatalogue, slug: string): Promise<PublishedQuestion> {
  const question = await catalogue.find(slug);
  if (!question || questionStatus(question) === 'scheduled') throw noSuchQuestion();
  return question;
}
