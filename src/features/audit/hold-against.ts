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
export function outside(value: number, { least, most }: Bounds): number {
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

/** What a question gained, and what its own counter shows of it. */
export interface Gained {
  window: number;
  windowBounds: Bounds;
  own: number;
  pastCap: boolean;
}

/** What `other` must have counted: all that questions past the cap gained and their own counters lack. */
export function expectedOfOthers(gained: readonly Gained[]): { window: number; bounds: Bounds } {
  const lacking = (of: (one: Gained) => number) =>
    gained.reduce((sum, one) => sum + (one.pastCap ? Math.max(0, of(one) - one.own) : 0), 0);
  // A question within its bounds may have a vote or two there as well.
  const loose = gained.reduce(
    (sum, { pastCap, windowBounds, own }) => sum + (pastCap ? 0 : Math.max(0, windowBounds.most - own)),
    0,
  );
  return {
    window: lacking(({ window }) => window),
    bounds: {
      least: lacking(({ windowBounds }) => windowBounds.least),
      most: lacking(({ windowBounds }) => windowBounds.most) + loose,
    },
  };
}

/**
 * The line of the questions past the cap. Which question a vote under `other` was for, nobody knows; that none is missing
 * can be told all the same.
 */
export function holdOthers(
  ledger: readonly LedgerLine[],
  lines: readonly AuditLine[],
  increase: Increase,
): AuditLine {
  const { window, bounds } = expectedOfOthers(
    ledger.map(({ window, windowBounds }, index) => ({
      window,
      windowBounds,
      own: lines[index]?.increase?.anchored ?? 0,
      pastCap: lines[index]?.pastCap ?? false,
    })),
  );
  return {
    question: OTHER_QUESTION,
    ballots: 0,
    tally: 0,
    window,
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
