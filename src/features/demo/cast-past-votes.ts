import { randomBytes, randomUUID } from 'node:crypto';
import { castTimes, SLOT } from '#src/features/demo/cast-times.ts';
import type { DemoQuestion } from '#src/features/demo/demo-questions.ts';
import type { PastClock } from '#src/features/demo/past-clock.ts';
import type { CastVote } from '#src/features/votes/cast-vote.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import type { Voters } from '#src/features/votes/voter.ts';

/** A question of the demo that takes votes now. */
export interface AskedQuestion {
  id: number;
  choices: readonly number[];
  asked: DemoQuestion;
  opensAt: Date;
  /** Votes are cast before. */
  until: Date;
  /** Keys of voters who are known, such as by their invitations; the others are anybody. */
  voterKeys: readonly Buffer[];
}

interface TimedVote {
  time: number;
  vote: CastVote;
}

/** The answers mixed, so that at any time they stand about as they do in the end. */
const mixed = ({ answers }: DemoQuestion) =>
  answers
    .flatMap(([places, times]) =>
      Array.from({ length: times }, (_, index) => ({ places, at: (index + 0.5) / times })),
    )
    .sort((one, other) => one.at - other.at);

function votesOf({ id, choices, asked, opensAt, until, voterKeys }: AskedQuestion, voters: Voters) {
  const answers = mixed(asked);
  const times = castTimes(answers.length, opensAt.getTime(), until.getTime());
  return times.map((time, index): TimedVote => {
    const chosen = (answers[index]?.places ?? []).map((place) => choices[place] ?? 0);
    if (asked.kind !== 'ranked') chosen.sort((one, other) => one - other);
    const voter = asked.policy === 'open' ? null : (voterKeys[index] ?? randomBytes(32));
    const { ballotId, stored } = voters.ticket(id, voter, randomUUID(), chosen);
    return { time, vote: { ballotId, questionId: id, choices: chosen, voter, receipt: stored } };
  });
}

/**
 * Casts what was answered to the questions, each vote at its time in the past and by the ledger's own statements; gives
 * how many. @throws where the ledger does not count one of them.
 */
export async function castPastVotes(
  clock: PastClock,
  voters: Voters,
  questions: readonly AskedQuestion[],
): Promise<number> {
  const votes = questions.flatMap((question) => votesOf(question, voters));
  const slots = Map.groupBy(votes, ({ time }) => Math.floor(time / SLOT));
  for (const [, batch] of [...slots].sort(([one], [other]) => one - other)) {
    await clock.set(new Date(Math.max(...batch.map(({ time }) => time))));
    const outcomes = await recordVotes(
      clock.sequelize,
      batch.map(({ vote }) => vote),
    );
    for (const outcome of outcomes.values())
      if (outcome !== 'counted') throw new Error(`a vote of the demo was not counted: ${outcome}`);
  }
  return votes.length;
}
