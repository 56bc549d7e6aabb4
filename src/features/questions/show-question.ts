import { questionPage } from '#src/features/questions/pages/question-page.ts';
import type { PublishedQuestion } from '#src/features/questions/question-catalogue.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import type { Html } from '#src/ui/html.ts';
import type { PageContext } from '#src/ui/page-context.ts';

/** The page of a published question, as it is before voting or after a form that was refused. */
export function ballotPage(
  context: PageContext,
  page: { question: PublishedQuestion; ballot: string; alreadyVoted: boolean; error?: string },
): Html {
  const { question, ...rest } = page;
  const { slug, text, description, policy, opensAt, closesAt } = question;
  const status = questionStatus(question);
  return questionPage(context, {
    slug,
    text,
    description,
    policy,
    state: status === 'draft' ? 'closed' : status,
    opensAt: opensAt ?? undefined,
    closesAt: closesAt ?? undefined,
    choices: question.choices.map((choice) => ({ id: String(choice.id), text: choice.text })),
    ...rest,
  });
}
