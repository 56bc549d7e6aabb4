import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { lotOf } from '#src/features/results/tally/lot.ts';
import type { Tally } from '#src/features/results/tally/read-tally.ts';
import { type Static, Type } from '#src/schema/type.ts';

const ChoiceId = Type.Integer({ description: 'Id of a choice' });
const ballots = (description: string) => Type.Integer({ minimum: 0, description });

const common = (votes: string) => ({
  question: Type.String({ description: 'Slug of the question' }),
  total: ballots('Ballots counted'),
  choices: Type.Array(
    Type.Object({ id: ChoiceId, text: Type.String(), votes: ballots(votes), share: Type.Number() }),
    { description: 'In the order of the question; shares are of all ballots, from 0 to 1' },
  ),
  as_of: Type.String({ format: 'date-time', description: 'When this was counted' }),
});

const rounded = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });

const Round = Type.Object({
  standing: Type.Array(Type.Object({ choice: ChoiceId, votes: ballots('Ballots that count for it') })),
  exhausted: ballots('Ballots that rank none of those who stand'),
  eliminated: Type.Union(
    [
      Type.Object({
        choices: Type.Array(ChoiceId),
        reason: Type.Enum(['none', 'fewest', 'earlier', 'lot'], {
          description:
            'Nobody voted for them; alone with the fewest votes; tied, and behind in the most recent earlier round that differs; tied in every round, with the lowest lot',
        }),
        tied: Type.Array(ChoiceId, { description: 'All with as few votes, where a rule had to decide' }),
        transfers: Type.Array(Type.Object({ to: ChoiceId, ballots: ballots('Ballots that went there') })),
        exhausted: ballots('Ballots that rank nobody else who stands'),
      }),
      Type.Null(),
    ],
    { description: 'Who left after the round; null in the last' },
  ),
});

/** The tally of a question as the API shows it: one shape a kind. */
export const ResultsResponse = Type.Union(
  [
    Type.Object(
      { kind: Type.Literal('single'), ...common('Ballots for this choice') },
      { title: 'Results of a single choice' },
    ),
    Type.Object(
      {
        kind: Type.Literal('multiple'),
        ...common('Ballots that hold this choice; shares can add up to more than 1'),
      },
      { title: 'Results of a multiple choice' },
    ),
    Type.Object(
      {
        kind: Type.Literal('rating'),
        ...common('Ballots with this rating'),
        mean: rounded('Mean rating to two decimals; null without a ballot'),
        median: rounded('Median rating; null without a ballot'),
      },
      { title: 'Results of a rating' },
    ),
    Type.Object(
      {
        kind: Type.Literal('ranked'),
        ...common('Ballots that rank this choice first'),
        winner: Type.Union([ChoiceId, Type.Null()], {
          description: 'By instant runoff; null without a ballot',
        }),
        rounds: Type.Array(Round),
        lots: Type.Array(
          Type.Object({ choice: ChoiceId, lot: Type.String({ description: '64 hexadecimal digits' }) }),
          {
            description:
              'What decides a tie that no round decides, the lowest leaves: SHA-256 of `tallyscope lot v1`, the slug and the text of the choice, a line each',
          },
        ),
      },
      { title: 'Results of a ranked question' },
    ),
  ],
  { title: 'Results' },
);

type Question = Pick<PublishedQuestion, 'slug' | 'kind'>;

function ranked({ slug }: Question, { runoff, choices }: Tally) {
  return {
    winner: runoff?.winner ?? null,
    rounds: (runoff?.rounds ?? []).map(({ standing, exhausted, eliminated }) => ({
      standing: standing.map(({ id, votes }) => ({ choice: id, votes })),
      exhausted,
      eliminated: eliminated ?? null,
    })),
    lots: choices.map(({ id, text }) => ({ choice: id, lot: lotOf(slug, text) })),
  };
}

/** Gives a tally its API form. */
export function toResultsResponse(question: Question, tally: Tally): Static<typeof ResultsResponse> {
  const { slug, kind } = question;
  const { total, rating } = tally;
  const shared = {
    question: slug,
    total,
    choices: tally.choices.map((choice) => ({ ...choice, share: total > 0 ? choice.votes / total : 0 })),
    as_of: tally.asOf.toISOString(),
  };
  if (kind === 'rating') {
    return { kind, ...shared, mean: rating?.mean ?? null, median: rating?.median ?? null };
  }
  return kind === 'ranked' ? { kind, ...shared, ...ranked(question, tally) } : { kind, ...shared };
}
