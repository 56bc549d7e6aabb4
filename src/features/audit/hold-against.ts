import type { Bounds, LedgerLine } from '#src/features/audit/read-ledger.ts';
import type { Increase } from '#src/features/audit/votes-increased.ts';

/** One question with every number that speaks of its votes, and where they disagree. */
export interface AuditLine {
  question: string;
  ballots: number;
  tally: number;
  window: number;
  increase: Increase;
  /** Lines of its newest exported file, where it was looked at. */
  lines: number | undefined;
  differences: string[];
}

/** By how much a number leaves its bounds; 0 within them. */
function outside(value: number, { least, most }: Bounds): number {
  if (value < least) return value - least;
  return value > most ? value - most : 0;
}

const signed = (difference: number) => (difference > 0 ? `+${difference}` : String(difference));

/** Holds the tally, the counter and the exported file of a question against its ballots. */
export function holdAgainst(
  ledger: LedgerLine,
  increase: Increase | undefined,
  lines: number | undefined,
): AuditLine {
  const { slug, ballots, tally, window, windowBounds, file } = ledger;
  // A question without a series has counted nothing.
  const gained = increase ?? { anchored: 0, plain: 0 };
  const found = {
    tally: tally - ballots,
    counter: outside(gained.anchored, windowBounds),
    file: lines === undefined || !file ? 0 : outside(lines, file.bounds),
  };
  const differences = Object.entries(found)
    .filter(([, difference]) => difference !== 0)
    .map(([name, difference]) => `${name} ${signed(difference)}`);
  return { question: slug, ballots, tally, window, increase: gained, lines, differences };
}
