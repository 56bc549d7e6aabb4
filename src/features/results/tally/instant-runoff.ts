import { type Contender, loserOf, type Reason } from '#src/features/results/tally/break-tie.ts';

/** How many ballots rank the choices in this order, the most wanted first. */
export interface Ranking {
  choices: readonly number[];
  ballots: number;
}

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

type Votes = Map<number, number>;

/** Gives each ballot to the highest of its choices that stands. */
function count(rankings: readonly Ranking[], standing: ReadonlySet<number>) {
  const votes: Votes = new Map([...standing].map((id) => [id, 0]));
  let exhausted = 0;
  for (const { choices, ballots } of rankings) {
    const first = choices.find((id) => standing.has(id));
    if (first === undefined) exhausted += ballots;
    else votes.set(first, (votes.get(first) ?? 0) + ballots);
  }
  return { votes, exhausted };
}

/**
 * Instant-runoff voting. Every ballot counts for the highest of its choices that stands; who has more than half of the
 * ballots that still count wins; else the choice with the fewest votes leaves and its ballots go to their next. A ballot
 * that names nobody who stands is exhausted. As in Maine Revised Statutes, title 21-A, section 723-A, but that the count
 * ends as soon as somebody has the majority, which changes no winner; ties are broken by {@link loserOf}. Choices without
 * any vote leave together: no ballot moves.
 */
export function instantRunoff(rankings: readonly Ranking[], contenders: readonly Contender[]): Runoff {
  const rounds: Round[] = [];
  const history: Votes[] = [];
  const standing = new Map(contenders.map((contender) => [contender.id, contender]));
  for (;;) {
    const { votes, exhausted } = count(rankings, new Set(standing.keys()));
    const order = [...votes].map(([id, had]) => ({ id, votes: had })).sort((a, b) => b.votes - a.votes);
    const continuing = order.reduce((sum, choice) => sum + choice.votes, 0);
    const [first] = order;
    if (!first || continuing === 0) return { rounds, winner: undefined };
    const round: Round = { standing: order, exhausted };
    rounds.push(round);
    if (2 * first.votes > continuing) return { rounds, winner: first.id };
    const { losers, reason, tied } = loserOf([...standing.values()], [...history, votes]);
    history.push(votes);
    for (const id of losers) standing.delete(id);
    const next = count(rankings, new Set(standing.keys()));
    const transfers = [...next.votes]
      .map(([to, has]) => ({ to, ballots: has - (votes.get(to) ?? 0) }))
      .filter(({ ballots }) => ballots > 0);
    round.eliminated = { choices: losers, reason, tied, transfers, exhausted: next.exhausted - exhausted };
  }
}
