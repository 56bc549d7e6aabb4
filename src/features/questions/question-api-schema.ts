import {
  type QuestionModel,
  questionKinds,
  questionPolicies,
  resultsAudiences,
} from '#src/database/models/question.ts';
import { LIMITS, questionDefaults } from '#src/features/questions/question-input.ts';
import { questionStatus, questionStatuses } from '#src/features/questions/question-status.ts';
import type { ListedChoice } from '#src/features/questions/read-choices.ts';
import { type Static, Type } from '#src/schema/type.ts';

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
    archived: Type.Boolean({ description: 'Whether it is put away: in no list, but at its address' }),
    status: Type.Enum(questionStatuses),
    opens_at: time('When voting begins'),
    closes_at: time('When voting ends'),
    choices: Type.Array(Type.Object({ id: Type.Integer(), text: Type.String() })),
  },
  { title: 'Question' },
);

const limit = (which: string) =>
  Type.Optional(
    Type.Union([Type.Integer(), Type.Null()], {
      description: `Choices that a ballot holds at ${which}; several only where the kind is multiple or ranked`,
    }),
  );

const optional = {
  description: Type.Optional(Type.String({ maxLength: 10 * LIMITS.description })),
  kind: Type.Optional(Type.Enum(questionKinds, { description: `\`${questionDefaults.kind}\` unless given` })),
  min_choices: limit('least, 1 unless given'),
  max_choices: limit('most, all of them unless given'),
  policy: Type.Optional(
    Type.Enum(questionPolicies, {
      description: `Who may vote how often, \`${questionDefaults.policy}\` unless given`,
    }),
  ),
  secret: Type.Optional(
    Type.Boolean({ description: 'False lets voters change their answers, where the policy is `account`' }),
  ),
  results: Type.Optional(
    Type.Enum(resultsAudiences, {
      description: `Who sees the tally, \`${questionDefaults.results}\` unless given`,
    }),
  ),
  time_zone: Type.Optional(
    Type.String({ maxLength: 64, description: 'IANA name of the zone that times are shown in' }),
  ),
  opens_at: Type.Optional(time('When voting begins; at publication unless given')),
  closes_at: Type.Optional(time('When voting ends; by hand unless given')),
};
const text = Type.String({ maxLength: 10 * LIMITS.text });
const choices = Type.Array(Type.String({ maxLength: 10 * LIMITS.choice }), {
  maxItems: 100,
  description: `${LIMITS.fewestChoices} to ${LIMITS.mostChoices} texts of at most ${LIMITS.choice} characters; none for a rating, which has 1 to 5`,
});

/** A question as an organiser sends it. Lengths and what fits together are checked by the rules that pages share. */
export const QuestionRequest = Type.Object(
  { text, choices: Type.Optional(choices), ...optional },
  {
    additionalProperties: false,
    title: 'Question to store',
    examples: [
      {
        text: 'Which days suit you?',
        kind: 'multiple',
        choices: ['Monday', 'Wednesday', 'Friday'],
        max_choices: 2,
        results: 'closed',
        closes_at: '2030-01-31T18:00:00Z',
        time_zone: 'Europe/Madrid',
      },
    ],
  },
);

/** The changes to a question. */
export const QuestionChanges = Type.Object(
  { text: Type.Optional(text), choices: Type.Optional(choices), ...optional },
  { additionalProperties: false, title: 'Changes to a question' },
);

/** Gives a stored question its API form. */
export function toQuestionResponse(
  question: QuestionModel,
  choices: readonly ListedChoice[] = question.choices ?? [],
): Static<typeof QuestionResponse> {
  const { slug, text, description, kind, policy, secret, results, opensAt, closesAt } = question;
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
    archived: question.archivedAt !== null,
    status: questionStatus(question),
    opens_at: opensAt?.toISOString() ?? null,
    closes_at: closesAt?.toISOString() ?? null,
    choices: choices.map((choice) => ({ id: choice.id, text: choice.text })),
  };
}
