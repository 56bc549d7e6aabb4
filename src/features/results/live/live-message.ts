import type { Tally } from '#src/features/results/tally/read-tally.ts';

/**
 * What a live stream sends, its data serialised once for all viewers. `results` carries {@link ResultsEvent}; `parts`
 * pieces of the page by name, in the viewer's language; `changed` says that the question itself is not what it was:
 * closed, edited or deleted.
 */
export interface LiveMessage {
  event: 'results' | 'parts' | 'changed';
  data: string;
}

/** The numbers of a question at one moment. */
export interface ResultsEvent {
  total: number;
  choices: { id: string; votes: number }[];
  mean?: number;
  median?: number;
  asOf: string;
}

export type Send = (message: LiveMessage) => void;

export const CHANGED: LiveMessage = { event: 'changed', data: '' };

/** The tally as a live stream sends it. */
export function resultsMessage({ total, choices, rating, asOf }: Tally): LiveMessage {
  const data: ResultsEvent = {
    total,
    choices: choices.map(({ id, votes }) => ({ id: String(id), votes })),
    ...(rating?.mean !== undefined && { mean: rating.mean }),
    ...(rating?.median !== undefined && { median: rating.median }),
    asOf: asOf.toISOString(),
  };
  return { event: 'results', data: JSON.stringify(data) };
}
