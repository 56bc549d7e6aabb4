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

/**
 * Every number is the number of votes cast. Where a process was killed the counter may lack those `atRisk`, the votes of
 * its last export interval, and the drift rule says exactly how many it lacks.
 */
export function findProblems(
  readings: readonly Reading[],
  {
    cast,
    atRisk = new Map(),
  }: {
    cast: ReadonlyMap<string, number>;
    atRisk?: ReadonlyMap<string, number>;
  },
): string[] {
  return readings.flatMap((reading) => {
    const { question, increase, drift } = reading;
    const votes = cast.get(question) ?? 0;
    const lost = votes - increase.anchored;
    const most = atRisk.get(question) ?? 0;
    const counter =
      lost >= -EPSILON && lost <= most + EPSILON
        ? []
        : [
            `${question}: the counter lacks ${lost} of ${votes} votes, where at most ${most} can be explained`,
          ];
    const rule =
      Math.abs((drift ?? Number.NaN) - lost) < EPSILON
        ? []
        : [`${question}: the drift rule says ${drift}, the counter lacks ${lost}`];
    return [...ledgerProblems(reading, votes), ...counter, ...plainProblems(reading), ...rule];
  });
}
