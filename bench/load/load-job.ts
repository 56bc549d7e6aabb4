/** A question and its choices, as a client knows them. */
export interface Ballotbox {
  slug: string;
  choices: readonly number[];
}

/**
 * Seconds before votes are measured. Until V8 has compiled what is hot, its compiler takes a sixth of the CPU time, and more
 * where there is more code: votes of the first four seconds take half as much again as those after eight, with telemetry and without.
 */
export const WARM_UP = 8;

/** Load on one or more ports, its connections shared between them. */
export interface LoadJob {
  ports: readonly number[];
  connections: number;
  /** Seconds before anything is measured. */
  warmUp: number;
  /** Seconds that are measured. */
  seconds: number;
  /** Requests a second, sent whether answers come or not; without it each connection sends as soon as it has its answer. */
  rate?: number;
  /** Votes on these questions in turn, each with a key of its own; or one page. */
  send: { votes: readonly Ballotbox[] } | { page: string; accept?: string };
}

/** What came of it. */
export interface LoadResult {
  /** Answers a second. */
  rate: number;
  /** Milliseconds from when a request was due to its answer. */
  p50: number;
  p99: number;
  /** Ballots whose votes were acknowledged, those of the warm-up too. */
  ballots: string[];
}
