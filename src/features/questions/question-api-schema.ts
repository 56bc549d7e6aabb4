import Type, { type Static } from 'typebox';
import type { QuestionModel } from '#src/database/models/question.ts';
import { LIMITS } from '#src/features/questions/question-input.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';

const time = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description });

/** A question as the API shows it. Tallies are a resource of their own. */
export const QuestionResponse = Type.Object(
  {
    slug: Type.String(),
    text: Type.String(),
    description: Type.String(),
    kind: Type.Literal('single'),
    policy: Type.Union([Type.Literal('open'), Type.Literal('browser')]),
    status: Type.Enum(['draft', 'scheduled', 'open', 'closed']),
    opens_at: time('When voting begins'),
    closes_at: time('When voting ends'),
    choices: Type.Array(Type.Object({ id: Type.Integer(), text: Type.String() })),
  },
  { title: 'Question' },
);

/** A question as an organiser sends it. Lengths are checked by the rules that pages share. */
export const QuestionRequest = Type.Object(
  {
    text: Type.String({ maxLength: 10 * LIMITS.text }),
    description: Type.String({ default: '', maxLength: 10 * LIMITS.description }),
    choices: Type.Array(Type.String({ maxLength: 10 * LIMITS.choice }), {
      maxItems: 100,
      description: `${LIMITS.fewestChoices} to ${LIMITS.mostChoices} texts of at most ${LIMITS.choice} characters`,
    }),
    policy: Type.Union([Type.Literal('open'), Type.Literal('browser')], { default: 'open' }),
    opens_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { default: null }),
    closes_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { default: null }),
  },
  { additionalProperties: false, title: 'Question to store' },
);

/** Gives a stored question its API form. */
export function toQuestionResponse(question: QuestionModel): Static<typeof QuestionResponse> {
  const { slug, text, description, kind, policy, opensAt, closesAt, choices = [] } = question;
  return {
    slug,
    text,
    description,
    kind,
    policy,
    status: questionStatus(question),
    opens_at: opensAt?.toISOString() ?? null,
    closes_at: closesAt?.toISOString() ?? null,
    choices: choices.map((choice) => ({ id: choice.id, text: choice.text })),
  };
}
