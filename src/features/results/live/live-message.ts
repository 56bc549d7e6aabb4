import type { Tally } from '#src/features/results/tally/read-tally.ts';

/**
 * What a live stream sends. `results` carries the numbers; `parts` pieces of the page by name, in the viewer's language;
 * `changed` says that the question itself is not what it was: closed, edited or deleted.
 */
export interface LiveMessage {
  event: 'results' | 'parts' | 'changed';
  data: string;
  /** The message as it is written, made once for all viewers. */
  frame: Buffer;
}

/** The numbers of a question at one moment, as the page takes them. */
export interface ResultsEvent {
  total: number;
  choices: { id: string; votes: number }[];
  mean?: number;
  median?: number;
  asOf: string;
}

export type Send = (message: LiveMessage) => void;

/** An event with its data, which is one line, as HTML's server-sent events are written. */
export const liveMessage = (event: LiveMessage['event'], data: string): LiveMessage => ({
  event,
  data,
  frame: Buffer.from(`event: ${event}\ndata: ${data}\n\n`),
});

export const CHANGED = liveMessage('changed', '');

/** The tally as the page's stream sends it. */
export function pageResults({ total, choices, rating, asOf }: Tally): LiveMessage {
  const data: ResultsEvent = {
    total,
    choices: choices.map(({ id, votes }) => ({ id: String(id), votes })),
    ...(rating?.mean !== undefined && { mean: rating.mean }),
    ...(rating?.median !== undefined && { median: rating.median }),
    asOf: asOf.toISOString(),
  };
  return liveMessage('results', JSON.stringify(data));
}
