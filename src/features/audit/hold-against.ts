import type { Bounds, LedgerLine } from '#src/features/audit/read-ledger.ts';
import type { Increase } from '#src/features/audit/votes-increased.ts';
import { OTHER_QUESTION } from '#src/telemetry/question-labels.ts';

/** One question with every number that speaks of its votes, and where they disagree. */
export interface AuditLine {
  question: string;
  ballots: number;
  tally: number;
  window: number;
  /** What Prometheus says it gained, where that was asked. */
  increase: Increase | undefined;
  /** Lines of its newest exported file, where it was looked at. */
  lines: number | undefined;
  /** Its votes, all or some, are counted under `other`, because there are more questions than labels. */
  pastCap: boolean;
  differences: string[];
}

/** By how much a number leaves its bounds; 0 within them. */
function outside(value: number, { least, most }: Bounds): number {
  if (value < least) return value - least;
  return value > most ? value - most : 0;
}

const signed = (difference: number) => (difference > 0 ? `+${difference}` : String(difference));

/** What else is known of a question. */
export interface Known {
  /** What Prometheus says it gained, where that was asked. */
  increase: Increase | undefined;
  /** Lines of its newest exported file, where it was looked at. */
  lines: number | undefined;
  /** Whether votes of any question are counted under `other`. */
  capReached: boolean;
}

/** Holds the tally, the counter and the exported file of a question against its ballots. */
export function holdAgainst(ledger: LedgerLine, { increase, lines, capReached }: Known): AuditLine {
  const { slug, ballots, tally, miscounted, window, windowBounds, file } = ledger;
  const pastCap = capReached && increase !== undefined && increase.anchored < windowBounds.least;
  const found = {
    tally: tally - ballots,
    'by choice': tally === ballots ? miscounted : 0,
    counter: pastCap || !increase ? 0 : outside(increase.anchored, windowBounds),
    file: lines === undefined || !file ? 0 : outside(lines, file.bounds),
  };
  return {
    question: slug,
    ballots,
    tally,
    window,
    increase,
    lines,
    pastCap,
    differences: differencesOf(found),
  };
}

/**
 * The line of the questions past the cap: what they gained and their own counters lack is what `other` must have
 * counted. Which question a vote under `other` was for, nobody knows; that none is missing can be told all the same.
 */
export function holdOthers(
  ledger: readonly LedgerLine[],
  lines: readonly AuditLine[],
  increase: Increase,
): AuditLine {
  const own = (index: number) => lines[index]?.increase?.anchored ?? 0;
  const lacking = (bound: (line: LedgerLine) => number) =>
    ledger.reduce(
      (sum, line, index) => sum + (lines[index]?.pastCap ? Math.max(0, bound(line) - own(index)) : 0),
      0,
    );
  // A question within its bounds may have a vote or two there as well.
  const loose = ledger.reduce(
    (sum, { windowBounds: { most } }, index) =>
      sum + (lines[index]?.pastCap ? 0 : Math.max(0, most - own(index))),
    0,
  );
  const bounds = {
    least: lacking(({ windowBounds }) => windowBounds.least),
    most: lacking(({ windowBounds }) => windowBounds.most) + loose,
  };
  return {
    question: OTHER_QUESTION,
    ballots: 0,
    tally: 0,
    window: lacking(({ window }) => window),
    increase,
    lines: undefined,
    pastCap: true,
    differences: differencesOf({ counter: outside(increase.anchored, bounds) }),
  };
}

function differencesOf(found: Record<string, number>): string[] {
  return Object.entries(found)
    .filter(([, difference]) => difference !== 0)
    .map(([name, difference]) => `${name} ${signed(difference)}`);
}
