import Type, { type Static } from 'typebox';
import {
  type QuestionModel,
  questionKinds,
  questionPolicies,
  resultsAudiences,
} from '#src/database/models/question.ts';
import { LIMITS, questionDefaults } from '#src/features/questions/question-input.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';

const time = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description });

/** A question as the API shows it. Tallies are a resource of their own. */
export const QuestionResponse = Type.Object(
  {
    slug: Type.String(),
    text: Type.String(),
    description: Type.String(),
    kind: Type.Enum(questionKinds),
    min_choices: Type.Integer({ description: 'Choices that a ballot holds at least' }),
    max_choices: Type.Integer({ description: 'Choices that a ballot holds at most' }),
    policy: Type.Enum(questionPolicies),
    secret: Type.Boolean({ description: 'Whether nothing joins a voter to a ballot' }),
    results: Type.Enum(resultsAudiences, { description: 'Who sees the tally' }),
    time_zone: Type.String({ description: 'IANA name of the zone that the times are meant in' }),
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
    kind: Type.Enum(questionKinds, { default: questionDefaults.kind }),
    min_choices: Type.Integer({ default: questionDefaults.minChoices }),
    max_choices: Type.Integer({ default: questionDefaults.maxChoices }),
    policy: Type.Enum(questionPolicies, { default: questionDefaults.policy }),
    secret: Type.Boolean({ default: questionDefaults.secret }),
    results: Type.Enum(resultsAudiences, { default: questionDefaults.results }),
    time_zone: Type.String({ default: questionDefaults.timeZone, maxLength: 64 }),
    opens_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { default: null }),
    closes_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { default: null }),
  },
  { additionalProperties: false, title: 'Question to store' },
);

/** Gives a stored question its API form. */
export function toQuestionResponse(question: QuestionModel): Static<typeof QuestionResponse> {
  const {
    slug,
    text,
    description,
    kind,
    policy,
    secret,
    results,
    opensAt,
    closesAt,
    choices = [],
  } = question;
  return {
    slug,
    text,
    description,
    kind,
    min_choices: question.minChoices,
    max_choices: question.maxChoices,
    policy,
    secret,
    results,
    time_zone: question.timeZone,
    status: questionStatus(question),
    opens_at: opensAt?.toISOString() ?? null,
    closes_at: closesAt?.toISOString() ?? null,
    choices: choices.map((choice) => ({ id: choice.id, text: choice.text })),
  };
}
