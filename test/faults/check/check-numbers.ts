import { isAcknowledged } from './check-ballots.ts';
import type { LedgerQuestion, OpenedReceipts } from './ledger.ts';
import type { AskedQuestion } from './operations.ts';

function count<T>(things: readonly T[], key: (thing: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const thing of things) counts[key(thing)] = (counts[key(thing)] ?? 0) + 1;
  return counts;
}

function differences(name: string, found: Record<string, number>, right: Record<string, number>): string[] {
  const keys = new Set([...Object.keys(found), ...Object.keys(right)]);
  return [...keys]
    .filter((key) => (found[key] ?? 0) !== (right[key] ?? 0))
    .map((key) => `${name} has ${found[key] ?? 0} for ${key}, the ballots ${right[key] ?? 0}`);
}

/** Numbers that are not what the ballots add up to: tally, results, turnout, rankings, lines of the export. */
export function wrongNumbers(ledger: LedgerQuestion): string[] {
  const { kind, ballots, texts } = ledger;
  const ranked = kind === 'ranked';
  const chosen = ballots.flatMap(({ choices }) => (ranked ? choices.slice(0, 1) : choices));
  const right = count(chosen, String);
  const rankings = ranked ? count(ballots, ({ choices }) => choices.join()) : {};
  const between = ranked ? ' > ' : ' | ';
  const lines = count(ballots, ({ choices }) => choices.map((choice) => texts[choice]).join(between));
  return [
    ...differences('the tally', ledger.tally, right),
    ...differences('the results page', ledger.shown, right),
    ...differences('the turnout', { ballots: ledger.turnout }, { ballots: ballots.length }),
    ...differences('the rankings', ledger.rankings, rankings),
    ...differences('the export', count(ledger.csv, String), lines),
    ...ledger.proofProblems,
  ];
}

/** Receipts of acknowledged votes that do not open, or not to their vote. */
export function wrongReceipts({ operations }: AskedQuestion, opened: OpenedReceipts): string[] {
  return operations.filter(isAcknowledged).flatMap(({ op, end, choices }) => {
    const found = opened.get(end.receipt);
    if (!found) return [`the receipt of vote ${op} does not open`];
    const fits = found.id === end.ballot && found.choices.join() === choices.join();
    return fits ? [] : [`the receipt of vote ${op} is of another vote`];
  });
}
