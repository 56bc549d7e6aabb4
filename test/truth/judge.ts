import type { Reading } from './readings.ts';

/** Sums of floating-point increases are whole but for this. */
const EPSILON = 1e-6;

function ledgerProblems({ question, ballots, tally, recorded, lines }: Reading, cast: number): string[] {
  const same = {
    ledger: ballots,
    tally,
    votes_recorded: recorded,
    ...(lines !== undefined && { CSV: lines }),
  };
  return Object.entries(same)
    .filter(([, value]) => value !== cast)
    .map(([name, value]) => `${question}: ${name} ${value}, but ${cast} votes were cast`);
}

/** `increase` gives what was counted, and extrapolates no further than Prometheus says it does. */
function plainProblems({ question, increase, extrapolation }: Reading): string[] {
  const { plain, anchored } = increase;
  if (plain >= anchored - EPSILON && plain <= anchored + extrapolation + EPSILON) return [];
  return [`${question}: increase ${plain} is not within ${anchored} and ${extrapolation} more`];
}

/** Where nothing was killed, every number is the number of votes cast. */
export function exactProblems(readings: readonly Reading[], cast: ReadonlyMap<string, number>): string[] {
  return readings.flatMap((reading) => {
    const votes = cast.get(reading.question) ?? 0;
    const counter =
      Math.abs(reading.increase.anchored - votes) < EPSILON
        ? []
        : [`${reading.question}: counted ${reading.increase.anchored} of ${votes} votes`];
    return [...ledgerProblems(reading, votes), ...counter, ...plainProblems(reading)];
  });
}

/**
 * Where a process was killed, the counter may lack the votes of its last export interval, and the drift rule says how
 * many. It is held to that for questions as old as the run; a younger one had votes before the audit first read it.
 */
export function killedProblems(
  readings: readonly Reading[],
  cast: ReadonlyMap<string, number>,
  atRisk: readonly ReadonlyMap<string, number>[],
  old: ReadonlySet<string>,
): string[] {
  return readings.flatMap((reading) => {
    const { question, increase, drift } = reading;
    const votes = cast.get(question) ?? 0;
    const lost = votes - increase.anchored;
    const most = atRisk.reduce((sum, counts) => sum + (counts.get(question) ?? 0), 0);
    const counter =
      lost >= -EPSILON && lost <= most + EPSILON
        ? []
        : [`${question}: the counter lacks ${lost} votes, where the kill explains at most ${most}`];
    const rule =
      !old.has(question) || Math.abs((drift ?? Number.NaN) - lost) < EPSILON
        ? []
        : [`${question}: the drift rule says ${drift}, the counter lacks ${lost}`];
    return [...ledgerProblems(reading, votes), ...counter, ...plainProblems(reading), ...rule];
  });
}
