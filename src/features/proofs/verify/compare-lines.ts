import { ProblemList } from '#src/features/proofs/verify/problem-list.ts';
import { shown } from '#src/features/proofs/verify/read-lines.ts';
import { counted } from '#src/ui/counted.ts';

const lines = (count: number) => counted(count, 'line is', 'lines are');

/** How many records at the end of both are the same. */
function sameAtEnd(actual: readonly string[], expected: readonly string[]): number {
  let same = 0;
  while (same < actual.length && same < expected.length && actual.at(-1 - same) === expected.at(-1 - same))
    same++;
  return same;
}

function reads(line: number, actual: string, expected: string): string {
  return `line ${line} reads ${shown(actual)}, should read ${shown(expected)}`;
}

/** Lines of the same number: in another order, or reading otherwise. */
function changed(actual: readonly string[], expected: readonly string[], from: number): string[] {
  const differing = actual.flatMap((record, index) => (record === expected[index] ? [] : [index]));
  if (isReordered(actual, expected)) {
    const [first, last] = [from + 1, from + actual.length];
    const swapped = differing.length === 2;
    return [
      swapped ? `lines ${first} and ${last} are swapped` : `lines ${first} to ${last} are in another order`,
    ];
  }
  const problems = new ProblemList();
  for (const index of differing)
    problems.add(reads(from + index + 1, actual[index] ?? '', expected[index] ?? ''));
  return problems.list((count) => counted(count, 'more line differs', 'more lines differ'));
}

function isReordered(actual: readonly string[], expected: readonly string[]): boolean {
  const sorted = expected.toSorted();
  return actual.toSorted().every((record, index) => record === sorted[index]);
}

/**
 * What is wrong with records that should read as expected, `from` lines after those that do. Records bear their line
 * feeds. Each sentence names one thing: a line that is missing, added or changed, two that are swapped, a tail cut off.
 */
export function compareLines(actual: readonly string[], expected: readonly string[], from: number): string[] {
  const end = sameAtEnd(actual, expected);
  const is = actual.slice(0, actual.length - end);
  const should = expected.slice(0, expected.length - end);
  const line = from + 1;
  const [isFirst = '', shouldFirst = ''] = [is[0], should[0]];
  if (is.length === should.length) return changed(is, should, from);
  if (is.length === 0) {
    if (end === 0) return [`the file ends after line ${from}: ${lines(should.length)} missing at its end`];
    if (should.length === 1) return [`line ${line} is missing: it should read ${shown(shouldFirst)}`];
    return [`${should.length} lines are missing from line ${line} on, the first ${shown(shouldFirst)}`];
  }
  if (should.length === 0) {
    if (is.length === 1) return [`line ${line} is added: it reads ${shown(isFirst)}`];
    return [`${is.length} lines are added from line ${line} on, the first ${shown(isFirst)}`];
  }
  if (is.length === 1 && end === 0 && shouldFirst.startsWith(isFirst)) {
    return [`line ${line} is cut off after ${shown(isFirst)}: ${lines(should.length - 1)} missing after it`];
  }
  const are = from + actual.length === 1 ? 'is 1 line' : `are ${from + actual.length} lines`;
  return [`${reads(line, isFirst, shouldFirst)}; there ${are}, there should be ${from + expected.length}`];
}
