import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';

/** What was recorded of a batch: places in it, from 1 and between commas. */
export interface Recorded {
  /** Of the ballots that were added, those that took another's place included. */
  counted: string;
  /** Of the ballots among them that took another's place. */
  changed: string;
}

/** SQL that gives it out of a row of `batches`. */
export const RECORDED = `array_to_string(counted, ',') AS counted, array_to_string(changed, ',') AS changed`;

/** The outcomes of the votes that were recorded, by ballot id. */
export function outcomesOf(
  votes: readonly CastVote[],
  { counted, changed }: Recorded,
): Map<string, VoteOutcome> {
  const outcomes = new Map<string, VoteOutcome>();
  const add = (places: string, outcome: VoteOutcome) => {
    // Where there is none, it is the place of no vote.
    for (const place of places.split(',')) {
      const vote = votes[Number(place) - 1];
      if (vote) outcomes.set(vote.ballotId, outcome);
    }
  };
  add(counted, 'counted');
  add(changed, 'changed');
  return outcomes;
}
