import type { LogHead, QuestionDefinition } from '#src/features/proofs/log-head.ts';
import type { BundleBallots } from '#src/features/proofs/verify/read-bundle.ts';
import { instantRunoff } from '#src/features/results/tally/instant-runoff.ts';
import { contendersOf } from '#src/features/results/tally/lot.ts';
import { Preferences, type Ranking } from '#src/features/results/tally/preferences.ts';

/** How many ballots hold each combination of choices. */
export type Combinations = readonly Ranking[];

/** Ballots by what they hold. */
export function combinationsOf({
  combinations,
  held,
}: Pick<BundleBallots, 'combinations' | 'held'>): Combinations {
  const counts = combinations.map(() => 0);
  for (const place of held) counts[place] = (counts[place] ?? 0) + 1;
  return combinations.map((choices, place) => ({ choices, ballots: counts[place] ?? 0 }));
}

/** Votes by choice: of a ranked ballot its first preference, else each of its choices. */
function votesOf(combinations: Combinations, ranked: boolean): Map<number, number> {
  const votes = new Map<number, number>();
  for (const { choices, ballots } of combinations)
    for (const choice of ranked ? choices.slice(0, 1) : choices)
      votes.set(choice, (votes.get(choice) ?? 0) + ballots);
  return votes;
}

/** Counts again and holds it against what was published. */
export function checkTally(
  combinations: Combinations,
  { question, head }: { question: QuestionDefinition; head: LogHead },
): string[] {
  const [asked, signed] = [question.choices.map(({ id }) => id), head.tally.map(({ choice }) => choice)];
  if (asked.join() !== signed.join())
    return [`tally: signed are the choices ${signed.join(', ')}, the question has ${asked.join(', ')}`];
  const ranked = question.kind === 'ranked';
  const votes = votesOf(combinations, ranked);
  const published = new Map(head.tally.map(({ choice, votes: count }) => [choice, count]));
  const problems = question.choices.flatMap(({ id, text }) => {
    const [counted, told] = [votes.get(id) ?? 0, published.get(id) ?? 0];
    return counted === told
      ? []
      : [`tally: the ballots hold ${counted} for ${JSON.stringify(text)}, signed are ${told}`];
  });
  const contenders = contendersOf(question.slug, question.choices);
  const winner = ranked ? instantRunoff(Preferences.of(contenders, combinations)).winner : undefined;
  const name = (id: number | undefined) =>
    JSON.stringify(question.choices.find((choice) => choice.id === id)?.text ?? 'nobody');
  return winner === head.winner
    ? problems
    : [...problems, `tally: by the ballots ${name(winner)} wins, signed is ${name(head.winner)}`];
}
