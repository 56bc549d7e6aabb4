/** What an SLO measures: events good or bad, or moments at which a value is within bounds. Queries hold `$window`. */
export type Indicator =
  | { kind: 'bad'; bad: string; total: string }
  | { kind: 'good'; good: string; total: string }
  | { kind: 'slices'; value: string; atMost: number };

export type Policy = 'page' | 'ticket';

/** One objective over a rolling window. */
export interface Slo {
  name: string;
  title: string;
  description: string;
  /** Share of good events asked for, between 0 and 1. */
  target: number;
  periodDays: number;
  indicator: Indicator;
  policies: Policy[];
  /** Bad events (or minutes) in the long window below which no alert fires. */
  minimumBad: number;
  owner: string;
  review: string;
  rationale: string;
  numerator: string;
  denominator: string;
  dashboard: string;
  /** What to do, a step a line. */
  runbook: string[];
}
