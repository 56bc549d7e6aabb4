import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { notFound } from '#src/plugins/problem.ts';

/** Answers alike where there is no such question and where it is hidden: nobody learns of a draft. */
export const noSuchQuestion = () => notFound('There is no such question.');

/** The question of that slug as the public may see it. @throws a 404 problem where it is hidden or unknown. */
export async function findPublished(catalogue: QuestionCatalogue, slug: string): Promise<PublishedQuestion> {
  const question = await catalogue.find(slug);
  if (!question || questionStatus(question) === 'scheduled') throw noSuchQuestion();
  return question;
}

/** Whether voting may have opened, by the clock of the database or of this process: the ledger then decides on a vote. */
const mayBeOpen = (question: PublishedQuestion): boolean =>
  questionStatus(question) !== 'scheduled' || questionStatus(question, new Date()) !== 'scheduled';

/** The same for a vote: where these are not all among its choices, it is read anew, as it may have been corrected. */
export async function findForVote(
  catalogue: QuestionCatalogue,
  slug: string,
  choices: readonly number[],
): Promise<PublishedQuestion> {
  const find = async () => {
    const question = await catalogue.find(slug);
    if (!question || !mayBeOpen(question)) throw noSuchQuestion();
    return question;
  };
  const question = await find();
  if (hasChoices(question, choices)) return question;
  await catalogue.forgetOutdated(slug);
  return find();
}

/** Whether these are choices of the question. */
export const hasChoices = ({ choices }: PublishedQuestion, ids: readonly number[]): boolean =>
  ids.every((id) => choices.some((choice) => choice.id === id));
