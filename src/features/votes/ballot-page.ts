import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import type { QuestionPage } from '#src/features/votes/pages/ballot-form.ts';
import { questionPage } from '#src/features/votes/pages/question-page.ts';
import type { Html } from '#src/ui/html.ts';
import type { PageContext } from '#src/ui/page-context.ts';

/** What of the page follows from the visitor and from what was sent, not from the question. */
export type BallotState = Pick<
  QuestionPage,
  | 'ballot'
  | 'standing'
  | 'seesResults'
  | 'asksForCode'
  | 'code'
  | 'invitation'
  | 'answer'
  | 'reactions'
  | 'errors'
  | 'late'
>;

/** The page of a published question, as it is before voting or after a form that was refused. */
export function ballotPage(context: PageContext, question: PublishedQuestion, ballot: BallotState): Html {
  const { slug, text, description, kind, policy, secret, minChoices, maxChoices, timeZone, results } =
    question;
  const status = questionStatus(question);
  return questionPage(context, {
    slug,
    text,
    description,
    kind,
    policy,
    secret,
    minChoices,
    maxChoices,
    timeZone,
    results,
    // What the ledger says of the close comes before what this process knows of it.
    state: status === 'draft' || ballot.late ? 'closed' : status,
    opensAt: question.opensAt ?? undefined,
    closesAt: question.closesAt ?? undefined,
    edition: question.choicesFrom,
    choices: question.choices.map((choice) => ({ id: String(choice.id), text: choice.text })),
    ...ballot,
  });
}
