import { loserOf, type Reason } from '#src/features/results/tally/break-tie.ts';
import type { Preferences } from '#src/features/results/tally/preferences.ts';

/** What left the count after a round: where its ballots went, `exhausted` those that name nobody who stands. */
export interface Elimination {
  choices: number[];
  reason: Reason;
  /** The choices that had as few votes, where a rule had to decide between them. */
  tied: number[];
  transfers: { to: number; ballots: number }[];
  exhausted: number;
}

/** One round: votes of those who stand, the most first, and the ballots that count for none of them any more. */
export interface Round {
  standing: { id: number; votes: number }[];
  exhausted: number;
  /** Absent in the round that somebody wins. */
  eliminated?: Elimination;
}

export interface Runoff {
  rounds: Round[];
  /** Undefined where there is no ballot. */
  winner: number | undefined;
}

/**
 * Instant-runoff voting. Every ballot counts for the highest of its choices that stands; who has more than half of the
 * ballots that still count wins; else the choice with the fewest votes leaves and its ballots go to their next. A ballot
 * that names nobody who stands is exhausted. As in Maine Revised Statutes, title 21-A, section 723-A, but that the count
 * ends as soon as somebody has the majority, which changes no winner; ties are broken by {@link loserOf}. Choices without
 * any vote leave together: no ballot moves.
 */
export function instantRunoff(preferences: Preferences): Runoff {
  const rounds: Round[] = [];
  const history: ReadonlyMap<number, number>[] = [];
  const standing = new Map(preferences.contenders.map((contender) => [contender.id, contender]));
  const count = preferences.counter();
  const counted = () => count(new Set(standing.keys()));
  for (let { votes, exhausted } = counted(); ; ) {
    const order = [...votes].map(([id, had]) => ({ id, votes: had })).sort((a, b) => b.votes - a.votes);
    const continuing = order.reduce((sum, choice) => sum + choice.votes, 0);
    const [first] = order;
    if (!first || continuing === 0) return { rounds, winner: undefined };
    const round: Round = { standing: order, exhausted };
    rounds.push(round);
    if (2 * first.votes > continuing) return { rounds, winner: first.id };
    history.push(votes);
    const { losers, reason, tied } = loserOf([...standing.values()], history);
    for (const id of losers) standing.delete(id);
    const next = counted();
    const transfers = [...next.votes]
      .map(([to, has]) => ({ to, ballots: has - (votes.get(to) ?? 0) }))
      .filter(({ ballots }) => ballots > 0);
    round.eliminated = { choices: losers, reason, tied, transfers, exhausted: next.exhausted - exhausted };
    ({ votes, exhausted } = next);
  }
}
