import { noSuchQuestion } from '#src/features/questions/no-such-question.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';

/** By neither clock has its time come: where one of them is wrong, the ledger still has to say what became of a vote. */
const isToCome = (question: PublishedQuestion): boolean =>
  questionStatus(question) === 'scheduled' && questionStatus(question, new Date()) === 'scheduled';

/** The question of that slug as the public may see it. @throws a 404 problem where it is hidden or unknown. */
export async function findPublished(catalogue: QuestionCatalogue, slug: string): Promise<PublishedQuestion> {
  const question = await catalogue.find(slug);
  if (!question || isToCome(question)) throw noSuchQuestion();
  return question;
}

/** The same for a vote: where these are not all among its choices, it is read anew, as it may have been corrected. */
export async function findForVote(
  catalogue: QuestionCatalogue,
  slug: string,
  choices: readonly number[],
): Promise<PublishedQuestion> {
  const question = await findPublished(catalogue, slug);
  if (hasChoices(question, choices)) return question;
  await catalogue.forgetOutdated(slug);
  return findPublished(catalogue, slug);
}

/** Whether these are choices of the question. */
export const hasChoices = ({ choices }: PublishedQuestion, ids: readonly number[]): boolean =>
  ids.every((id) => choices.some((choice) => choice.id === id));
